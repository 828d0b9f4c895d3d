from datetime import timedelta

import pytest
import time_machine

from delivery import identity, links, tokens
from delivery.exceptions import BadToken
from tests.factories.delivery import NOW, MailingFactory


def test_an_unsubscribe_token_is_read_back_years_later():
    with time_machine.travel(NOW, tick=False):
        token = tokens.unsubscribe_token(17, "newsletter")
    with time_machine.travel(NOW + timedelta(days=3650), tick=False):
        assert tokens.read_unsubscribe_token(token) == (17, "newsletter")


@pytest.mark.parametrize("token", ["", ".", "x", "a.b", "é", "\x00", "W10.sig"])
def test_a_foreign_token_is_refused(token):
    with pytest.raises(BadToken):
        tokens.read_unsubscribe_token(token)
    with pytest.raises(BadToken):
        tokens.read_preferences_token(token)


def test_a_token_serves_one_purpose_only():
    with pytest.raises(BadToken):
        tokens.read_preferences_token(tokens.unsubscribe_token(17, "newsletter"))
    with pytest.raises(BadToken):
        tokens.read_unsubscribe_token(tokens.preferences_token(17))


def test_a_preferences_token_ages():
    with time_machine.travel(NOW, tick=False):
        token = tokens.preferences_token(17)
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        assert tokens.read_preferences_token(token) == 17
        with pytest.raises(BadToken):
            tokens.read_preferences_token(token, max_age=timedelta(days=1))


def test_a_new_secret_key_breaks_no_old_link(settings):
    token = tokens.unsubscribe_token(17, "newsletter")
    settings.SECRET_KEY = "rotated"
    assert tokens.read_unsubscribe_token(token) == (17, "newsletter")


def test_personal_links_are_absolute_and_hold_no_address():
    personal = links.PersonalLinks.for_language("en")
    url = personal.unsubscribe_url(17, "newsletter")
    assert url.startswith("http://testserver/unsubscribe/")
    assert tokens.read_unsubscribe_token(url.rstrip("/").rpartition("/")[2]) == (17, "newsletter")
    assert personal.unsubscribe(17, "newsletter")[0] == url
    assert personal.unsubscribe(17, "newsletter")[1].startswith("mailto:unsubscribe@unit.example.org?subject=")


def test_a_bounce_names_its_message_even_in_capitals_but_a_guess_does_not():
    path = identity.return_path(4711)
    assert identity.read_return_path(path) == 4711
    assert identity.read_return_path(path.upper()) == 4711
    assert identity.read_return_path(path.replace("4711", "4712")) is None
    assert identity.read_return_path("newsletter@unit.example.org") is None
    assert len(identity.return_path(10**15).partition("@")[0]) <= 64


@pytest.mark.django_db
def test_a_message_id_is_the_same_for_every_attempt_and_differs_by_mailing_and_address():
    mailing, other = MailingFactory(), MailingFactory()
    assert identity.message_ids(mailing)(1) == identity.message_ids(mailing)(1)
    ids = {identity.message_ids(mailing)(1), identity.message_ids(mailing)(2), identity.message_ids(other)(1)}
    assert len(ids) == 3
    assert all(id.startswith("<") and id.endswith("@unit.example.org>") for id in ids)
