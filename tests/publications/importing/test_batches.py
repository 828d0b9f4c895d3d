"""Saving what was chosen, finding what is there, undoing what nobody touched."""

import logging
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from wagtail.models import PageLogEntry

from coordination_site.roles import APPROVER, AUTHOR, REVIEWER
from publications.enums import Access, Kind, Language
from publications.importing import batches, saving
from publications.importing.batches import ImportRefusedError
from publications.importing.duplicates import Standing
from publications.importing.files import UnreadableFileError
from publications.models import PublicationImport, PublicationIndexPage, PublicationPage
from stakeholders.tasks import clean_up
from tests.factories.home import list_under, site
from tests.factories.publications import PublicationFactory
from tests.factories.staff import staff

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 9, tzinfo=UTC)
THREE = """
@article{a, title = {One}, year = 2025, doi = {10.1000/one}, author = {Khan, Sana and {The Unit}}}
@book{b, title = {Broken}
@techreport{c, title = {Two}, year = 2024, type = {Guideline}, language = {urdu}}
@misc{d, title = {Three}}
"""


@pytest.fixture
def under():
    return list_under(site(), PublicationIndexPage)


@pytest.fixture
def author():
    return staff(AUTHOR)


def bring(text, by, **more):
    return batches.bring(text, by=by, now=NOW, **more)


def save(batch, under, by, numbers=(1, 2, 3, 4)):
    return batches.save(batch, numbers=numbers, under=under, by=by, now=LATER)


def standings(text, under, by):
    checked = batches.check(list(bring(text, by).rows.all()), under=under)
    return [each.match.standing if each.match else None for each in checked]


def test_what_is_chosen_becomes_drafts_that_say_where_they_come_from(under, author, caplog):
    caplog.set_level(logging.INFO, logger="publications")
    batch = bring(THREE, author, filename="list.bib")
    assert save(batch, under, author, numbers={1, 2, 3}) == 2

    batch.refresh_from_db()
    assert (batch.state, batch.source_format, batch.saved_at) == ("saved", "bibtex", LATER)
    assert batch.created_by_id == author.pk
    one, two = PublicationPage.objects.child_of(under).order_by("title")
    assert not one.live
    assert one.owner == author
    assert one.has_unpublished_changes
    assert (one.kind, one.access, one.doi) == (Kind.ARTICLE, Access.SUBSCRIPTION, "10.1000/one")
    assert [(each.family, each.given, each.is_body) for each in one.contributors.all()] == [
        ("Khan", "Sana", False),
        ("The Unit", "", True),
    ]
    assert (two.kind, two.language, str(two.published)) == (Kind.GUIDELINE, Language.URDU, "2024")
    assert one.latest_revision.user == author
    entry = PageLogEntry.objects.get(page=one.pk, action=saving.LOG_ACTION)
    assert (entry.user, entry.timestamp, entry.message) == (author, LATER, "Imported: BibTeX, line 2 of list.bib")
    assert "Khan" not in caplog.text
    two.get_latest_revision_as_object().full_clean()


def test_rows_keep_the_order_of_the_file_with_what_could_not_be_read(under, author):
    rows = bring(THREE, author).rows.all()
    assert [(row.number, row.line, bool(row.item), bool(row.reason)) for row in rows] == [
        (1, 2, True, False),
        (2, 3, False, True),
        (3, 4, True, False),
        (4, 5, True, False),
    ]


def test_a_text_in_no_known_format_is_refused(author):
    with pytest.raises(UnreadableFileError, match="neither BibTeX nor RIS"):
        bring("Dear colleague", author)
    assert not PublicationImport.objects.exists()


@pytest.mark.parametrize(
    ("entry", "standing"),
    [
        ("title = {Another}, doi = {https://doi.org/10.1000/ONE}", Standing.KNOWN),
        ("title = {THE  Ágenda: of work!}, year = 2025", Standing.SIMILAR),
        ("title = {The agenda of work}", Standing.SIMILAR),
        ("title = {The agenda of work}, year = 2025, doi = {10.1000/two}", Standing.SIMILAR),
        ("title = {The agenda of work}, year = 2024", Standing.NEW),
        ("title = {The agenda}, year = 2025", Standing.NEW),
    ],
)
def test_what_is_there_is_found_by_doi_or_by_title_and_year(under, author, entry, standing):
    PublicationFactory(
        parent=under, title="The Agenda of Work", published_on=date(2025, 6, 1), doi="10.1000/one", live=False
    )
    assert standings(f"@article{{a, {entry}}}", under, author) == [standing]


def test_urdu_titles_are_the_same_on_every_keyboard(under, author):
    PublicationFactory(parent=under, title="ذہنی صحت کی رپورٹ", published_on=date(2025, 6, 1))
    assert standings("@book{a, title = {ذهني صحت كي رپورٹ}, year = 2025}", under, author) == [Standing.SIMILAR]


