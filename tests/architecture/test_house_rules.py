"""Rules that hold for the house as a whole."""

import pathlib
import re
import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.template import engines

STATIC = settings.BASE_DIR / "static"
STYLESHEETS = sorted(STATIC.rglob("*.css"))
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
# Shown when nothing else works, static files included: their policy allows their one style by its hash.
ALONE = {"400.html", "500.html"}

# left and right, wherever CSS has a word for the start and the end of a line instead
PHYSICAL = re.compile(
    r"(?<![-\w])(?:(?:margin|padding|border)-(?:left|right|top|bottom)|(?:min-|max-)?(?:width|height)"
    r"|left|right|top|bottom)(?=\s*:)|(?:text-align|float)\s*:\s*(?:left|right)"
)


def test_imports_go_down_only():
    program = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    lint = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", program], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )

    assert lint.returncode == 0, lint.stdout


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_room_keeps_its_models_in_its_own_migrations():
    for config in apps.get_app_configs():
        if pathlib.Path(config.path).parent == settings.BASE_DIR and list(config.get_models()):
            assert (pathlib.Path(config.path) / "migrations" / "0001_initial.py").exists(), config.name


@pytest.mark.parametrize("sheet", STYLESHEETS, ids=lambda sheet: str(sheet.relative_to(STATIC)))
def test_styles_know_start_and_end_not_left_and_right_so_that_urdu_is_the_mirror(sheet):
    rules = re.sub(r"@(?:media|container)[^{]*|/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)

    assert PHYSICAL.findall(rules) == []


@pytest.mark.parametrize("sheet", STYLESHEETS, ids=lambda sheet: str(sheet.relative_to(STATIC)))
def test_styles_load_nothing_from_another_host(sheet):
    assert not re.search(r"@import|https?:|url\([\"']?//", sheet.read_text())


def test_every_stylesheet_is_loaded_by_somebody():
    code = (path for room in settings.BASE_DIR.glob("*/__init__.py") for path in room.parent.rglob("*.py"))
    said = "\n".join(path.read_text() for path in (*TEMPLATES, *code))

    assert [sheet for path in STYLESHEETS if (sheet := path.relative_to(STATIC).as_posix()) not in said] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_templates_carry_no_inline_script_or_style(template):
    markup = template.read_text()
    if template.name in ALONE:
        markup = markup.replace("<style>", "", 1)

    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/)|<style|\sstyle=|\son\w+=", markup)


def test_the_urdu_font_is_small_enough_for_a_weak_line():
    assert (settings.BASE_DIR / "static/fonts/noto-nastaliq-urdu.woff2").stat().st_size <= 110_000


@pytest.mark.parametrize("tint", ["#fff", "#f4f7f3", "#dcefe3", "#fdf0d8", "#fbe4df"])
@pytest.mark.parametrize("ink", ["#14211b", "#4a5a52", "#0b3d2b"])
def test_inks_are_readable_on_every_tint(ink, tint):
    assert contrast(ink, tint) >= 4.5


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("#14633f", "#fff"), ("#14633f", "#f4f7f3"), ("#14633f", "#dcefe3"), ("#fff", "#14633f"), ("#fff", "#0b3d2b"),
        ("#dcefe3", "#0b3d2b"), ("#b9dcc8", "#0b3d2b"), ("#6e4100", "#fdf0d8"), ("#9a5b00", "#fff"),
        ("#a12c1b", "#fff"), ("#a12c1b", "#fbe4df"),
    ],
)  # fmt: skip
def test_coloured_text_is_readable(text, ground):
    assert contrast(text, ground) >= 4.5


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_templates_load_only_what_they_use():
    loaded = re.compile(r"{%\s*load\s+([^%]+?)\s*%}")
    everywhere = [
        *TEMPLATES,
        *(path for kind in ("mjml", "txt") for path in (settings.BASE_DIR / "templates").rglob(f"*.{kind}")),
    ]
    unused = []
    for template in everywhere:
        markup = template.read_text()
        names = {name for libraries in loaded.findall(markup) for name in libraries.split()}
        unused += [f"{template.name}: {name}" for name in names if not _uses(loaded.sub("", markup), name)]

    assert unused == []


def _uses(markup: str, library: str) -> bool:
    """Whether a tag or filter of a library stands in `markup`; i18n has a function for texts as well."""
    found = engines["django"].engine.template_libraries[library]
    words = "|".join(map(re.escape, [*found.tags, *found.filters]))
    return bool(re.search(rf"({{%\s*|\|)({words})\b", markup)) or (library == "i18n" and "_(" in markup)
