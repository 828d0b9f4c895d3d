"""Preflight: a table of everything that must not go out, each finding naming the block it stands in."""

import datetime

import pytest
from wagtail.models import Collection, CollectionViewRestriction, Locale, PageViewRestriction

from home.models import ContentPage
from newsletters import links, preflight
from newsletters.body_walk import leaves
from newsletters.links import url_fault
from newsletters.models import IssuePage
from tests.factories.newsletters import IssueFactory, archive, body, entry

TODAY = datetime.date(2026, 1, 10)


def findings(*blocks, **fields):
    if blocks:
        fields["body"] = body(*blocks)
    issue = IssuePage.objects.get(pk=IssueFactory(**fields).pk)
    return preflight.check(issue, today=TODAY)


def codes(*blocks, blocking=True, **fields):
    return [finding.code for finding in findings(*blocks, **fields) if finding.blocks == blocking]


def text(source):
    return ("text", {"text": source})


def test_an_issue_without_faults_has_nothing_that_blocks(db):
    assert codes() == []


@pytest.mark.parametrize(
    "url",
    [
        "", " ", "#", "#top", "/about/", "about.html", "../x", "javascript:alert(1)", "data:text/html,x", "ftp://example.org/x",
        "http://localhost/x", "http://127.0.0.1/", "https://10.0.0.7/x", "https://192.168.1.5/", "http://[::1]/",
        "https://staging.example.org/", "https://dev.example.org/x", "https://intranet/x", "https://site.local/",
        "http://testserver/admin/pages/3/", "https://example.org/[[name]]", "http://[", "https://", "mailto:",
        "//example.org/x",
    ],
)  # fmt: skip
def test_a_dead_address_blocks_and_the_finding_names_the_block(db, url):
    assert url_fault(url)
    found = findings(text("<p>Fine.</p>"), text(f'<p><a href="{url}">the plan</a></p>'))
    (finding,) = [finding for finding in found if finding.code == "link_dead"]
    assert finding.blocks
    assert finding.block_label == "Block 2, Text"
    assert finding.block_id
    assert "the plan" in finding.message


@pytest.mark.parametrize(
    "url",
    ["https://example.org/plan?a=1#b", "http://testserver/about/", "mailto:unit@example.org", "tel:+92510000000"],
)
def test_an_address_that_readers_can_follow_is_fine(url):
    assert url_fault(url) == ""


@pytest.mark.parametrize(
    "block",
    [
        lambda page: text(f'<p><a linktype="page" id="{page}">x</a></p>'),
        lambda page: ("numbered_list", {"entries": [entry("x", page=page)]}),
        lambda page: ("bulleted_list", {"entries": [entry("Fine"), entry("x", page=page)]}),
        lambda page: ("button", {"text": "x", "link": {"page": page, "document": None, "url": ""}}),
        lambda page: ("records", {"pages": [page]}),
        lambda page: ("cards", {"cards": [{"name": "x", "link": {"page": page}}]}),
        lambda page: (
            "columns",
            {"first": [{"type": "records", "value": {"pages": [page]}, "id": "in"}], "second": []},
        ),
    ],
)
@pytest.mark.parametrize("fate", ["unpublished", "deleted", "private"])
def test_a_page_that_readers_cannot_see_blocks_wherever_it_is_picked(page, block, fate):
    number = page.pk
    if fate == "unpublished":
        page.unpublish()
    elif fate == "deleted":
        page.delete()
    else:
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    found = findings(block(number))
    dead = [finding for finding in found if finding.code == "link_dead"]
    assert len(dead) == 1
    assert dead[0].blocks
    assert dead[0].block_label.startswith("Block 1, ")
    assert {"unpublished": "not published", "deleted": "deleted", "private": "private"}[fate] in dead[0].message


def test_a_page_below_a_private_one_is_private(page):
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    assert "link_dead" in codes(("records", {"pages": [page.pk]}))


def test_a_published_translation_stands_in_for_an_unpublished_page(page):
    archive("ur")
    urdu = page.copy_for_translation(Locale.objects.get(language_code="ur"))
    urdu.save_revision().publish()
    page.unpublish()
    issue = IssueFactory(parent=archive("ur"), locale=urdu.locale, body=body(("records", {"pages": [page.pk]})))
    assert "link_dead" not in [finding.code for finding in preflight.check(issue)]


