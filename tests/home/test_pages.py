"""Home page, pages of text, programmes, and how the figures are counted."""

import datetime

import pytest
from django.utils import timezone

from home.models import ContentPage, ShownFigure
from newsletters.models import IssuePage, NewsletterIndexPage
from publications.models import PublicationIndexPage
from tests.factories.home import KeyFigureFactory, grow, in_urdu, list_under, site
from tests.factories.meetings import MeetingFactory, WorkingGroupFactory
from tests.factories.publications import PublicationFactory
from tests.pages import read, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return site()


def issue(home, number, **fields):
    archive = list_under(home, NewsletterIndexPage)
    fields = {"issue_date": datetime.date(2026, 1, 7), "title": f"Issue {number}", "slug": str(number)} | fields
    return grow(archive, IssuePage, number=number, subject="Subject", **fields)


def test_the_home_page_leads_with_the_newest_issue(client, home):
    issue(home, 32)
    issue(home, 33, summary="A plan launched.")
    issue(home, 34, live=False)

    lead = read(client, "/").select_one(".issue-lead")

    assert text_of(lead.select_one(".numeral")) == "33"
    assert text_of(lead.select_one(".kicker")) == "Newsletter 33, 7 January 2026"
    assert lead.select_one("a.button")["href"] == "/newsletters/33/"
    assert "A plan launched." in lead.text


def test_the_urdu_home_page_writes_number_and_date_in_urdu(client, home):
    in_urdu(issue(home, 33), title="ایک سال")

    lead = read(client, "/ur/").select_one(".issue-lead")

    assert text_of(lead.select_one(".numeral")) == "۳۳"
    assert "۷ جنوری ۲۰۲۶" in lead.text
    assert lead.h2.a["href"] == "/ur/newsletters/33/"


def test_coming_meetings_stand_beside_it_the_next_one_first_and_without_those_that_were_called_off(client, home):
    now = timezone.now()
    for title, days, state in [("Later", 20, "announced"), ("Next", 3, "announced"), ("Off", 5, "cancelled")]:
        MeetingFactory(title=title, start=now + datetime.timedelta(days=days), state=state)
    MeetingFactory(title="Over", start=now - datetime.timedelta(days=3))

    agenda = read(client, "/").select_one(".lead .agenda")

    assert [link.text for link in agenda.select("a")] == ["Next", "Later"]
    assert not agenda.select(".leaf-past")


def test_working_groups_stand_beside_the_record_the_one_that_meets_next_first(client, home):
    first, second = WorkingGroupFactory(name="A group"), WorkingGroupFactory(name="Z group")
    WorkingGroupFactory(name="Secret", visibility="unit")
    meeting = MeetingFactory(slug="soon", start=timezone.now() + datetime.timedelta(days=3))
    meeting.groups.add(second)

    lines = read(client, "/").select("section[aria-labelledby=groups] .lines li")

    assert [text_of(line.select_one("a")) for line in lines] == [second.name, first.name]
    assert lines[0].select("a")[1]["href"] == "/meetings/soon/"


def test_the_impact_band_shows_the_figures_chosen_each_with_label_qualifier_and_brand(client, home):
    served = KeyFigureFactory(value=2336)
    trained = KeyFigureFactory(
        value=473, qualifier="over", label="trained workers", brand="ہمدرد فورس", brand_language="ur"
    )
    KeyFigureFactory(value=999)
    for figure in (served, trained):
        ShownFigure.objects.create(page=home, figure=figure)

    band = read(client, "/").select_one(".impact")

    assert [text_of(value) for value in band.select(".value")] == ["2,336", "473"]
    assert text_of(band.select_one(".qualifier")) == "over"
    assert (text_of(band.select_one(".brand")), band.select_one(".brand bdi")["lang"]) == ("ہمدرد فورس", "ur")
    assert text_of(band.select_one(".source")) == "As of 7 January 2026. How these are counted"


def test_figures_of_different_days_carry_a_date_each(client, home):
    for day in (7, 8):
        figure = KeyFigureFactory(as_of=datetime.date(2026, 1, day))
        ShownFigure.objects.create(page=home, figure=figure)

    band = read(client, "/").select_one(".impact")

    assert [text_of(note) for note in band.select(".note")] == ["as of 7 January 2026", "as of 8 January 2026"]
    assert "As of" not in band.select_one(".source").text


