"""What every test of the house starts from."""

import gc
import os

import hypothesis
import pytest
from django.conf import settings
from django.test import SimpleTestCase
from django.utils import translation
from wagtail.models import Page

# A busy machine is no defect of the code. In CI a change is judged by examples that depend on the test alone: what
# nobody has seen fail yet is found by everybody's own runs, which draw anew each time.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis.settings.load_profile("repeatable" if os.environ.get("CI") else "unhurried")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Make the bones of the site once for all tests: they take a thousand queries, and most tests need them.

    A database that is kept may have been emptied to the ground by the last tests of the run before.
    """
    from coordination_site import site_tree

    with django_db_blocker.unblock():
        if Page.get_first_root_node():
            site_tree.set_up(site_url="http://testserver")


@pytest.fixture(autouse=True)
def default_language():
    """Start in the default language: the client of an earlier test leaves that of its last request behind."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


def pytest_collection_finish() -> None:
    """Look for no garbage among modules and tests, which stay: a fifth of the time of the migrations went there."""
    gc.collect()
    gc.freeze()


# A test that asks no database, or whose statements are the same everywhere, says nothing new on PostgreSQL: the run on
# SQLite has held it, and CI has better things to do with the time.

DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}
LEFT_TO_SQLITE = "left to the run on SQLite"
left = pytest.StashKey[int]()


def asks_a_database(item: pytest.Item) -> bool:
    """Whether `item` may find something on one database that it does not find on another."""
    if item.get_closest_marker("any_database"):
        return False
    if item.get_closest_marker("django_db") or item.get_closest_marker("servers"):
        return True
    unittest = getattr(item, "cls", None) or object
    return issubclass(unittest, SimpleTestCase) or not DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return
    elsewhere = [item for item in items if not asks_a_database(item)]
    config.stash[left] = len(elsewhere)
    items[:] = [item for item in items if asks_a_database(item)]
    config.hook.pytest_deselected(items=elsewhere)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that writes the report: with xdist, only the workers know what they left."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[LEFT_TO_SQLITE] = session.config.stash.get(left, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    node.config.stash[left] = getattr(node, "workeroutput", {}).get(LEFT_TO_SQLITE, 0)


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    if config.stash.get(left, 0):
        terminalreporter.write_line(f"{config.stash[left]} tests {LEFT_TO_SQLITE}")
