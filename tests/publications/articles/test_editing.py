"""Writing an article in the admin: a draft may lack what a published article may not."""

import pytest
from django.urls import reverse
from wagtail.models import Locale, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from coordination_site.roles import AUTHOR, REVIEWER
from publications.models import ArticleAuthor, ArticleCategory, ArticleIndexPage, ArticlePage
from stakeholders.duplicates import merging
from tests.factories.home import list_under, site
from tests.factories.staff import staff
from tests.factories.stakeholders import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def news():
    return list_under(site(), ArticleIndexPage)


def sent(*authors, **fields):
    return nested_form_data(
        {
            "title": "Care",
            "slug": "care",
            "kind": "article",
            "published_on": "2025-06-11",
            "body": streamfield([("text", rich_text("<p>Text</p>"))]),
            "tags": " , , ,stigma",
            "authors": inline_formset([{"name": name} for name in authors]),
            "related": inline_formset([]),
            "comments": inline_formset([]),
            **fields,
        }
    )


def test_a_draft_needs_neither_author_nor_provenance_and_publishing_says_what_is_missing(client, news):
    client.force_login(staff(REVIEWER))
    add = reverse("wagtailadmin_pages:add", args=["publications", "articlepage", news.pk])

    answer = client.post(add, sent() | {"action-publish": "1"})
    assert "Name at least one author" in answer.content.decode()
    assert "Say whether the text was written for this site" in answer.content.decode()
    assert not ArticlePage.objects.exists()

    assert client.post(add, sent()).status_code == 302
    draft = ArticlePage.objects.get()
    assert (draft.live, draft.posted_by) == (False, None)


def test_who_puts_it_forward_is_remembered_as_the_poster_and_not_taken_for_the_author(client, news):
    editor = staff(REVIEWER)
    client.force_login(editor)
    add = reverse("wagtailadmin_pages:add", args=["publications", "articlepage", news.pk])

    answer = client.post(add, sent("Mahnoor Qaisrani", provenance="own") | {"action-publish": "1"})

    assert answer.status_code == 302
    page = ArticlePage.objects.get()
    assert (page.live, page.posted_by) == (True, editor)
    assert [author.name for author in page.authors.all()] == ["Mahnoor Qaisrani"]
    assert [tag.name for tag in page.tags.all()] == ["stigma"]


def test_reviewers_keep_the_categories_and_authors_do_not(client):
    client.force_login(staff(AUTHOR))
    assert client.get(reverse("article_categories:add")).status_code == 302
    client.force_login(staff(REVIEWER))
    client.post(reverse("article_categories:add"), {"name": "Blog", "name_ur": "بلاگ", "slug": "blog"})
    assert ArticleCategory.objects.get().name_ur == "بلاگ"


def test_before_a_category_is_deleted_one_is_told_how_many_articles_lose_it(client, news):
    client.force_login(staff(REVIEWER))
    used, idle = (ArticleCategory.objects.create(name=name, slug=name.lower()) for name in ("Blog", "Idle"))
    for slug in ("one", "two"):
        article = news.add_child(instance=ArticlePage(title=slug, slug=slug, live=False, categories=[used]))
    article.copy_for_translation(Locale.objects.get(language_code="ur"), copy_parents=True)
    delete = reverse("article_categories:delete", args=[used.pk])

    asked = client.get(delete).content.decode()
    assert "2 articles lose this category and stay where they are." in asked
    assert "referenced" not in asked
    assert "this category and" not in client.get(reverse("article_categories:delete", args=[idle.pk])).content.decode()
    client.post(delete)

    assert list(ArticleCategory.objects.all()) == [idle]
    assert ArticlePage.objects.count() == 3


def test_a_draft_keeps_its_authors_organisation_when_that_is_merged_into_another(news):
    kept, gone = OrganisationFactory(name="Kept"), OrganisationFactory(name="Gone")
    draft = ArticlePage(title="Care", slug="care", live=False, authors=[ArticleAuthor(name="A", organisation=gone)])
    revision = news.add_child(instance=draft).save_revision()

    merging.merge_organisations(kept=kept, gone=gone, by=None, now=revision.created_at)

    (author,) = draft.get_latest_revision_as_object().authors.all()
    assert author.organisation == kept


def test_a_draft_that_lacks_something_is_not_published_by_a_bulk_act_nor_by_a_workflow(client, news):
    client.force_login(staff(REVIEWER))
    draft = news.add_child(instance=ArticlePage(title="Care", slug="care", live=False))
    draft.save_revision()
    editor = reverse("wagtailadmin_pages:edit", args=[draft.pk])

    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = client.post(f"{bulk}?id={draft.pk}&next=/admin/", {"include_descendants": ""}, follow=True)
    assert answer.redirect_chain[-1][0] == editor
    assert "Name at least one author" in answer.content.decode()

    Workflow.objects.first().start(draft, staff(AUTHOR))
    task = draft.current_workflow_task_state
    approve = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", task.pk])
    assert client.post(approve, {"comment": ""}).url == editor
    task.refresh_from_db()
    assert task.status == "in_progress"
    assert not ArticlePage.objects.get().live


def test_half_a_character_is_refused_before_it_is_saved(client, news):
    client.force_login(staff(REVIEWER))
    add = reverse("wagtailadmin_pages:add", args=["publications", "articlepage", news.pk])
    broken = rich_text("<p>Text</p>").replace("Text", "\\ud83d")
    assert client.post(add, sent(body=streamfield([("text", broken)]))).status_code == 200
    assert not ArticlePage.objects.exists()
