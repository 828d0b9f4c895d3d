"""Bytes that staff upload: their encodings, and what is refused."""

import gzip
import io
import zipfile

import pytest

from publications.importing import files, formats

TEXT = "TY  - RPRT\nTI  - Übersicht für Häuser – ذہنی صحت\nER  - \n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_encoding_of_unicode_is_read(encoding):
    assert files.text_of(TEXT.encode(encoding)) == TEXT


def test_the_code_pages_of_windows_are_read():
    western, arabic = "TI  - Müller, naïve\n" * 3, "TI  - ذہنی صحت\n".replace("ہ", "ه").replace("ی", "ي") * 3
    assert files.text_of(western.encode("cp1252")) == western
    assert files.text_of(western.encode("latin-1")) == western
    assert files.text_of(arabic.encode("cp1256")) == arabic


def archive():
    with io.BytesIO() as kept:
        with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("a.bib", "x" * 10_000_000)
        return kept.getvalue()


@pytest.mark.parametrize(
    "data", [archive(), gzip.compress(b"x" * 10_000_000), bytes(range(256)) * 9, b"%PDF-1.7\x00\x01\x02\x03" * 9]
)
def test_archives_and_what_is_no_text_are_refused(data):
    with pytest.raises(files.UnreadableFileError):
        files.text_of(data)


def test_what_is_too_large_is_refused():
    with pytest.raises(files.UnreadableFileError, match="larger than 1 MB"):
        files.text_of(b"x" * (files.MAX_BYTES + 1))
    with pytest.raises(files.UnreadableFileError, match="too long"):
        files.lines("x" * (files.MAX_BYTES + 1))


@pytest.mark.parametrize(
    ("text", "filename", "code"),
    [
        ("\n  @article{a, title={b}}", "", "bibtex"),
        ("% exported\n@ARTICLE(a, title={b})", "x.txt", "bibtex"),
        ("TY  - JOUR\nTI  - x", "", "ris"),
        ("Provider: A publisher\nTY - JOUR\nTI - x", "export.txt", "ris"),
        ('[{"title": "x"}]', "", "csl"),
        (' {"title": "@a{"}', "", "csl"),
        ("garbled", "list.bib", "bibtex"),
        ("garbled", "list.RIS", "ris"),
        ("garbled", "list.txt", ""),
        ("   ", "list.txt", ""),
    ],
)
def test_the_format_is_found_by_what_stands_in_the_text(text, filename, code):
    found, result = formats.read(text, filename)
    assert found == code
    assert result.items or result.problems