def test_labels_follow_the_language_and_fall_back_to_english_marked_as_such(client, home):
    urdu_home = home.get_translations().get()
    for figure in (KeyFigureFactory(), KeyFigureFactory(label_ur="")):
        ShownFigure.objects.create(page=urdu_home, figure=figure)

    labels = read(client, "/ur/").select(".impact dt span[lang]")

    assert [(label.text, label["lang"]) for label in labels] == [
        ("افراد جنہیں خدمات ملیں", "ur"),
        ("people who received services", "en"),
    ]


def test_an_empty_site_says_so_in_words(client, home):
    page = read(client, "/")

    assert [text_of(note) for note in page.select(".empty")] == [
        "No newsletter has been published in this language yet.",
        "No meeting is announced at the moment.",
        "Nothing is on record in this language yet.",
        "No publication is listed in this language yet.",
    ]
    assert not page.select(".impact")
    assert len(page.select("h1")) == 1


def test_every_figure_is_defined_on_a_page_of_its_own(client, home):
    KeyFigureFactory(definition="Everybody seen at least once.")
    KeyFigureFactory(value=18, source="")

    page = read(client, "/figures/")

    assert text_of(page.h1) == "How our figures are counted"
    assert [text_of(number) for number in page.select(".counted .numeral")] == ["2,336", "18"]
    assert "Everybody seen at least once." in page.text
    assert "As of 7 January 2026. Source: Monitoring portal" in text_of(page)


def test_a_definition_keeps_its_own_language_and_direction_on_an_urdu_page(client, home):
    KeyFigureFactory(definition="Everybody who was trained.")
    definition = read(client, "/ur/figures/").find("bdi", string="Everybody who was trained.")
    assert (definition["dir"], definition.parent["lang"]) == ("ltr", "en")


def test_the_whole_record_is_paged(client, home):
    publications = list_under(home, PublicationIndexPage)
    for day in range(101):
        date = datetime.date(2025, 1, 1) + datetime.timedelta(days=day)
        PublicationFactory(parent=publications, title=f"Report {day}", published_on=date)

    first, second = read(client, "/record/"), read(client, "/record/?page=2")

    assert (len(first.select(".entries li")), len(second.select(".entries li"))) == (100, 1)
    assert first.select_one(".pages a")["href"] == "?page=2"
    assert len(read(client, "/record/?page=nonsense").select(".entries li")) == 100


def test_a_page_of_text_is_cleaned(client, home):
    grow(home, ContentPage, title="The model", slug="model", body=[("text", "<p>Text</p><script>x()</script>")])

    page = read(client, "/model/")

    assert str(page.select_one(".prose p")) == "<p>Text</p>"
    assert not page.select("main script")


def test_the_home_page_takes_the_same_number_of_queries_however_much_is_on_record(
    client, home, django_assert_max_num_queries
):
    publications = list_under(home, PublicationIndexPage)

    def fill(number):
        issue(home, number)
        day = timezone.now() + datetime.timedelta(days=number)
        MeetingFactory(slug=f"ahead-{number}", start=day)
        MeetingFactory(slug=f"held-{number}", start=day - datetime.timedelta(days=400))
        PublicationFactory(parent=publications, slug=f"p-{number}", authors=[("A", "Author"), ("B", "Brother")])
        ShownFigure.objects.create(page=home, figure=KeyFigureFactory())

    for number in range(1, 4):
        fill(number)
    client.get("/")  # fills what is cached for the process
    with django_assert_max_num_queries(60) as few:
        client.get("/")
    for number in range(4, 31):
        fill(number)
    with django_assert_max_num_queries(60) as many:
        client.get("/")

    assert len(many) <= len(few)


def test_a_page_put_up_after_midnight_stands_under_the_day_it_is_here():
    page = ContentPage(first_published_at=datetime.datetime(2026, 1, 6, 21, tzinfo=datetime.UTC))
    assert page.listing_date == datetime.date(2026, 1, 7)
