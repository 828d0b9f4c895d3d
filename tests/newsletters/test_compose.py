"""An issue as a mail: both parts, in both languages, whatever authors write."""

import html
import re

import nh3
import pytest
from bs4 import BeautifulSoup
from django.utils import translation
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Locale

from delivery import placeholders
from delivery.exceptions import RenderingError
from home.models import KeyFigure
from newsletters.compose import compose, defuse, weights
from newsletters.models import IssuePage
from tests.factories.newsletters import IssueFactory, archive, body, entry

TYPED = st.text(min_size=1, max_size=60)
MARKUP = st.sampled_from(
    ["<script>", "</div>", '" onload="x', "<!--", "]]>", "&lt;", "{% load %}", "[[unsubscribe_url]]"]
)
HOSTILE = st.lists(st.one_of(TYPED, MARKUP), min_size=1, max_size=4).map("".join)
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

# How each block that people write in holds a text.
WRITTEN = {
    "lead": lambda text: {"text": f"<p>{escape(text)}</p>"},
    "heading": lambda text: {"text": text, "level": "h2"},
    "text": lambda text: {"text": f"<p>{escape(text)}</p>"},
    "numbered_list": lambda text: {"entries": [entry(escape(text))]},
    "bulleted_list": lambda text: {"entries": [entry(escape(text))]},
    "quote": lambda text: {"quote": text, "attribution": text},
    "foreign_text": lambda text: {"language": "ur", "text": f"<p>{escape(text)}</p>"},
    "button": lambda text: {"text": text, "link": {"page": None, "document": None, "url": "https://example.org/"}},
    "cards": lambda text: {"cards": [{"name": text, "text": text, "link": {}}]},
    "social": lambda text: {"text": text, "profiles": []},
}


@pytest.fixture
def issue(db):
    return IssuePage.objects.get(pk=IssueFactory(number=33, greeting="Dear [[name]],").pk)


@pytest.fixture
def urdu_issue(issue):
    archive("ur")
    edition = issue.copy_for_translation(Locale.objects.get(language_code="ur"))
    edition.title = edition.subject = "ایک سال کی رابطہ کاری"
    edition.body = body(("heading", {"text": "رابطہ", "level": "h2"}), ("numbered_list", {"entries": [entry("پہلا")]}))
    edition.save_revision().publish()
    return IssuePage.objects.get(pk=edition.pk)


def normalised(text):
    """Text as it can be compared: without white space, what XML can't hold, and what disarms placeholders."""
    return "".join(re.sub(r"[\u2060\u2066-\u2069]", "", defuse(text)).split())


def read(markup):
    """Return the words of HTML as an HTML5 parser reads them."""
    return normalised(html.unescape(nh3.clean(markup, tags=set(), clean_content_tags={"script", "style", "title"})))


def tags(markup):
    return [tag.name for tag in BeautifulSoup(markup, "html.parser").find_all(True)]


@quick
@given(text=HOSTILE.filter(lambda text: normalised(text) and text.splitlines() == [text]))
def test_whatever_is_typed_arrives_intact_in_every_block_and_injects_nothing(issue, text):
    issue.body = body(*((kind, hold("plain")) for kind, hold in WRITTEN.items()))
    plain = compose(issue)
    issue.body = body(*((kind, hold(text)) for kind, hold in WRITTEN.items()))
    content = compose(issue)
    times = read(plain.html).count("plain")
    assert times > len(WRITTEN)
    assert read(content.html).count(normalised(text)) >= times
    assert normalised(content.text).count(normalised(text)) >= normalised(plain.text).count("plain")
    assert tags(content.html) == tags(plain.html)
    for part in (content.html, content.text):
        assert part.count(placeholders.UNSUBSCRIBE_URL) == 1
        assert part.count(placeholders.PREFERENCES_URL) == 1


@quick
@given(text=HOSTILE)
def test_subject_title_preheader_and_greeting_take_any_text(issue, text):
    issue.subject = issue.title = issue.preheader = issue.greeting = text
    try:
        content = compose(issue)
    except RenderingError:
        assert not normalised(text)  # a mail without a title is refused
        return
    assert "\n" not in content.subject
    assert "\r" not in content.subject
    assert normalised(text) in normalised(content.text)
    assert content.html.count(placeholders.UNSUBSCRIBE_URL) == 1


