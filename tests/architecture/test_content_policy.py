"""Every page says what it may load: nothing inline, nothing from another host, but what Wagtail's admin needs."""

import pytest

from tests.factories.home import site

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_the_public_policy_allows_no_inline_code_and_no_other_host(client):
    site()
    policy = directives(client.get("/"))

    assert policy["default-src"] == ["'self'"]
    assert policy["object-src"] == ["'none'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == ["'self'"]
    assert "unsafe" not in str(policy)


def test_only_the_admin_gets_what_wagtail_needs(admin_client):
    site()
    assert directives(admin_client.get("/admin/"))["script-src"] == ["'self'", "'unsafe-inline'"]
    assert "script-src" not in directives(admin_client.get("/"))
    assert "script-src" not in directives(admin_client.get("/administration/"))


def test_a_missing_page_carries_the_policy_as_well(client):
    assert directives(client.get("/no-such-page/"))["default-src"] == ["'self'"]


def directives(response) -> dict[str, list[str]]:
    policy = response["Content-Security-Policy"]
    return {name: values for name, *values in (directive.split() for directive in policy.split(";"))}
