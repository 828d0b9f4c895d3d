"""What comes along when people paste from Word, Google Docs, WordPress or a publisher's page, taken out again."""

import re

from bs4 import BeautifulSoup, PageElement, Tag
from bs4.element import PreformattedString

# “1. ”, “۲) ”, “Q3: ”, “– ”, “• ”: marks of a list that was typed, before the words.
_MARK = r"\s*(?:(?:Q(?:uestion)?\s*)?\d{1,3}\s*[.):۔]\s+|[AQ]\s*[.:]\s+|[-‐‑‒–—−•·*]+\s+)"
_TYPED_MARK = re.compile(_MARK, re.IGNORECASE)
_FIRST_TYPED_MARK = re.compile(rf"^((?:\s|<[^>]*>|&nbsp;)*+){_MARK}", re.IGNORECASE)


def without_mark(text: str) -> str:
    """Return plain text without the number or dash of a typed list before it; “24. hours” loses its number too."""
    return _TYPED_MARK.sub("", text, count=1) if _TYPED_MARK.match(text) else text


def without_first_mark(html: str) -> str:
    """Return rich text without the number or dash before its first words."""
    return _FIRST_TYPED_MARK.sub(r"\1", html, count=1)


# Elements whose contents nobody wrote to be read.
_UNREADABLE = [
    *("button", "embed", "form", "head", "iframe", "link", "meta", "noscript", "object", "script", "select", "style"),
    *("svg", "template", "textarea", "title", "xml"),
]
_BLOCKS = ["blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "section", "table", "tr", "ul"]
_WRAPPERS = ["article", "div", "section", "td", "th", "tr"]
_HEADINGS = {"h1": "h2", "h5": "h4", "h6": "h4"}
_MAY_BE_EMPTY = {"br", "hr", "img"}
_SHORTCODE = re.compile(r"\[/?(?:audio|caption|embed|gallery|video|vc_\w+|et_pb_\w+)(?:\s[^\[\]]*)?/?\]")
_BOLD = re.compile(r"font-weight:\s*(?:bold|[6-9]00)")
_NOT_BOLD = re.compile(r"font-weight:\s*(?:normal|400)")
_ITALIC = re.compile(r"font-style:\s*italic")


def tidy(soup: BeautifulSoup) -> None:
    """Take out of `soup` what its programs put in for themselves, and turn its markup into ours.

    Comments, scripts, forms and shortcodes go with what is in them. Boxes and table rows become paragraphs, headings
    those that a text may have, and Google's styles bold and italics again; what is empty then goes too.
    """
    for comment in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        comment.extract()
    for element in soup.find_all(_UNREADABLE):
        element.decompose()
    for text in soup.find_all(string=_SHORTCODE):
        text.replace_with(_SHORTCODE.sub("", text))
    for element in soup.find_all(["b", "strong", "span"]):
        _restyle(element)
    for element in soup.find_all(list(_HEADINGS)):
        element.name = _HEADINGS[element.name]
    for element in soup.find_all(_WRAPPERS):
        _unbox(element)
    for element in reversed(soup.find_all(True)):  # from the inside out
        if element.name not in _MAY_BE_EMPTY and all(map(_says_nothing, element.contents)):
            # The blank in it may be what parts the words around it.
            element.replace_with(" " if element.contents else "")


def _restyle(element: Tag) -> None:
    style = str(element.get("style", ""))
    if element.name == "span" and _BOLD.search(style):
        element.name = "strong"
    elif element.name == "span" and _ITALIC.search(style):
        element.name = "em"
    elif element.name != "span" and _NOT_BOLD.search(style):
        element.hidden = True  # Google Docs wraps all it hands out into a <b> that is not bold


def _unbox(element: Tag) -> None:
    """Let a box that holds text alone be a paragraph, and any other one disappear around what it holds."""
    if element.name in ("td", "th"):
        element.append(" ")
        element.hidden = True
    elif element.find(_BLOCKS):
        element.hidden = True
    else:
        element.name = "p"


def _says_nothing(part: PageElement) -> bool:
    return part.name == "br" if isinstance(part, Tag) else not str(part).strip()
