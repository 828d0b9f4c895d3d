"""When the runs together are a proof."""

from tests.chaos import report
from tests.chaos.audit import Findings
from tests.chaos.scene import Kill


def run(*, findings=None, kills=(1, 1, 0)):
    return report.Run(
        seed=7,
        scenario="kills",
        states={"sent": 3, "uncertain": 0},
        kills=tuple(Kill("worker", on_wire) for on_wire in kills),
        findings=findings or Findings(),
        seconds=2.0,
    )


def test_a_line_tells_seed_kills_and_findings():
    line = run(findings=Findings(lost=["a"], uncertain=["b"], cut=4)).line()

    assert line.startswith("seed   7 kills         BAD  lost 1 doubled 0 uncertain 1 (connections cut 4) unbalanced 0")
    assert "sent 3; 3 kills, 2 with text on the wire (3 worker); 2.0 s" in line


def test_good_runs_with_kills_on_the_wire_are_a_proof():
    assert report.verdict([run(), run()]) is None


def test_a_broken_promise_names_its_seed():
    assert report.verdict([run(), run(findings=Findings(doubled=["twice"]))]) == "promises were broken with seed 7"


def test_kills_that_fell_on_a_silent_wire_prove_too_little():
    assert report.verdict([run(kills=(1, 0, 0))]) == "only 1 of 3 kills fell while text was on the wire"


def test_sums_add_up():
    words = report.sums([run(), run(findings=Findings(lost=["a"], cut=3))])

    assert "2 runs, 6 messages, 4 s" in words
    assert "lost        1\n" in words
    assert "uncertain   0, connections cut 3\n" in words
    assert "kills       6 (6 worker)\n  of these    4 while text was on the wire\n" in words


def test_only_the_first_complaints_are_printed():
    assert len(run(findings=Findings(lost=["somebody"] * 100)).complaints()) == 5
