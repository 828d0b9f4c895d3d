"""What the rules block is not published by any way that leads there, until it is mended or somebody signs for it."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page, Workflow
from wagtail.test.utils.form_data import nested_form_data
from wagtail_localize.models import StringTranslation, TranslationSource

from coordination_site.roles import APPROVER, AUTHOR, REVIEWER
from home.models import ContentPage, MessagingOverride
from home.safe_messaging import overriding
from home.safe_messaging.gate import MessagingBlockedError
from tests.factories.home import HelplineFactory, site
from tests.factories.staff import staff

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)
BAD = "A clerk committed suicide."
GOOD = "A clerk died by suicide."


@pytest.fixture
def home():
    return site()


@pytest.fixture
def page(home):
    """A page that is no longer on the site, so that publishing it shows."""
    page = home.add_child(instance=ContentPage(title="Clerks", slug="clerks", live=False))
    return drafted(page, BAD)


def drafted(page, summary):
    page.summary = summary
    page.save_revision()
    return page


def is_live(page):
    return Page.objects.get(pk=page.pk).live


def body_data():
    """Return the fields of an empty body, whatever kind of field it is."""
    return {"body": "null", "body-count": "0"}


def form(page, **changes):
    return nested_form_data({"title": page.title, "slug": page.slug, "summary": page.summary, **body_data(), **changes})


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def override_url(page):
    return reverse("safe_messaging_override", args=[page.pk])


def sign(page, *, by, note="Quoted in order to be discussed"):
    draft = page.get_latest_revision_as_object()
    seen = overriding.standing(draft).fingerprint
    return overriding.override(draft, seen=seen, note=note, by=by, now=NOW)


def test_the_button_saves_a_draft_and_says_what_to_mend(client, page):
    client.force_login(staff(REVIEWER))
    url = edit_url(page)
    response = client.post(url, form(page, summary=BAD, **{"action-publish": "1"}), follow=True)
    assert response.redirect_chain[-1][0] == url
    text = BeautifulSoup(response.content, "html.parser").text
    assert "is saved, and not published" in text
    assert "“committed suicide”" in text
    assert "WHO" in text
    assert not is_live(page)
    client.post(url, form(page, summary=GOOD, **{"action-publish": "1"}))
    assert is_live(page)


def test_a_page_that_is_published_as_it_is_created_becomes_a_draft(client, home):
    client.force_login(staff(REVIEWER))
    url = reverse("wagtailadmin_pages:add", args=["home", "contentpage", home.pk])
    fields = {"title": "New", "slug": "new", "summary": BAD, "action-publish": "1", **body_data()}
    response = client.post(url, nested_form_data(fields), follow=True)
    made = ContentPage.objects.get(slug="new")
    assert response.redirect_chain[-1][0] == edit_url(made)
    assert not made.live
    assert client.get("/new/").status_code == 404


def test_programs_and_schedules_meet_the_same_gate(page):
    with pytest.raises(MessagingBlockedError):
        page.get_latest_revision().publish()
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    with pytest.raises(MessagingBlockedError):
        page.save_revision().publish()
    drafted(page, GOOD).get_latest_revision().publish()
    page.refresh_from_db()
    revision = page.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - datetime.timedelta(minutes=1)
    revision.content = {**revision.content, "summary": BAD, "go_live_at": None}
    revision.save()
    call_command("publish_scheduled")
    assert is_live(page)  # it was let through when it was scheduled


def test_a_bulk_act_and_a_workflow_end_in_the_editor_and_publish_nothing(client, page):
    client.force_login(staff(REVIEWER))
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = client.post(f"{url}?id={page.pk}&next=/admin/", {"include_descendants": ""}, follow=True)
    assert "not published" in response.content.decode()
    assert not is_live(page)
    Workflow.objects.first().start(page, staff(AUTHOR))
    task = page.current_workflow_task_state
    approve = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    response = client.post(approve, {"comment": ""}, follow=True)
    assert response.redirect_chain[-1][0] == edit_url(page)
    task.refresh_from_db()
    assert (is_live(page), task.status) == (False, "in_progress")


def test_a_copy_under_a_title_that_is_blocked_is_a_draft(client, home):
    client.force_login(staff(REVIEWER))
    page = home.add_child(instance=ContentPage(title="Clerks", slug="clerks"))
    url = reverse("wagtailadmin_pages:copy", args=[page.pk])
    asked = {"new_slug": "two", "new_parent_page": home.pk, "publish_copies": "on"}
    response = client.post(url, {**asked, "new_title": BAD}, follow=True)
    copy = Page.objects.get(slug="two")
    assert response.redirect_chain[-1][0] == edit_url(copy)
    assert not copy.live
    assert is_live(page)
    client.post(url, {**asked, "new_title": GOOD, "new_slug": "three"})
    assert Page.objects.get(slug="three").live


def test_readers_keep_the_edition_that_they_had_when_a_translation_is_refused(home, django_capture_on_commit_callbacks):
    page = home.add_child(instance=ContentPage(title="Clerks", slug="clerks"))
    urdu = Locale.objects.get(language_code="ur")
    source, _created = TranslationSource.update_or_create_from_instance(page)
    edition = source.translations.create(target_locale=urdu)

    def save(title, *, publish=True):
        for segment in source.stringsegment_set.all():
            StringTranslation.objects.update_or_create(
                translation_of=segment.string, locale=urdu, context=segment.context, defaults={"data": title}
            )
        with django_capture_on_commit_callbacks(execute=True):
            edition.save_target(publish=publish)

    save("کلرک")
    save("خودکشی کا ارتکاب", publish=False)  # wagtail-localize writes a draft into the row that readers see
    assert page.get_translation(urdu).title == "کلرک"
    with pytest.raises(MessagingBlockedError):
        save("خودکشی کا ارتکاب")
    held = page.get_translation(urdu)
    assert (held.live, held.title) == (True, "کلرک")
    assert held.get_latest_revision_as_object().title == "خودکشی کا ارتکاب"
    assert held.has_unpublished_changes


def test_a_block_of_helplines_helps_only_while_the_register_has_one_and_no_note_falls_with_it(page):
    page.summary, page.body = "Suicide prevention. Suicide is spoken of. He committed suicide.", [("helplines", None)]
    page.save_revision()
    note = sign(page, by=staff(REVIEWER))
    assert "no_help" in codes_of(page)
    HelplineFactory(number="1234")
    assert "no_help" not in codes_of(page)
    assert overriding.standing(page).override == note


def codes_of(page):
    return {finding.rule.code for finding in overriding.standing(page).findings}


def test_somebody_signs_for_the_words_with_a_note_and_the_next_change_undoes_it(client, page):
    reviewer = staff(REVIEWER)
    client.force_login(reviewer)
    screen = BeautifulSoup(client.get(override_url(page)).content, "html.parser")
    fields = {"seen": screen.select_one("input[name=seen]")["value"], "note": "In a quotation <that> is discussed"}
    assert not MessagingOverride.objects.exists()
    assert client.post(override_url(page), fields).status_code == 302
    kept = MessagingOverride.objects.get()
    assert (kept.by, kept.rules, kept.note) == (reviewer, ["crime"], "In a quotation <that> is discussed")
    editor = client.get(edit_url(page)).content.decode()
    assert "In a quotation &lt;that&gt; is discussed" in editor
    assert "Reviewer Example took it upon themselves" in editor
    page.get_latest_revision().publish()
    assert is_live(page)
    drafted(page, BAD + " Another word.")
    with pytest.raises(MessagingBlockedError):
        page.get_latest_revision().publish()
    drafted(page, BAD).get_latest_revision().publish()  # the words that were signed for
    assert MessagingOverride.objects.get() == kept


def test_a_note_is_refused_for_other_words_without_a_reason_or_without_need(page):
    reviewer = staff(REVIEWER)
    draft = page.get_latest_revision_as_object()
    seen = overriding.standing(draft).fingerprint
    for note, token in ((" ", seen), ("Why", ""), ("Why", "\u0000")):
        with pytest.raises(overriding.OverrideError):
            overriding.override(draft, seen=token, note=note, by=reviewer, now=NOW)
    sign(page, by=reviewer)
    with pytest.raises(overriding.OverrideError):
        sign(page, by=reviewer)
    with pytest.raises(overriding.OverrideError):
        sign(drafted(page, GOOD), by=reviewer)


@pytest.mark.parametrize("role", [AUTHOR, APPROVER])
def test_only_who_may_publish_signs(client, page, role):
    with pytest.raises(PermissionDenied):
        sign(page, by=staff(role))
    client.force_login(staff(role))
    for answer in (client.get(override_url(page)), client.post(override_url(page), {"note": "x", "seen": "x"})):
        assert answer.status_code == 302
        assert answer.url == "/admin/"
    assert not MessagingOverride.objects.exists()
    editor = client.get(edit_url(page))
    assert override_url(page) not in editor.content.decode()


def test_the_panel_is_silent_where_there_is_nothing_to_say(client, page):
    client.force_login(staff(REVIEWER))
    assert "Safe messaging about" in client.get(edit_url(page)).content.decode()
    drafted(page, "A plan was launched.")
    assert "Safe messaging about" not in client.get(edit_url(page)).content.decode()
    assert client.get(reverse("safe_messaging_override", args=[987654])).status_code == 404
