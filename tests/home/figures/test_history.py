"""What a figure has said, as readers see it: one line a value, corrections on the line that they correct."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ObjectDoesNotExist
from hypothesis import given
from hypothesis import strategies as st

from home.figures import recording, series
from home.models import KeyFigure, KeyFigureEntry
from tests.factories.home import KeyFigureFactory, site
from tests.factories.staff import staff

NOW = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)


def change(figure, *, day, value, corrects=False, hours=0, **fields):
    for name, new in {"value": value, "as_of": datetime.date(2026, 2, day), **fields}.items():
        setattr(figure, name, new)
    seen = recording.fingerprint(KeyFigure.objects.get(pk=figure.pk))
    now = NOW + datetime.timedelta(hours=hours)
    recording.record(figure, seen=seen, corrects=corrects, note=fields.get("note", ""), by=staff("Reviewer"), now=now)


@pytest.mark.django_db
def test_the_page_tells_every_value_with_its_day_and_what_was_corrected(client):
    site()
    figure = KeyFigureFactory(value=2300, source="Portal", unit="per cent", definition="Who?", definition_ur="کون؟")
    KeyFigureFactory(value=9, label="Never changed")
    figure.history.update(at=NOW - datetime.timedelta(days=50))
    change(figure, day=1, value=2400, qualifier="over")
    change(figure, day=1, value=2410, corrects=True, hours=1)
    page = BeautifulSoup(client.get("/figures/").content, "html.parser")
    (table,) = page.select("table")
    assert "people who received services: all values" in table.caption.text
    rows = [" ".join(row.text.split()) for row in table.select("tbody tr")]
    assert rows == [
        "1 February 2026 over 2,410 Portal Corrected on 1 March 2026; it had said 2,400.",
        "7 January 2026 2,300 Portal",
    ]
    assert [cell["scope"] for cell in table.select("th")] == ["col", "col", "col", "row", "row"]
    assert "per cent" in page.select_one(".counted").text
    assert "کون؟" in client.get("/ur/figures/").content.decode()


@pytest.mark.django_db
def test_the_page_takes_as_many_queries_for_ten_figures_as_for_one(client, django_assert_max_num_queries):
    site()
    change(KeyFigureFactory(), day=1, value=1)
    client.get("/figures/")
    with django_assert_max_num_queries(40) as few:
        client.get("/figures/")
    for _number in range(9):
        figure = KeyFigureFactory()
        for hours in range(3):
            change(figure, day=1 + hours, value=hours, hours=hours)
    with django_assert_max_num_queries(40) as many:
        client.get("/figures/")
    assert len(many) == len(few)


@pytest.mark.django_db
def test_what_a_figure_said_at_a_moment_stays_known():
    figure, younger = KeyFigureFactory(value=1), KeyFigureFactory()
    figure.history.update(at=NOW - datetime.timedelta(days=9))
    younger.history.update(at=NOW)
    change(figure, day=1, value=2, hours=-24)
    for days, value in ((10, None), (9, 1), (2, 1), (1, 2), (0, 2)):
        then = series.stood_at([figure], NOW - datetime.timedelta(days=days)).get(figure.pk)
        assert (then and then.value) == value
    assert younger.pk not in series.stood_at([figure, younger], NOW - datetime.timedelta(days=1))


@pytest.mark.django_db
def test_a_figure_that_is_gone_meanwhile_is_not_made_anew():
    figure = KeyFigureFactory()
    seen = recording.fingerprint(figure)
    KeyFigure.objects.all().delete()
    with pytest.raises(ObjectDoesNotExist):
        recording.record(figure, seen=seen, by=staff("Reviewer"), now=NOW)


@given(st.lists(st.booleans(), max_size=20))
def test_no_entry_is_ever_lost_from_the_lines(corrections):
    entries = [KeyFigureEntry(value=number, is_correction=wrong) for number, wrong in enumerate(corrections)]
    lines = series.lines(entries)
    told = [entry for line in lines[::-1] for entry in (*line.corrected, line.entry)]
    assert [entry.value for entry in told] == list(range(len(entries)))
