"""An issue's number, its copies and translations, and its form in the editor."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield
from wagtail_localize.models import TranslationSource
from wagtail_localize.segments.extract import extract_segments

from newsletters.models import IssuePage, next_number
from tests.factories.newsletters import IssueFactory, archive


@pytest.fixture
def admin_client(client, db):
    user = get_user_model().objects.create_superuser("chief", "chief@example.org", "a long pass phrase")
    client.force_login(user)
    return client


def form_data(**fields):
    return nested_form_data(
        {
            "title": "The year in review",
            "slug": "34",
            "number": "34",
            "issue_date": "2026-02-07",
            "subject": "Newsletter 34",
            "preheader": "",
            "greeting": "",
            "summary": "",
            "body": streamfield([("text", {"text": rich_text("<p>Words.</p>", editor="default"), "show_in": "both"})]),
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""},
        }
        | fields
    )


def create_url():
    return reverse("wagtailadmin_pages:add", args=("newsletters", "issuepage", archive().pk))


def test_the_first_number_is_one_and_the_next_follows_the_highest(db):
    assert next_number() == 1
    IssueFactory(number=33)
    assert next_number() == 34


def test_a_number_is_unique_within_a_language_and_shared_by_the_editions_of_an_issue(db):
    issue = IssueFactory(number=33)
    with pytest.raises(ValidationError, match=r"Issue 33 is “What the unit did, part 33”. The next free number is 34."):
        IssueFactory(number=33, slug="other")
    edition = IssueFactory(number=33, parent=archive("ur"), locale=Locale.objects.get(language_code="ur"))
    assert (issue.locale_code, edition.locale_code) == ("en", "ur")


def test_the_database_refuses_what_a_race_lets_past_the_form(db):
    first, second = IssueFactory(number=33), IssueFactory(number=34)
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuePage.objects.filter(pk=second.pk).update(number=first.number)


def test_a_new_issue_is_offered_the_next_number_and_a_slug_to_match(admin_client):
    archive()
    IssueFactory(number=33)
    form = admin_client.get(create_url()).context["form"]
    assert form["number"].value() == 34
    assert form["slug"].value() == "34"


def test_two_tabs_that_were_offered_the_same_number_do_not_both_get_it(admin_client):
    archive()
    for _tab in range(2):
        assert admin_client.get(create_url()).context["form"]["number"].value() == 1
    admin_client.post(create_url(), form_data(number="1", slug="1", title="First tab"))
    answer = admin_client.post(create_url(), form_data(number="1", slug="one", title="Second tab"))
    assert answer.status_code == 200
    assert answer.context["form"].errors["number"] == ["Issue 1 is “First tab”. The next free number is 2."]
    assert [issue.title for issue in IssuePage.objects.all()] == ["First tab"]


def test_the_slug_follows_the_number_until_somebody_writes_one(admin_client):
    archive()
    admin_client.post(create_url(), form_data(number="40", slug="1"))
    admin_client.post(create_url(), form_data(number="41", slug="special"))
    assert dict(IssuePage.objects.values_list("number", "slug")) == {40: "40", 41: "special"}


def test_a_copy_in_the_admin_is_the_next_issue(admin_client):
    issue = IssueFactory(number=33)
    admin_client.post(
        reverse("wagtailadmin_pages:copy", args=(issue.pk,)),
        {"new_title": "Copy", "new_slug": "34", "new_parent_page": archive().pk, "copy_subpages": "", "alias": ""},
    )
    copied = IssuePage.objects.get(title="Copy")
    assert copied.number == 34
    assert copied.get_latest_revision_as_object().number == 34
    assert copied.body.raw_data[0]["value"]["text"] == "<p>The unit met its partners.</p>"


def test_a_translation_keeps_number_date_and_slug_of_its_source(db):
    archive("ur")
    issue, urdu = IssueFactory(number=33), Locale.objects.get(language_code="ur")
    source, _created = TranslationSource.update_or_create_from_instance(issue)
    translation = source.translations.create(target_locale=urdu)
    translation.save_target(publish=True)
    edition = issue.get_translation(urdu)
    assert (edition.number, edition.issue_date, edition.slug) == (33, issue.issue_date, "33")
    assert edition.locale_code == "ur"


def test_every_block_can_be_translated_though_code_left_out_what_has_a_default(programme, figure, image):
    image.contextual_alt_text, image.decorative = "Ten people", False
    issue = IssueFactory(
        body=[
            ("lead", {"text": RichText("<p>Lead</p>")}),
            ("numbered_list", {"entries": [{"text": RichText("<p>One</p>")}]}),
            ("cards", {"cards": [{"programme": programme}, {"name": "Own"}]}),
            ("key_figures", {"figures": [figure]}),
            ("image", {"image": image}),
            ("divider", {}),
        ]
    )
    segments = extract_segments(IssuePage.objects.get(pk=issue.pk))
    texts = {getattr(getattr(segment, "string", None), "data", "") for segment in segments}
    assert {"Lead", "One", "Own", "Ten people"} <= texts


def test_a_copy_for_translation_keeps_the_number(db):
    archive("ur")
    edition = IssueFactory(number=33).copy_for_translation(Locale.objects.get(language_code="ur"))
    assert edition.number == 33


def test_the_editor_shows_what_preflight_finds_in_the_saved_draft(admin_client):
    issue = IssueFactory(number=33)
    issue.subject = ""
    issue.save_revision(clean=False)
    page = admin_client.get(reverse("wagtailadmin_pages:edit", args=(issue.pk,))).content.decode()
    assert "Ready for mail?" in page
    assert "The mail has no subject." in page
    assert "KB of 100 KB" in page


def test_search_finds_an_issue_by_its_words(db):
    IssueFactory(number=33)
    assert [page.title for page in Page.objects.search("partners")] == ["What the unit did, part 33"]
