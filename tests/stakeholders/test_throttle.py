"""What forms are counted by, and that the counting never stands in a form's way."""

import pytest
from django.test import RequestFactory

from coordination_site.settings.caches import caches as cache_settings
from stakeholders import throttle


def network(**meta):
    return throttle.network(RequestFactory().get("/", **meta))


def test_a_network_is_an_ipv4_address_or_a_household_s_ipv6_prefix():
    assert network(REMOTE_ADDR="192.0.2.7") == "192.0.2.7"
    assert network(REMOTE_ADDR="2001:db8:1:2:3::4") == network(REMOTE_ADDR="2001:db8:1:2::9") == "2001:db8:1:2::/64"


def test_ipv4_senders_stay_apart_on_a_socket_for_both():
    assert network(REMOTE_ADDR="::ffff:192.0.2.7") == "192.0.2.7"


def test_a_forwarded_address_is_believed_behind_our_proxy_only(settings):
    forged = {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "198.51.100.1, 203.0.113.9"}
    assert network(**forged) == "192.0.2.7"
    settings.BEHIND_TLS_PROXY = True
    assert network(**forged) == "203.0.113.9"  # the last is our proxy's; what stands before it is the sender's claim


@pytest.mark.parametrize("sender", ["", "unix:", "<script>", "1.2.3.4, evil"])
def test_a_sender_without_an_address_shares_one_limit(sender):
    assert network(REMOTE_ADDR=sender) == "unknown"


def test_a_count_ends_at_its_limit_and_begins_anew_when_forgotten():
    assert [throttle.allowed("kind", "value", limit=2) for _ in range(3)] == [True, True, False]
    assert throttle.allowed("kind", "other", limit=2)
    throttle.forget("kind", "value")
    assert throttle.allowed("kind", "value", limit=2)


def test_nothing_is_limited_while_the_shared_cache_is_away(settings, caplog):
    settings.CACHES = cache_settings("redis://127.0.0.1:1/0")  # nobody listens there
    assert throttle.allowed("kind", "value", limit=0)
    throttle.forget("kind", "value")
    assert "throttle.cache_away" in caplog.text


def test_all_processes_count_on_the_broker_s_redis_but_not_in_the_broker_s_database():
    shared = cache_settings("redis://:secret@broker:6379/0")["shared"]
    assert shared["BACKEND"].endswith("RedisCache")
    assert shared["LOCATION"] == "redis://:secret@broker:6379/1"
    assert cache_settings("redis://broker:6379/0")["default"]["BACKEND"].endswith("LocMemCache")
    assert cache_settings("memory://")["shared"]["BACKEND"].endswith("LocMemCache")
