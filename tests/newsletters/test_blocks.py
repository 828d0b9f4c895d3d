"""Every block in its three media, through the real templates and the real MJML compiler."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, PageViewRestriction

from home.models import ContentPage
from newsletters.blocks import IssueBody
from newsletters.compose import compose
from newsletters.models import IssuePage
from tests.factories.home import HelplineFactory
from tests.factories.home import programme as programme_page
from tests.factories.newsletters import IssueFactory, body, entry
from tests.pages import words


def render(*blocks, **fields):
    """Return an issue's web edition, mail HTML (both parsed) and mail text."""
    issue = IssuePage.objects.get(pk=IssueFactory(body=body(*blocks), **fields).pk)
    web = "".join(child.render({}) for child in issue.body)
    content = compose(issue)
    return BeautifulSoup(web, "html.parser"), BeautifulSoup(content.html, "html.parser"), content.text


@pytest.fixture
def samples(page, document, image, programme, figure, publication, review):
    """One of each block, with what has to be read in every medium."""
    nested = [{"type": "text", "value": {"text": "<p>To the left.</p>"}, "id": "left"}]
    return {
        "lead": ({"text": "<p>It was a <b>good</b> year.</p>"}, ["It was a good year."]),
        "heading": ({"text": "R&D, “plans”", "level": "h2"}, ["R&D, “plans”"]),
        "text": ({"text": "<p>First.</p><ul><li>Second</li></ul>"}, ["First.", "Second"]),
        "numbered_list": ({"entries": [entry("Launch (2025-2030)", page=page.pk)]}, ["Launch (2025-2030)"]),
        "bulleted_list": ({"entries": [entry("The plan", document=document.pk)]}, ["The plan"]),
        "quote": ({"quote": "It works.", "attribution": "A psychologist"}, ["It works.", "A psychologist"]),
        "foreign_text": ({"language": "ur", "text": "<p>ہمدرد فورس</p>"}, ["ہمدرد فورس"]),
        "records": ({"pages": [page.pk, publication.pk]}, ["About [us]", "Who we are & what we do.", "June 2025"]),
        "cards": ({"cards": [{"programme": programme.pk}, {"name": "Own", "link": {}}]}, ["MyCare+", "Own"]),
        "key_figures": (
            {"heading": "Reach", "figures": [figure.pk]},
            ["Reach", "over", "2,336", "people who received services", "ہمدرد فورس", "7 January 2026", "MHPSS portal"],
        ),
        "helplines": (
            {"heading": "Talk to somebody", "helplines": [HelplineFactory(number="1234", name="Line & Co").pk]},
            ["Talk to somebody", "Line & Co", "1234", "Every day, 9:00 to 21:00"],
        ),
        "publications": (
            {"publications": [publication.pk]},
            ["Supervision after training", "Example A. Journal of Examples 7, June 2025, 100451.", "Open access"],
        ),
        "year_in_review": (
            {"review": review.pk, "parts": ["highlights", "priorities"]},
            ["Highlights of 2024", "Forum", "6–7 June 2024", "Warsaw", "bold aims", "Priorities for 2025", "Meet more"],
        ),
        "image": (
            {"image": {"image": image.pk, "alt_text": "Ten people at a table"}, "caption": "In Quetta", "link": {}},
            ["In Quetta"],
        ),
        "button": ({"text": "Read the plan", "link": {"page": page.pk}}, ["Read the plan"]),
        "divider": ({}, []),
        "social": ({"text": "Find us:", "profiles": []}, ["Find us:", "LinkedIn"]),
        "columns": ({"first": nested, "second": nested}, ["To the left. To the left."]),
    }


def test_every_block_says_the_same_on_the_site_in_the_mail_and_in_its_text(samples, subtests):
    for kind in IssueBody().child_blocks:
        value, expected = samples[kind]
        web, mail, text = render((kind, value))
        with subtests.test(kind):
            for phrase in expected:
                assert phrase in words(web)
                assert phrase in words(mail)
                assert phrase in " ".join(text.replace("\u2068", "").replace("\u2069", "").split())


def test_every_block_describes_itself_and_can_be_previewed_by_the_editor(samples, subtests):
    for kind, block in IssueBody().child_blocks.items():
        with subtests.test(kind):
            assert str(block.meta.description)
            assert block.meta.group
            assert block.is_previewable
            assert block.render(block.get_preview_value(), {"medium": "web"}).strip()


