"""What readers see when something goes wrong: help in their language, and nothing of what lies behind."""

import base64
import hashlib

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client
from django.urls import path, reverse

from coordination_site import urls
from home import errors
from tests.factories.home import site

pytestmark = pytest.mark.django_db


def fail(request, how):
    raise {"403": PermissionDenied, "400": SuspiciousOperation, "500": RuntimeError}[how]("xqsecret")


urlpatterns = [path("fail/<str:how>/", fail), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


@pytest.fixture
def failing(settings):
    settings.ROOT_URLCONF = __name__
    site()
    return Client(raise_request_exception=False)


def test_an_address_that_leads_nowhere_offers_a_search_for_its_words_in_its_language(client):
    site()
    for address, language, words in (
        ("/fr/sante-mentale/2026.html", "en", "sante mentale 2026"),
        ("/ur/working_groups/child/index.php", "ur", "working groups child"),
        ("/%D8%B5%D8%AD%D8%AA/", "en", "صحت"),
        ("/" + "9" * 3000 + "/", "en", "9" * 200),
    ):
        response = client.get(address)
        page = BeautifulSoup(response.content, "html.parser")
        assert response.status_code == 404
        assert page.html["lang"] == language
        assert page.select_one("#ask")["value"] == words
        assert page.select_one("form.ask")["action"] == ("/ur/search/" if language == "ur" else "/search/")
        assert "/directory/" in str(page.select_one(".places"))
        other = "/ur/" if language == "en" else "/"
        assert page.select_one(f'header a[hreflang="{"ur" if language == "en" else "en"}"]')["href"] == other
        assert not response.cookies


@pytest.mark.parametrize("how", ["403", "400", "500"])
def test_no_page_about_an_error_tells_what_went_wrong(failing, how):
    response = failing.get(f"/fail/{how}/")

    assert response.status_code == int(how)
    assert "xqsecret" not in response.text
    assert "Traceback" not in response.text
    assert not response.cookies


def test_what_may_have_broken_the_site_stands_alone_in_both_languages(failing, django_assert_num_queries):
    for name, view in (("500", errors.broken), ("400", lambda request: errors.not_understood(request, ValueError()))):
        with django_assert_num_queries(0):
            response = view(None)
        page = BeautifulSoup(response.content, "html.parser")
        assert response.status_code == int(name)
        assert page.select_one('[lang="ur"][dir="rtl"]')
        assert not page.select("link, script, img")
        digest = base64.b64encode(hashlib.sha256(page.style.string.encode()).digest()).decode()
        assert f"sha256-{digest}" in response["Content-Security-Policy"]
    answered = failing.get("/fail/500/")
    assert answered["Content-Security-Policy"] == errors.broken(None)["Content-Security-Policy"]


def test_a_host_that_is_not_ours_gets_the_page_that_stands_alone(failing):
    response = failing.get("/", headers={"host": "evil.example.net"})

    assert response.status_code == 400
    assert "evil" not in response.text


def test_a_form_without_its_proof_says_what_to_do():
    site()
    response = Client(enforce_csrf_checks=True).post("/ur/subscribe/", {"email": "a@example.org"})

    assert response.status_code == 403
    assert "cookie" not in BeautifulSoup(response.content, "html.parser").title.text.lower()
    assert 'lang="ur"' in response.text


def test_links_with_a_token_are_kept_out_of_search_engines_even_those_that_do_not_work(client):
    site()
    for name, parameters in (
        ("stakeholders:unsubscribe", ["none"]),
        ("stakeholders:preferences", ["none"]),
        ("stakeholders:confirm", ["none"]),
        ("meetings:reply", ["none"]),
        ("meetings:members", ["none"]),
        ("meetings:sign_in", ["none"]),
        ("meetings:actions", ["none"]),
    ):
        assert "noindex" in client.get(reverse(name, args=parameters)).get("X-Robots-Tag", ""), name