def test_both_parts_carry_the_placeholders_that_readers_differ_in(issue):
    content = compose(issue)
    for placeholder in placeholders.ALL - {placeholders.ANSWER_URL}:  # which a question to the list has, and no issue
        assert content.html.count(placeholder) == 1
        assert content.text.count(placeholder) == 1
    assert content.subject == "Newsletter 33: the year in review"


def test_an_author_may_type_the_readers_name_and_no_other_placeholder(issue):
    issue.body = body(("text", {"text": "<p>Dear [[name]], [[unsubscribe_url]] and [[anything]]</p>"}))
    content = compose(issue)
    assert content.text.count("[[name]]") == 2  # greeting and body
    assert "Dear [[name]], [\u2060[unsubscribe_url]] and [\u2060[anything]]" in content.text
    assert content.html.count(placeholders.UNSUBSCRIBE_URL) == 1


def test_a_placeholder_in_an_address_is_never_filled(issue):
    issue.body = body(("text", {"text": '<p><a href="https://example.org/?who=[[name]]">x</a></p>'}))
    content = compose(issue)
    assert "https://example.org/?who=%5B%5Bname%5D%5D" in content.html
    assert content.html.count("[[name]]") == 1


def test_the_frame_says_who_writes_when_and_why(issue):
    content = compose(issue)
    soup = BeautifulSoup(content.html, "html.parser")
    assert soup.title.string == "Newsletter 33: the year in review"
    assert soup.h1.string == "What the unit did, part 33"
    assert issue.preheader in soup.get_text()
    for said in ("Coordination Unit", "Ministry of Examples & Plans", "Newsletter 33, 7 January 2026", "Islamabad"):
        assert said in soup.get_text()
        assert said in content.text
    assert soup.find("a", string="Read in the browser")["href"] == "http://testserver/newsletters/33/"
    assert "Read in the browser: <http://testserver/newsletters/33/>" in content.text


def test_the_mail_loads_nothing_from_other_hosts_and_every_link_is_absolute(issue, page, image):
    issue.body = body(
        ("text", {"text": f'<p><a linktype="page" id="{page.pk}">x</a> <a href="/about/">y</a></p>'}),
        ("image", {"image": {"image": image.pk, "alt_text": "x", "decorative": False}, "link": {}}),
    )
    soup = BeautifulSoup(compose(issue).html, "html.parser")
    assert not soup.find_all(["script", "link", "iframe"])
    assert all(picture["src"].startswith("http://testserver/") for picture in soup.find_all("img"))
    personal = {placeholders.UNSUBSCRIBE_URL, placeholders.PREFERENCES_URL}
    assert {a["href"] for a in soup.find_all("a")} - personal == {
        "http://testserver/about/",
        "http://testserver/newsletters/33/",
    }


def test_layout_tables_are_no_tables_to_screen_readers_and_dark_mode_is_declared(issue):
    soup = BeautifulSoup(compose(issue).html, "html.parser")
    assert {table.get("role") for table in soup.find_all("table")} == {"presentation"}
    assert soup.find("meta", attrs={"name": "color-scheme"})["content"] == "light dark"
    assert soup.find("div", role="article")["lang"] == "en"
    assert "prefers-color-scheme: dark" in soup.get_text() or "prefers-color-scheme: dark" in str(soup)


def test_an_urdu_edition_is_set_from_right_to_left_throughout(urdu_issue):
    content = compose(urdu_issue)
    soup = BeautifulSoup(content.html, "html.parser")
    assert (soup.html["lang"], soup.html["dir"]) == ("ur", "rtl")
    wrapper = soup.find("div", role="article")
    assert (wrapper["lang"], wrapper["dir"]) == ("ur", "rtl")
    directions = set(re.findall(r"direction:(\w+)", content.html))
    assert directions == {"rtl"}
    # The compiler sets columns to the left; every cell and text within them says otherwise.
    assert "left" not in {cell["align"] for cell in soup.select("td[align]")}
    assert "margin-right:26px" in soup.ol["style"]
    for part in (soup.get_text(), content.text):
        assert "رابطہ یونٹ" in part
        assert "۳۳" in part
        assert "۲۰۲۶" in part
    assert content.subject == "ایک سال کی رابطہ کاری"


