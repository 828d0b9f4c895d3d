"""A seed is a run."""

import pytest

from tests.chaos import plan
from tests.chaos.manner import Fault, Manner
from tests.chaos.plan import Setting
from tests.chaos.scenarios import SCENARIOS, of_seed


def made(seed, **kind):
    return plan.make(seed, **{"readers": 2000, "setting": Setting(), "database_server": True, "smtp_port": 25, **kind})


def test_the_same_seed_is_the_same_plan():
    assert made(3) == made(3)
    assert made(3) != made(4)


@pytest.mark.parametrize("seed", range(1, 20))
def test_every_run_has_several_kills_while_mail_is_going(seed):
    planned = made(seed)

    assert 4 <= len(planned.kills) <= 6
    assert all(0 < kill.after <= 1800 for kill in planned.kills)
    assert planned.workers in (1, 2)


def test_all_kinds_of_processes_are_killed():
    victims = {kill.victim for seed in range(50) for kill in made(seed).kills}

    assert victims == {"worker", "pool child", "beat", "broker", "smtp", "database"}
    assert "database" not in {kill.victim for seed in range(50) for kill in made(seed, database_server=False).kills}


def test_fifty_runs_play_every_scenario_at_least_three_times():
    played = [of_seed(seed).name for seed in range(1, 51)]

    assert all(played.count(scenario.name) >= 3 for scenario in SCENARIOS)


def test_a_manner_is_read_as_it_was_written(tmp_path):
    manner = Manner(seed=3, pipelining=False, faults=(Fault(stage="rcpt", do="451 4.3.0 later", share=0.3),))
    manner.write(tmp_path / "manner.json")

    assert Manner.read(tmp_path / "manner.json") == manner
