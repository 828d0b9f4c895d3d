"""What the mail looks like where programs differ: dark mode, and Outlook, which knows few of CSS's properties."""

import re

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse

from newsletters.blocks import IssueBody
from newsletters.compose import compose
from newsletters.models import IssuePage
from tests.architecture.browser import ORIGIN, browser_test, opened
from tests.factories.newsletters import IssueFactory, body, entry

pytestmark = pytest.mark.any_database

# WCAG 2.2, contrast (minimum), for every text as it is painted: the colour of the nearest ground that has one.
PALEST_TEXT = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (; element; element = element.parentElement) {
      const [r, g, b, alpha = 1] = channels(getComputedStyle(element).backgroundColor);
      if (alpha) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.offsetWidth) continue;
    const pair = [channels(getComputedStyle(element).color).slice(0, 3), ground(element)].map(luminance);
    found.push([(Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05), texts.currentNode.data.trim()]);
  }
  return found.sort((one, other) => one[0] - other[0]);
}"""


@pytest.fixture
def issue(image, programme, figure, publication):
    """An issue with one of each block, as the editor previews them."""
    values = [(name, block.get_preview_value()) for name, block in IssueBody().child_blocks.items()]
    written = IssueFactory(greeting="Dear [[name]],")
    written.body = values
    return written


@browser_test
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_a_mail_can_be_read_in_light_and_in_dark_mode(issue, scheme):
    with opened({"/mail/": HttpResponse(compose(issue).html)}, width=600) as page:
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{ORIGIN}/mail/")
        painted = page.evaluate(PALEST_TEXT)
    assert len(painted) > 40
    assert [text for contrast, text in painted if contrast < 4.5] == []


def test_outlook_gets_headings_in_their_size_and_lists_with_their_marks(db):
    entries = ("numbered_list", {"entries": [entry("First")]})
    written = ("text", {"text": "<ul><li>Second</li></ul>"})
    page = IssueFactory(body=body(("heading", {"text": "Plans", "level": "h2"}), entries, written))
    html = compose(IssuePage.objects.get(pk=page.pk)).html
    (for_outlook,) = re.findall(r"<!--\[if mso\]><style>(.*?)</style><!\[endif\]-->", html, re.DOTALL)
    soup = BeautifulSoup(html, "html.parser")
    for name in ("h1", "h2"):
        size = re.search(r"font-size:(\d+px)", soup.find(name).parent["style"])[1]
        assert f"{name} {{ font-size: {size}; }}" in for_outlook
    # Word, which draws Outlook's mail, gives lists no padding: without a margin their marks are cut off.
    assert [re.search(r"margin-left:26px", found["style"]) is not None for found in soup.find_all(["ol", "ul"])] == [
        True,
        True,
    ]