def test_latin_words_in_an_urdu_edition_are_set_apart_in_every_medium(urdu_issue, publication):
    card = {"name": "MyCare+", "text": "Care for yourself!", "link": {"url": "https://own.example.org/"}}
    urdu_issue.body = body(
        ("cards", {"cards": [card, {"name": "ہمدرد فورس", "link": {}}]}),
        ("publications", {"publications": [publication.pk]}),
    )
    content = compose(urdu_issue)
    with translation.override("ur"):
        web = BeautifulSoup("".join(child.render({}) for child in urdu_issue.body), "html.parser")
    mail = BeautifulSoup(content.html, "html.parser")
    for edition in (web, mail):
        set_apart = [(bdi.get_text(), bdi["lang"], bdi["dir"]) for bdi in edition.find_all("bdi")]
        assert set_apart == [("MyCare+", "en", "ltr"), ("Care for yourself!", "en", "ltr")]
        assert edition.find(["cite", "p"], string="Supervision after training").find_parent(dir="ltr")["lang"] == "en"
    (reference,) = mail.select("div[lang=en]")
    assert "text-align:right" in reference["style"]
    assert "- \u2068MyCare+\u2069 <https://own.example.org/>" in content.text
    assert "- \u2068Supervision after training\u2069" in content.text
    assert "- ہمدرد فورس" in content.text


def test_an_english_edition_sets_nothing_apart_that_is_english(issue, figure):
    KeyFigure.objects.update(brand="MHPSS", brand_language="en")
    issue.body = body(
        ("cards", {"cards": [{"name": "MyCare+", "link": {}}]}), ("key_figures", {"figures": [figure.pk]})
    )
    assert not re.search("[\u2066-\u2069]", compose(issue).text)


def test_the_date_after_the_number_is_joined_as_the_language_does(issue, urdu_issue):
    assert "Newsletter 33, 7 January 2026" in compose(issue).text
    for part in (compose(urdu_issue).text, compose(urdu_issue).html):
        assert "خبرنامہ ۳۳، ۷ جنوری ۲۰۲۶" in part


def test_an_edition_leads_to_the_other_one_by_its_own_name(issue, urdu_issue):
    for composed, name, address in (
        (compose(issue), "اردو", urdu_issue.full_url),
        (compose(urdu_issue), "English", issue.full_url),
    ):
        link = BeautifulSoup(composed.html, "html.parser").find("a", string=name)
        assert link["href"] == address
        assert link["lang"]
        assert link["dir"]
        assert address in composed.text
    assert "/ur/" in urdu_issue.full_url


def test_the_lines_of_the_text_part_fit_every_program_and_addresses_stay_whole(issue):
    long = "word " * 60
    address = "https://example.org/" + "a" * 120
    issue.body = body(
        ("heading", {"text": "Heading", "level": "h2"}),
        ("numbered_list", {"entries": [entry(long), entry("here", url=address)]}),
    )
    text = compose(issue).text
    assert "Heading\n=======" in text
    assert f"<{address}>" in text
    assert all(len(line) <= 74 for line in text.splitlines() if address not in line)
    assert "\n   word" in text  # entries hang
    assert "\n\n\n" not in text


def test_neighbouring_blocks_share_one_section_and_bands_stand_by_themselves(issue):
    blocks = [("text", {"text": f"<p>{number}</p>"}) for number in range(10)]
    issue.body = body(*blocks)
    small = len(compose(issue).html)
    issue.body = body(*blocks[:1])
    assert small - len(compose(issue).html) < 9 * 400


def test_the_weights_tell_the_heaviest_block(issue):
    issue.body = body(("text", {"text": "<p>x</p>"}), ("text", {"text": f"<p>{'long ' * 200}</p>"}))
    light, heavy = weights(issue)
    assert heavy > light + 900


def test_more_text_than_any_issue_holds_is_refused_with_a_reason(issue):
    issue.body = body(("text", {"text": "<p>" + "x" * 100_001 + "</p>"}))
    with pytest.raises(ValueError, match="of rich text; at most"):
        compose(issue)


def test_deep_nesting_does_not_bring_the_compiler_down(issue):
    issue.body = body(("text", {"text": "<p>" + "<b>" * 2_000 + "deep" + "</b>" * 2_000}))
    assert "deep" in compose(issue).html