def test_a_deleted_or_private_document_blocks(document):
    number = document.pk
    assert codes(("numbered_list", {"entries": [entry("x", document=number)]})) == []
    hidden = Collection.get_first_root_node().add_child(name="Staff")
    CollectionViewRestriction.objects.create(collection=hidden, restriction_type=CollectionViewRestriction.LOGIN)
    document.collection = hidden
    document.save()
    assert codes(("numbered_list", {"entries": [entry("x", document=number)]})) == ["link_dead"]
    document.delete()
    assert codes(text(f'<p><a linktype="document" id="{number}">x</a></p>')) == ["link_dead"]


@pytest.mark.parametrize(
    ("fields", "code", "label"),
    [
        ({"subject": "  "}, "subject_missing", "Subject"),
        ({"body": "[]"}, "body_missing", "Body"),
        ({"subject": "Dear [[first_name]]"}, "placeholder_unknown", "Subject"),
        ({"preheader": "[[unsubscribe_url]]"}, "placeholder_unknown", "Preheader"),
        ({"live": False}, "not_live", ""),
        ({"has_unpublished_changes": True}, "unpublished_changes", ""),
    ],
)
def test_what_is_wrong_with_the_issue_itself_blocks(db, fields, code, label):
    archive()
    issue = IssueFactory(**({"subject": "A subject"} | fields) if "subject" not in fields else {})
    for name, value in fields.items():
        setattr(issue, name, value)
    found = {finding.code: finding for finding in preflight.check(issue)}
    assert found[code].blocks
    assert found[code].block_label == label


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (("heading", {"text": "Under what?", "level": "h3"}), "heading_order"),
        (("heading", {"text": " ", "level": "h2"}), "text_missing"),
        (("lead", {"text": "<p></p>"}), "text_missing"),
        (("text", {"text": "<p>[[unsubscribe_url]]</p>"}), "placeholder_unknown"),
        (("numbered_list", {"entries": []}), "list_empty"),
        (("records", {"pages": []}), "list_empty"),
        (("records", {"pages": [None]}), "record_missing"),
        (("key_figures", {"heading": "", "figures": [987654]}), "record_missing"),
        (("button", {"text": "Go", "link": {}}), "link_dead"),
        (("image", {"image": {"image": None}, "link": {}}), "image_missing"),
        (("image", {"image": {"image": 987654}, "link": {}}), "image_deleted"),
        (("cards", {"cards": [{"text": "nameless", "link": {}}]}), "text_missing"),
        (("social", {"profiles": [{"platform": "X", "url": "#"}]}), "link_dead"),
    ],
)
def test_what_is_wrong_with_a_block_blocks_and_names_it(db, block, code):
    (finding,) = [finding for finding in findings(text("<p>Fine.</p>"), block) if finding.code == code]
    assert finding.blocks
    assert finding.block_label.startswith("Block 2, ")
    assert finding.block_id


def test_an_image_needs_a_description_or_a_word_that_it_is_decorative(image):
    def value(**fields):
        return ("image", {"image": {"image": image.pk, "alt_text": "", "decorative": False} | fields, "link": {}})

    assert codes(value()) == ["alt_missing"]
    assert codes(value(alt_text="Ten people")) == []
    assert codes(value(decorative=True)) == []


def test_a_subheading_may_stand_under_a_heading_or_a_strip_of_figures(figure):
    subheading = ("heading", {"text": "Detail", "level": "h3"})
    assert codes(("heading", {"text": "Part", "level": "h2"}), subheading) == []
    assert codes(("key_figures", {"heading": "Reach", "figures": [figure.pk]}), subheading) == []
    assert codes(("key_figures", {"heading": "", "figures": [figure.pk]}), subheading) == ["heading_order"]


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (text("<p><b>Capacity building</b></p>"), "bold_as_heading"),
        (text("<p>Save PDF Share Cite Rights &amp; Permissions</p><p>x</p>"), "clutter"),
        (text("<p>Dear [[name]]</p>"), "name_on_site"),
    ],
)
def test_what_is_only_worth_a_look_warns(db, block, code):
    assert code in codes(block, blocking=False)
    assert codes(block) == []