def test_entries_that_repeat_each_other_are_told_with_their_line(under, author):
    text = "@book{a, title={A}, doi={10.1000/a}}\n@book{b, title={B}, doi={10.1000/A}}\n@book{c, title={a}}"
    first, second, third = batches.check(list(bring(text, author).rows.all()), under=under)
    assert (first.match.standing, first.repeats) == (Standing.NEW, None)
    assert (second.match.standing, second.repeats) == (Standing.KNOWN, first.row)
    assert (third.match.standing, third.repeats) == (Standing.SIMILAR, first.row)
    assert (third.can_be_saved, third.is_proposed) == (True, False)


def test_finding_asks_once_however_many_there_are(under, author, django_assert_num_queries):
    rows = list(bring(THREE, author).rows.all())
    for rounds in range(2):
        for number in range(2 + 18 * rounds):
            PublicationFactory(parent=under, title=f"Report {rounds} {number}")
        with django_assert_num_queries(1):
            batches.check(rows, under=under)


def test_what_came_meanwhile_is_not_saved_again_and_no_import_is_saved_twice(under, author):
    first, second = bring(THREE, author), bring(THREE, author)
    assert save(first, under, author) == 3
    assert save(second, under, author) == 2  # the one with a DOI is there
    with pytest.raises(ImportRefusedError, match="no longer as you saw it"):
        save(first, under, author)
    with pytest.raises(ImportRefusedError, match="Nothing was chosen"):
        save(bring(THREE, author), under, author, numbers=[2, 77])
    slugs = PublicationPage.objects.child_of(under).values_list("slug", flat=True)
    assert sorted(slugs) == ["one", "three", "three-2", "two", "two-2"]


def test_undoing_deletes_drafts_that_nobody_touched_and_no_others(under, author):
    batch = bring(THREE + "@misc{e, title = {Four}}", author)
    save(batch, under, author, numbers={1, 3, 4, 5})
    one, two, three, four = (PublicationPage.objects.get(title=title) for title in ("One", "Two", "Three", "Four"))
    two.save_revision(user=author)
    three.get_latest_revision().publish()
    assert batches.undo(batch, by=author, now=LATER) == 2
    assert set(PublicationPage.objects.child_of(under)) == {two, three}
    batch.refresh_from_db()
    assert (batch.state, batch.undone_at) == ("undone", LATER)
    assert batch.rows.filter(revision__isnull=False, page=None).count() == 2
    with pytest.raises(ImportRefusedError):
        batches.undo(batch, by=author, now=LATER)
    assert PageLogEntry.objects.filter(action="wagtail.delete", user=author).count() == 2
    assert one != four


def test_nobody_undoes_what_they_may_not_delete(under, author):
    batch = bring(THREE, author)
    save(batch, under, author)
    with pytest.raises(ImportRefusedError, match="may delete"):
        batches.undo(batch, by=staff(APPROVER), now=LATER)
    assert batches.undo(batch, by=staff(REVIEWER), now=LATER) == 3


def test_only_what_was_not_saved_is_thrown_away(under, author):
    unsaved, saved = bring(THREE, author), bring(THREE, author)
    save(saved, under, author)
    batches.discard(unsaved, by=author)
    with pytest.raises(ImportRefusedError):
        batches.discard(saved, by=author)
    assert list(PublicationImport.objects.all()) == [saved]


def test_what_is_too_long_is_cut_and_told(under, author):
    long = "x" * 900
    entry = (
        f"@article{{a, title={{{long}}}, journal={{{long}}}, author={{{long}, {long}}}, keywords={{{'w, ' * 900}}}}}"
    )
    batch = bring(entry, author)
    assert len(batch.rows.get().notes) == 4
    save(batch, under, author)
    page = PublicationPage.objects.get(title__startswith="xx")
    assert (len(page.title), len(page.journal)) == (255, 200)
    page.full_clean()


@pytest.mark.parametrize("title", ["!!!", "صحت", "<script>alert(1)</script>?", "a/../b", "x" * 300])
def test_every_title_makes_a_page(under, author, title):
    batch = bring(f"@book{{a, title = {{{title}}}}}", author)
    assert save(batch, under, author) == 1


def test_titles_with_a_subtitle_that_do_not_fit_together_are_parted(under, author):
    page, notes = saving.page_of({"type": "book", "title": f"{'a' * 200}: {'b' * 200}"})
    assert (page.title, page.subtitle, notes) == ("a" * 200, "b" * 200, [])


def test_the_night_drops_what_nobody_saved_in_thirty_days_and_nothing_else(under, author):
    forgotten, saved = bring(THREE, author), bring(THREE, author)
    save(saved, under, author)
    recent = batches.bring(THREE, by=author, now=NOW + timedelta(days=1))

    clean_up_at(NOW + timedelta(days=30))
    assert PublicationImport.objects.filter(pk=forgotten.pk).exists()
    clean_up_at(NOW + timedelta(days=30, seconds=1))

    assert set(PublicationImport.objects.all()) == {saved, recent}
    assert PublicationPage.objects.count() == 3


def clean_up_at(now):
    """Do what beat has done every night, as at `now`."""
    with time_machine.travel(now, tick=False):
        clean_up()