def test_a_block_that_is_not_filled_in_yet_renders_in_every_medium(db, subtests):
    for kind, block in IssueBody().child_blocks.items():
        for medium in ("web", "email", "text"):
            with subtests.test(kind, medium=medium):
                assert isinstance(block.render(block.get_default(), {"medium": medium}), str)


@pytest.mark.parametrize(("show_in", "on_site", "in_mail"), [("both", 1, 1), ("web", 1, 0), ("email", 0, 1)])
def test_a_block_stands_where_its_author_wants_it(db, show_in, on_site, in_mail):
    web, mail, text = render(("text", {"text": "<p>Only here</p>", "show_in": show_in}), ("divider", {}))
    assert words(web).count("Only here") == on_site
    assert words(mail).count("Only here") == in_mail
    assert text.count("Only here") == in_mail


def test_the_link_of_an_entry_holds_the_whole_entry_with_its_brackets_and_without_inner_links(page):
    web, mail, text = render(
        ("numbered_list", {"entries": [entry('Launch <a href="https://other.example.org/">(2025)</a>', page=page.pk)]})
    )
    for soup, address in ((web, "/about/"), (mail, "http://testserver/about/")):
        (anchor,) = soup.select("ol li a")
        assert (anchor.get_text(), anchor["href"]) == ("Launch (2025)", address)
    assert "1. Launch (2025) <http://testserver/about/>" in text


def test_an_entry_without_a_link_of_its_own_keeps_the_links_within(db):
    social = (
        'On <a href="https://www.example.org/li">LinkedIn</a> and <a href="https://www.example.org/fb">Facebook</a>'
    )
    web, mail, text = render(("bulleted_list", {"entries": [entry(social)]}))
    assert [anchor["href"] for anchor in web.select("li a")] == [
        "https://www.example.org/li",
        "https://www.example.org/fb",
    ]
    assert [anchor.get_text() for anchor in mail.select("li a")] == ["LinkedIn", "Facebook"]
    assert "- On LinkedIn <https://www.example.org/li> and Facebook" in text


def test_the_numbers_of_a_list_are_kept_in_the_text_part(db):
    _web, mail, text = render(("numbered_list", {"entries": [entry("One"), entry("Two"), entry("Three")]}))
    assert len(mail.select("ol > li")) == 3
    assert "1. One\n2. Two\n3. Three" in text


def test_a_link_is_absolute_in_mail_and_percent_encodes_brackets(db):
    link = {"page": None, "document": None, "url": "https://example.org/?x=[[unsubscribe_url]]"}
    _web, mail, text = render(("button", {"text": "Go", "link": link}))
    assert mail.find("a", string="Go")["href"] == "https://example.org/?x=%5B%5Bunsubscribe_url%5D%5D"
    assert text.count("[[unsubscribe_url]]") == 1  # the footer's own


def test_brand_text_stands_in_its_own_language_and_direction_isolated_from_the_number(figure):
    web, mail, text = render(("key_figures", {"heading": "", "figures": [figure.pk]}))
    for soup in (web, mail):
        assert soup.find("bdi", string="ہمدرد فورس").attrs == {"lang": "ur", "dir": "rtl"}
    assert "\u2068ہمدرد فورس\u2069: over 2,336 people" in text


def test_figures_with_one_source_say_it_once(figure):
    two = type(figure).objects.create(key="two", value=2, label="two", as_of=figure.as_of, source=figure.source)
    web, mail, text = render(("key_figures", {"heading": "", "figures": [figure.pk, two.pk]}))
    assert [words(web).count("MHPSS portal"), words(mail).count("MHPSS portal"), text.count("MHPSS portal")] == [
        1,
        1,
        1,
    ]


def test_the_link_to_a_publication_names_it_for_those_who_hear_links_only(publication):
    web, mail, _text = render(("publications", {"publications": [publication.pk]}))
    assert words(web.find("a")) == "Read : Supervision after training"
    (anchor,) = mail.select("a[aria-label]")
    assert anchor["aria-label"] == "Read: Supervision after training"
    assert anchor["href"] == "http://testserver/publications/supervision/"


def test_an_image_in_mail_is_a_jpeg_no_wider_than_the_mail_with_its_description(image):
    value = {"image": {"image": image.pk, "alt_text": 'A "table" <of> ten', "decorative": False}, "link": {}}
    _web, mail, text = render(("image", value))
    (picture,) = mail.find_all("img")
    assert picture["src"].startswith("http://testserver/media/")
    assert picture["src"].endswith(".jpg")
    assert int(picture["width"]) <= 600
    assert picture["alt"] == 'A "table" <of> ten'
    assert '[Image: A "table" <of> ten]' in text


