"""LaTeX as it stands in BibTeX made plain text: accents, macros, braces. Nothing is expanded or read from anywhere."""

import logging
import re
from functools import cache
from typing import Any

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from publications.importing.texts import MAX_FIELD, plain

# It warns of every macro that it does not know.
logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)

# Macros of reference managers that the library does not know: without its sign “p < 0.05” says something else.
_SIGNS = {"textless": "<", "textgreater": ">", "textbar": "|", "copyright": "©", "pounds": "£"}
_MAX_DEPTH = 40  # braces within braces; nobody writes five
_LATEX = re.compile(r"[\\{}$~]|``|''|--")
# A sign that LaTeX would take for a comment or a column is meant as itself: reference managers forget to escape it.
_UNESCAPED = re.compile(r"(?<!\\)([%&#])")
# A dollar that begins or ends no mathematics is money: “$5 to $10”.
_FORMULA = r"\$[^$\\_^]*(?:\\[^A-Za-z$][^$\\_^]*)*(?:\\[A-Za-z]|[_^])[^$]*\$"
_MATHEMATICS = rf"\$(?=\S)[^$]*(?<=[^\s\\])\$(?!\d)|{_FORMULA}"
_DOLLAR = re.compile(rf"(\\.|{_MATHEMATICS})|\$", re.DOTALL)
_LINK = re.compile(r"\\href\s*\{[^{}]*\}")
_ESCAPED = re.compile(r"\\([\\_%&#${}~^-])")


def text(source: str) -> str:
    """Return what `source` reads as; what is not LaTeX stays as it is. Never raises."""
    source = source[:MAX_FIELD]
    if not _LATEX.search(source):
        return plain(source)
    if _depth(source) > _MAX_DEPTH:
        return plain(re.sub(r"[{}]", "", source))
    escaped = _DOLLAR.sub(lambda found: found[1] or r"\$", _UNESCAPED.sub(r"\\\1", _LINK.sub("", source)))
    try:
        return plain(_decoder().latex_to_text(escaped))
    except Exception:  # the library fails on hostile macros in many ways, and one field must keep no entry out
        return plain(re.sub(r"[{}\\]", "", source))


def verbatim(source: str) -> str:
    """Return an address or a number, in which LaTeX has nothing to say: only its escapes and braces are undone."""
    address = re.sub(r"^\\url\s*(?=\{)", "", source.strip()[:MAX_FIELD])
    return re.sub(r"(?<!\\)[{}]", "", _ESCAPED.sub(r"\1", address.replace("{\\_}", "_"))).strip()


def _depth(source: str) -> int:
    """Return how deep what nests is nested: braces, brackets of arguments, environments, mathematics."""
    depth = deepest = 0
    for mark in re.finditer(r"[{}]", source):
        depth = depth + 1 if mark.group() == "{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


@cache
def _decoder() -> LatexNodes2Text:
    context = get_default_latex_context_db()
    context.add_context_category(
        "publications",
        prepend=True,
        macros=[
            MacroTextSpec("url", simplify_repl="%s"),
            MacroTextSpec("href", simplify_repl=""),
            *(MacroTextSpec(name, simplify_repl=sign) for name, sign in _SIGNS.items()),
            MacroTextSpec("textasciicircum", simplify_repl="^"),
            MacroTextSpec("textasciitilde", simplify_repl="~"),
            MacroTextSpec("frac", simplify_repl=_fraction),
        ],
    )
    return LatexNodes2Text(math_mode="text", latex_context=context)


def _fraction(node: Any, l2tobj: LatexNodes2Text) -> str:
    return "/".join(l2tobj.nodelist_to_text([part]) for part in node.nodeargd.argnlist if part is not None)
