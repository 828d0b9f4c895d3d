"""A maildir, and the command that reads it or one letter from an MTA's pipe."""

import io
import json
import os
import types
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError, ProgrammingError

from delivery import identity
from delivery.models import Event, Suppression
from delivery.returns.letter import MOST_OCTETS
from delivery.returns.maildir import NoMaildir, read_maildir
from delivery.tasks import read_returns
from tests.delivery.returns.letters import sample
from tests.factories.delivery import NOW


@pytest.fixture
def maildir(tmp_path, message):
    """A maildir with a bounce, a letter without proof and one already seen."""
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1767776760.M1.mail").write_bytes(sample("postfix_user_unknown", message))
    (tmp_path / "new" / "1767776761.M2.mail").write_bytes(sample("unsubscribe_without_token", message))
    (tmp_path / "cur" / "1767776762.M3.mail:2,R").write_bytes(sample("vacation_english", message))
    (tmp_path / "cur" / "1767776700.M0.mail:2,S").write_bytes(sample("arf_abuse", message))
    (tmp_path / "cur" / "1767776701.M0.mail:2,F").write_bytes(sample("arf_abuse", message))
    return tmp_path


def _files(maildir):
    return sorted(str(path.relative_to(maildir)) for path in maildir.rglob("*") if not path.is_dir())


@pytest.fixture
def pipe(monkeypatch):
    """Give a letter on standard input; return what came out, and what was left unread."""

    def pipe(raw, *args):
        stdin = io.BytesIO(raw)
        monkeypatch.setattr("sys.stdin", types.SimpleNamespace(buffer=stdin))
        out = io.StringIO()
        call_command("read_bounces", *args, "--json", stdout=out)
        return json.loads(out.getvalue()), stdin.read()

    return pipe


def test_unread_letters_are_read_once_and_filed_by_what_they_need(maildir):
    summary = read_maildir(maildir, now=NOW)
    assert summary.counts == {
        ("bounce", "no such mailbox, permanent", "heard"): 1,
        ("unsubscribe", "without a valid token", "unproven"): 1,
        ("automatic reply", "", "heard"): 1,
    }
    assert summary.for_a_person == ["1767776761.M2.mail:2,F"]
    assert _files(maildir) == [
        "cur/1767776700.M0.mail:2,S",
        "cur/1767776701.M0.mail:2,F",
        "cur/1767776760.M1.mail:2,S",
        "cur/1767776761.M2.mail:2,F",
        "cur/1767776762.M3.mail:2,RS",
    ]
    assert read_maildir(maildir, now=NOW).counts.total() == 0


def test_a_dry_run_moves_nothing_and_writes_nothing(maildir):
    before = _files(maildir)
    assert read_maildir(maildir, now=NOW, dry_run=True).counts.total() == 3
    assert _files(maildir) == before
    assert not Event.objects.exists()


def test_a_run_reads_no_more_than_it_should_and_the_oldest_first(maildir):
    read_maildir(maildir, now=NOW, limit=1)
    assert "cur/1767776760.M1.mail:2,S" in _files(maildir)
    assert "new/1767776761.M2.mail" in _files(maildir)


def test_links_pipes_and_folders_in_it_are_left_alone(maildir, tmp_path):
    (maildir / "new" / "1.link").symlink_to("/etc/hostname")
    (maildir / "new" / "2.folder").mkdir()
    os.mkfifo(maildir / "new" / "3.pipe")
    assert read_maildir(maildir, now=NOW).counts.total() == 3
    assert (maildir / "new" / "1.link").is_symlink()


def test_what_another_reader_took_meanwhile_is_passed_over(maildir, monkeypatch):
    rename = Path.rename

    def taken(path, target):
        rename(path, target)
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", taken)
    assert read_maildir(maildir, now=NOW).counts.total() == 3


def test_a_folder_that_is_no_maildir_is_refused(tmp_path):
    with pytest.raises(NoMaildir):
        read_maildir(tmp_path, now=NOW)
    with pytest.raises(CommandError) as error:
        call_command("read_bounces", "--maildir", str(tmp_path))
    assert error.value.returncode == os.EX_USAGE


def test_the_command_prints_counts_and_file_names_in_words(maildir):
    out = io.StringIO()
    call_command("read_bounces", "--maildir", str(maildir), stdout=out)
    assert out.getvalue().splitlines() == [
        "Letters read: 3",
        "       1  automatic reply: heard",
        "       1  bounce (no such mailbox, permanent): heard",
        "       1  unsubscribe (without a valid token): unproven",
        "For a person to look at:",
        "  1767776761.M2.mail:2,F",
    ]


def test_a_letter_comes_by_pipe_with_the_recipient_that_the_mta_knows(message, pipe):
    raw = sample("without_token", message)
    told, left = pipe(raw, "--recipient", identity.return_path(message.pk))
    assert told == {
        "read": 1,
        "letters": [
            {"kind": "bounce", "reason": "no such mailbox, permanent", "effect": "heard", "count": 1},
        ],
        "for_a_person": [],
    }
    assert Suppression.objects.get().address_hash == message.address.hash
    assert left == b""


@pytest.mark.parametrize("junk", [b"", b"\x00\xff" * 100, b"x" * (3 * MOST_OCTETS)], ids=["empty", "octets", "huge"])
def test_junk_on_the_pipe_is_taken_to_the_end_so_that_the_mta_does_not_bounce_it(message, pipe, junk):
    told, left = pipe(junk)
    assert told["letters"][0]["effect"] == "for a person"
    assert left == b""


@pytest.mark.parametrize("error", [OperationalError, InterfaceError, ProgrammingError])
def test_when_the_database_is_away_or_being_migrated_the_mta_is_asked_to_try_again(
    maildir, message, pipe, monkeypatch, error
):
    def away(*args, **kwargs):
        raise error("server closed the connection")

    monkeypatch.setattr("delivery.returns.reader._message", away)
    with pytest.raises(CommandError) as refusal:
        pipe(sample("postfix_user_unknown", message))
    assert refusal.value.returncode == os.EX_TEMPFAIL == 75
    with pytest.raises(CommandError):
        call_command("read_bounces", "--maildir", str(maildir))
    assert "new/1767776760.M1.mail" in _files(maildir)


def test_the_periodic_task_reads_the_maildir_of_the_settings(maildir, settings):
    settings.DELIVERY_RETURNS_MAILDIR = str(maildir)
    read_returns()
    assert Event.objects.count() == 2
    assert not list((maildir / "new").iterdir())


def test_without_that_setting_there_is_no_maildir_to_read(settings, db):
    settings.DELIVERY_RETURNS_MAILDIR = ""
    read_returns()