def test_a_decorative_image_has_an_empty_description_and_leaves_nothing_in_the_text(image):
    _web, mail, text = render(("image", {"image": {"image": image.pk, "decorative": True}, "link": {}}))
    assert mail.find("img")["alt"] == ""
    assert "Image" not in text


def test_pages_that_are_not_public_are_left_out_of_lists(page, publication):
    page.unpublish()
    web, mail, text = render(("records", {"pages": [page.pk, publication.pk]}))
    assert "About" not in words(web) + words(mail) + text
    assert "Supervision" in words(web)


def test_what_a_card_says_itself_goes_before_what_its_programme_says(programme):
    card = {"programme": programme.pk, "name": "Own name", "link": {"url": "https://own.example.org/"}}
    web, mail, _text = render(("cards", {"cards": [card, {"programme": programme.pk}]}))
    assert [(a.get_text(), a["href"]) for a in web.select("a")] == [
        ("Own name", "https://own.example.org/"),
        ("MyCare+", "/mycare/"),
    ]
    assert {picture["alt"] for picture in mail.find_all("img")} == {""}  # the name stands beside the logo


def test_social_links_are_words_and_fall_back_on_the_units_own(db):
    _web, mail, text = render(("social", {"profiles": [{"platform": "YouTube", "url": "https://example.org/yt"}]}))
    assert mail.find("a", string="YouTube")
    assert not mail.find("img")
    assert "LinkedIn" not in text


def test_the_queries_of_a_block_do_not_grow_with_what_it_shows(home, publication):
    logos = [get_image_model().objects.create(title=f"Logo {n}", file=get_test_image_file()) for n in range(12)]
    pages = [home.add_child(instance=ContentPage(title=f"Page {n}", slug=f"page-{n}")) for n in range(12)]
    tools = [programme_page(home, title=f"Tool {n}", slug=f"tool-{n}", logo=logo) for n, logo in enumerate(logos)]
    of_size = {
        "numbered_list": lambda n: {"entries": [entry("Words", page=page.pk) for page in pages[:n]]},
        "bulleted_list": lambda n: {"entries": [entry("Words", page=page.pk) for page in pages[:n]]},
        "records": lambda n: {"pages": [page.pk for page in pages[:n]]},
        "cards": lambda n: {"cards": [{"programme": tool.pk, "link": {"page": tool.pk}} for tool in tools[:n]]},
    }

    def queries(kind, language, amount):
        block = IssueBody().child_blocks[kind]
        value = block.to_python(of_size[kind](amount))
        with CaptureQueriesContext(connection) as captured, override(language):
            block.render(value, {"medium": "web"})
        return len(captured)

    counts = {}
    for kind in of_size:
        for language in ("en", "ur"):  # in Urdu each page is asked for its translation
            queries(kind, language, 12)  # fills the caches of sites, content types and renditions
            counts[kind, language] = queries(kind, language, 2), queries(kind, language, 12)
    assert {key: few for key, (few, many) in counts.items()} == {key: many for key, (few, many) in counts.items()}


def test_a_link_in_a_list_leads_to_the_live_translation(home, page):
    translation = page.copy_for_translation(Locale.objects.get(language_code="ur"), copy_parents=True)
    block = IssueBody().child_blocks["numbered_list"]
    value = block.to_python({"entries": [entry("Words", page=page.pk)]})
    with override("ur"):
        assert 'href="/about/"' in block.render(value, {})
        translation.save_revision().publish()
        assert 'href="/ur/about/"' in block.render(value, {})


@pytest.mark.parametrize("kind", ["records", "numbered_list", "cards"])
def test_what_is_private_is_named_nowhere_and_led_to_nowhere(home, kind):
    programme = programme_page(home, title="Secret plan", slug="secret", summary="Not for the public.")
    PageViewRestriction.objects.create(page=programme, restriction_type=PageViewRestriction.LOGIN)
    value = {
        "records": {"pages": [programme.pk]},
        "numbered_list": {"entries": [entry("Words", page=programme.pk)]},
        "cards": {"cards": [{"programme": programme.pk}]},
    }[kind]
    web, mail, text = render((kind, value))
    for edition in (str(web), str(mail), text):
        assert "Secret" not in edition
        assert "/secret/" not in edition
