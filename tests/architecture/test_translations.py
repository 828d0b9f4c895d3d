"""The Urdu catalogue is whole, keeps what a translation must keep, and is the one that is compiled."""

import os
import re
import shutil
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext, ngettext, override

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "ur" / "LC_MESSAGES" / "django.po"
# %(name)s, %s and %d; {name}; [[name]]; tags and entities.
KEPT = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|\[\[.*?\]\]|</?\w[^>]*>|&\w+;")
# Letters and digits that look like Urdu's and are Arabic's: a search for the right ones passes them by.
ARABIC = re.compile("[يىكهة٠-٩]")
STOPS = {".": "۔", "?": "؟", ":": ":", "…": "…"}


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def forms(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Return each translation with the words it translates. A singular may leave its number out: the plural counts."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    return [(entry.msgid_plural, translation) for translation in entry.msgstr_plural.values()]


def key(entry: polib.POEntry) -> tuple[str | None, str, str]:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def test_every_message_is_translated(catalogue):
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []
    assert [entry.msgid for entry in catalogue.obsolete_entries()] == []


def test_a_translation_keeps_placeholders_and_tags(catalogue):
    changed = [
        (words, translation)
        for entry in catalogue
        for words, translation in forms(entry)
        if sorted(KEPT.findall(words)) != sorted(KEPT.findall(translation))
    ]
    assert changed == []


def test_singular_and_plural_are_both_there(catalogue):
    assert catalogue.metadata["Plural-Forms"] == "nplurals=2; plural=(n != 1);"
    assert [entry.msgid for entry in catalogue if entry.msgid_plural and set(entry.msgstr_plural) != {0, 1}] == []


def test_urdu_is_written_with_urdu_letters(catalogue):
    wrong = [translation for entry in catalogue for _words, translation in forms(entry) if ARABIC.search(translation)]
    assert wrong == []


def test_a_sentence_ends_as_urdu_ends_it(catalogue):
    wrong = [
        translation
        for entry in catalogue
        for words, translation in forms(entry)
        if not translation.endswith(STOPS.get(words[-1], "")) or (words[-1] not in ".?" and translation[-1] in "۔؟")
    ]
    assert wrong == []


def test_no_translation_holds_a_latin_comma_or_question_mark(catalogue):
    wrong = [
        translation
        for entry in catalogue
        for _words, translation in forms(entry)
        if re.search("[,;?]", KEPT.sub("", translation).replace("10.…/…;", ""))
    ]
    assert wrong == []


def test_what_is_compiled_is_what_is_written(catalogue):
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    assert {key(entry): (entry.msgstr, entry.msgstr_plural) for entry in compiled} == {
        key(entry): (entry.msgstr, entry.msgstr_plural) for entry in catalogue
    }


def test_django_reads_it():
    with override("ur"):
        assert gettext("Unsubscribe") == "رکنیت ختم کیجیے"
        one, many = "Paused. %(count)d person waits.", "Paused. %(count)d people wait."
        assert ngettext(one, many, 1) != ngettext(one, many, 2)


@pytest.mark.skipif(not (shutil.which("xgettext") or os.environ.get("CI")), reason="GNU gettext is not installed")
def test_no_message_of_the_source_is_missing(catalogue, tmp_path, monkeypatch, settings):
    """Runs what `make messages` runs, on a copy: the command writes beside what it reads."""
    source = tmp_path / "source"
    elsewhere = (".*", "var", "tests", "benchmarks", "docs", "static", "media", "staticfiles", "locale", "__pycache__")
    shutil.copytree(settings.BASE_DIR, source, ignore=shutil.ignore_patterns(*elsewhere))
    monkeypatch.chdir(source)
    settings.LOCALE_PATHS = [source / "locale"]
    call_command("makemessages", locale=["ur"], extensions=["html", "txt", "mjml", "py"], verbosity=0)
    fresh = polib.pofile(str(source / "locale" / "ur" / "LC_MESSAGES" / "django.po"))
    assert {key(entry) for entry in fresh} == {key(entry) for entry in catalogue}
