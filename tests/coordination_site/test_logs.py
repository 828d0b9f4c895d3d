"""A line of the log says which row it is about, and opens no reader's door."""

import logging

import pytest

from coordination_site.logs import LineFormatter


def line(message="subscription.requested", *args, **extra):
    record = logging.makeLogRecord({"name": "stakeholders", "levelname": "INFO", "msg": message, "args": args, **extra})
    return LineFormatter().format(record)


def test_the_ids_that_code_gives_stand_in_the_line():
    assert line(address_id=7, topics=["meetings"]).endswith(
        "INFO stakeholders subscription.requested address_id=7 topics=['meetings']"
    )


def test_objects_that_libraries_give_do_not():
    assert line(request=object(), data={"args": "…"}).endswith("subscription.requested")


@pytest.mark.parametrize(
    "path",
    [
        "/unsubscribe/WzMsIm5ld3Nd._UXZFTTZ8En/",
        "/ur/preferences/WzNd.1xV0fa.Ph-rSqf7ksxP7E/",
        "/subscribe/confirm/WzMsIm5ld3Nd:1tZ:Ph-rSqf7ksxP7E/",
        "/admin/password_reset/confirm/Mg/c1x2-Ph-rSqf7ksxP7E/",
    ],
)
def test_no_token_of_a_personal_link_is_written_down(path):
    written = line("Not Found: %s", path)
    assert written.endswith("…")
    assert not any(part in written for part in path.split("/") if "-rSqf" in part or "_UXZ" in part)
