"""Staff keep the key figures in the admin: no number is lost, whoever saves what, and old ones are pointed out."""

import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup

from coordination_site.roles import AUTHOR, REVIEWER
from home.models import KeyFigure
from tests.factories.home import KeyFigureFactory
from tests.factories.staff import staff

pytestmark = pytest.mark.django_db
TODAY = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def reviewer(client):
    client.force_login(staff(REVIEWER))
    return client


def opened(client, figure):
    """Return the form of a figure as a browser would send it back."""
    page = BeautifulSoup(client.get(f"/admin/key-figures/edit/{figure.pk}/").content, "html.parser")
    return filled(page)


def filled(page):
    form = page.select_one("form[method=post][action*=key-figures], main form[method=post]")
    fields = {field["name"]: field.get("value", "") for field in form.select("input[name]:not([type=checkbox])")}
    fields |= {field["name"]: field.text.strip() for field in form.select("textarea[name]")}
    for choice in form.select("select[name]"):
        chosen = choice.select_one("option[selected]")
        fields[choice["name"]] = chosen["value"] if chosen else ""
    return fields


def save(client, figure, fields, **changes):
    response = client.post(f"/admin/key-figures/edit/{figure.pk}/", fields | changes)
    figure.refresh_from_db()
    return response, BeautifulSoup(response.content, "html.parser")


def said(figure):
    return [
        (entry.value, str(entry.as_of), entry.is_correction, entry.by and entry.by.username)
        for entry in figure.history.all()
    ]


def test_figures_are_listed_and_found_by_what_they_count(admin_client):
    KeyFigureFactory(label="trained supervisors", value=15)
    KeyFigureFactory(label="cases referred", value=2000)
    everything = admin_client.get("/admin/key-figures/").content.decode()
    found = admin_client.get("/admin/key-figures/?q=supervis").content.decode()
    assert "trained supervisors" in everything
    assert "cases referred" in everything
    assert "trained supervisors" in found
    assert "cases referred" not in found


def test_a_figure_is_added_in_the_name_of_who_adds_it(reviewer):
    fields = {"key": "trained", "value": "200", "qualifier": "over", "label": "physicians", "as_of": "2026-01-07"}
    response = reviewer.post("/admin/key-figures/new/", fields)
    assert response.status_code == 302
    figure = KeyFigure.objects.get()
    assert str(figure) == "over 200 physicians"
    assert (figure.stale_after, said(figure)) == (365, [(200, "2026-01-07", False, "reviewer")])


def test_a_newer_number_and_a_correction_are_told_apart_and_nothing_is_overwritten(reviewer):
    figure = KeyFigureFactory(value=2300)
    save(reviewer, figure, opened(reviewer, figure), value="2400", as_of="2026-02-01")
    save(reviewer, figure, opened(reviewer, figure), value="2410", corrects="on", note="Counted twice")
    assert said(figure) == [
        (2410, "2026-02-01", True, "reviewer"),
        (2400, "2026-02-01", False, "reviewer"),
        (2300, "2026-01-07", False, None),
    ]
    assert figure.history.first().note == "Counted twice"
    save(reviewer, figure, opened(reviewer, figure), label="people served")
    save(reviewer, figure, opened(reviewer, figure), source="Portal")
    assert figure.history.count() == 4
    assert figure.history.first().is_correction


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": "9"}, "not its date"),
        ({"value": "9", "as_of": "2025-12-01"}, "stands here is newer"),
        ({"value": "9", "as_of": "2026-03-02"}, "still to come"),
        ({"value": "-1"}, "greater than or equal"),
    ],
)
def test_a_change_that_would_blur_the_history_is_refused_in_words(reviewer, changes, words):
    figure = KeyFigureFactory()
    response, page = save(reviewer, figure, opened(reviewer, figure), **changes)
    assert response.status_code == 200
    assert words in page.text
    assert (figure.value, figure.history.count()) == (2336, 1)


def test_of_two_tabs_the_second_sees_what_the_first_wrote_and_may_save_again(reviewer):
    figure = KeyFigureFactory()
    first, second = opened(reviewer, figure), opened(reviewer, figure)
    save(reviewer, figure, first, value="2400", as_of="2026-02-01")
    response, page = save(reviewer, figure, second, value="2500", as_of="2026-02-02")
    assert response.status_code == 200
    assert "2,400" in page.text
    assert figure.value == 2400
    again = filled(page)
    assert again["value"] == "2500"
    save(reviewer, figure, again)
    assert [entry.value for entry in figure.history.all()] == [2500, 2400, 2336]
    _response, page = save(reviewer, figure, second, label="Something else")
    assert figure.label != "Something else"


def test_a_forged_or_missing_token_of_what_was_seen_saves_nothing(reviewer):
    figure = KeyFigureFactory()
    fields = opened(reviewer, figure)
    for forged in ("", "x", "\u0000", "0" * 9999):
        save(reviewer, figure, fields, value="7", as_of="2026-02-01", seen=forged)
    assert figure.value == 2336


def test_a_program_that_saves_a_figure_leaves_its_trace_too():
    figure = KeyFigureFactory()
    figure.value = 5
    figure.save()
    figure.save()
    assert [entry.value for entry in figure.history.all()] == [5, 2336]


def test_old_figures_are_marked_in_the_list_can_be_filtered_and_stand_on_the_first_page(reviewer):
    KeyFigureFactory(label="Fresh by its own measure", as_of=datetime.date(2024, 1, 1), stale_after=2000)
    KeyFigureFactory(label="Too old by its own measure", label_ur="", as_of=datetime.date(2026, 1, 1), stale_after=58)
    everything = reviewer.get("/admin/key-figures/").content.decode()
    assert everything.count("Too old</td>") + everything.count("Too old\n") == 1
    old, new = (reviewer.get(f"/admin/key-figures/?stale={stale}").content.decode() for stale in ("yes", "no"))
    assert ("Too old by" in old, "Fresh by" in old) == (True, False)
    assert ("Too old by" in new, "Fresh by" in new) == (False, True)
    first = BeautifulSoup(reviewer.get("/admin/").content, "html.parser").text
    assert "Too old by its own measure" in first
    assert "Fresh by" not in first
    reviewer.force_login(staff(AUTHOR))
    assert "Too old by" not in reviewer.get("/admin/").content.decode()


def test_the_list_takes_the_same_number_of_queries_for_one_figure_and_for_ten(
    admin_client, django_assert_max_num_queries
):
    KeyFigureFactory()
    admin_client.get("/admin/key-figures/")
    with django_assert_max_num_queries(40) as few:
        admin_client.get("/admin/key-figures/")
    KeyFigureFactory.create_batch(9)
    with django_assert_max_num_queries(40) as many:
        admin_client.get("/admin/key-figures/")
    assert len(many) == len(few)
