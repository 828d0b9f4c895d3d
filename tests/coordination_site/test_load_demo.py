from html.parser import HTMLParser
from io import StringIO
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from wagtail.models import Page

from coordination_site.models import User
from newsletters.models import IssuePage
from stakeholders.models import Contact


def _rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_a_second_run_changes_nothing_and_says_so(load_demo):
    first = load_demo()
    rows = _rows()
    revisions = list(Page.objects.order_by("pk").values_list("pk", "latest_revision", "last_published_at"))

    second = load_demo()

    assert "Loaded" in first
    assert second == "Everything was there already: nothing changed.\n"
    assert _rows() == rows
    assert list(Page.objects.order_by("pk").values_list("pk", "latest_revision", "last_published_at")) == revisions


def test_it_refuses_to_put_made_up_people_into_a_real_site(db, settings):
    settings.APPROVE_BY_CODE = False
    with pytest.raises(CommandError, match="demo only"):
        call_command("load_demo", stdout=StringIO())
    assert not Contact.objects.exists()
    assert not User.objects.exists()


def test_it_refuses_a_database_that_has_staff_of_its_own(db, settings):
    settings.APPROVE_BY_CODE = True
    User.objects.create_user("amina", "amina@ministry.example.org")
    with pytest.raises(CommandError, match="staff of its own"):
        call_command("load_demo", contacts=1)
    assert not Contact.objects.exists()


@pytest.mark.parametrize("number", ["0", "-1", "many", "1.5", "٣"])
def test_a_count_that_is_no_count_is_refused(number):
    with pytest.raises(CommandError, match="not a number of contacts"):
        call_command("load_demo", f"--contacts={number}")


def test_what_staff_changed_is_left_alone(load_demo):
    load_demo()
    page = IssuePage.objects.get(number=33, locale__language_code="en")
    page.title = "Changed by hand"
    page.save_revision().publish()

    load_demo()

    assert IssuePage.objects.get(pk=page.pk).title == "Changed by hand"


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value or "" for name, value in attrs if (tag, name) == ("a", "href")}


def test_no_link_on_the_public_site_is_dead(load_demo, client):
    load_demo(1)
    dead, seen, waiting = [], set(), {"/", "/ur/"}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        response = client.get(path, follow=True)
        if response.status_code != 200:
            dead.append(path)
        if "text/html" not in response["Content-Type"]:
            continue
        links = _Links()
        links.feed(response.content.decode())
        for link in links.found:
            target = urlsplit(urljoin(f"http://testserver{path}", link))
            if target.netloc == "testserver" and target.path not in seen:
                waiting.add(target.path)
    assert dead == []
    assert len(seen) > 60