def test_emphasis_is_no_heading(db):
    assert "bold_as_heading" not in codes(text("<p><b>This is important.</b></p><p><b>A</b> b</p>"), blocking=False)


def test_the_readers_name_is_at_home_in_a_block_for_the_mail_only(db):
    block = ("text", {"text": "<p>Dear [[name]]</p>", "show_in": "email"})
    assert "name_on_site" not in codes(block, blocking=False)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"subject": "x" * 71}, "subject_long"),
        ({"preheader": ""}, "preheader_missing"),
        ({"preheader": "Short"}, "preheader_length"),
        ({"preheader": "x" * 91}, "preheader_length"),
    ],
)
def test_a_subject_or_preheader_that_shows_badly_warns(db, fields, code):
    assert code in codes(blocking=False, **fields)


def test_a_missing_and_a_stale_edition_warn(db):
    issue = IssueFactory()
    issue.save_revision().publish()
    assert "edition_missing" in [finding.code for finding in preflight.check(issue)]
    archive("ur")
    edition = issue.copy_for_translation(Locale.objects.get(language_code="ur"))
    edition.save_revision().publish()
    issue.refresh_from_db()
    assert not {"edition_missing", "edition_stale"} & {finding.code for finding in preflight.check(issue)}
    issue.save_revision().publish()
    issue.refresh_from_db()
    assert "edition_stale" in [finding.code for finding in preflight.check(issue)]


def test_editions_that_code_put_live_without_publishing_them_are_judged_too(db):
    issue = IssueFactory()
    issue.save_revision().publish()
    archive("ur")
    edition = issue.copy_for_translation(Locale.objects.get(language_code="ur"))
    IssuePage.objects.filter(pk=edition.pk).update(live=True, last_published_at=None)
    issue.refresh_from_db()
    assert "edition_stale" in [finding.code for finding in preflight.check(issue)]


def test_an_issue_that_readers_cannot_open_is_not_sent(db):
    issue = IssueFactory()
    PageViewRestriction.objects.create(page=issue.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    assert [finding.code for finding in preflight.check(issue) if finding.blocks] == ["private"]


@pytest.mark.parametrize(("kilobytes", "code", "blocks"), [(75, "big", False), (95, "too_big", True)])
def test_a_mail_that_programs_would_cut_off_is_refused_by_its_heaviest_block(db, kilobytes, code, blocks):
    heavy = "".join(f"<p>{'x' * 960}</p>" for _ in range(kilobytes))
    (finding,) = [found for found in findings(text("<p>x</p>"), text(heavy)) if found.code == code]
    assert finding.blocks is blocks
    assert finding.block_label == "Block 2, Text"


def test_an_issue_that_cannot_be_composed_is_refused_with_the_reason(db):
    found = {finding.code: finding for finding in findings(text("<p>" + "x" * 100_001 + "</p>"))}
    assert found["compose_failed"].blocks
    assert "100008" in found["compose_failed"].message
    assert found["text_too_long"].block_label == "Block 1, Text"


def test_blocking_findings_come_first(db):
    found = findings(text('<p><a href="#">x</a></p>'), preheader="")
    assert [finding.blocks for finding in found] == sorted((finding.blocks for finding in found), reverse=True)


def test_the_queries_of_preflight_do_not_grow_with_the_links(home, django_assert_max_num_queries):
    pages = [home.add_child(instance=ContentPage(title=f"Page {n}", slug=f"page-{n}")) for n in range(20)]

    def issue_with(amount):
        anchors = "".join(f'<a linktype="page" id="{page.pk}">x</a>' for page in pages[:amount])
        return IssuePage.objects.get(pk=IssueFactory(body=body(text(f"<p>{anchors}</p>"))).pk)

    for issue in (issue_with(2), issue_with(20)):
        locale = issue.locale
        with django_assert_max_num_queries(3):
            list(links.dead(list(links.collect(leaves(issue.body))), locale=locale))
