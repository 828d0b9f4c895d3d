"""Identifiers are kept in one spelling, whatever was pasted; what can't be one is refused."""

import pytest
from django.core.exceptions import ValidationError

from publications import identifiers


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        ("doi", "https://doi.org/10.1017/GMH.2025.1", "10.1017/gmh.2025.1"),
        ("doi", "doi: 10.1017/gmh.2025.1", "10.1017/gmh.2025.1"),
        ("doi", "dx.doi.org/10.1000/a%28b%29", "10.1000/a(b)"),
        ("doi", "10.1000/a%28b", "10.1000/a%28b"),
        ("doi", " ", ""),
        ("pmid", "PMID: 12345678", "12345678"),
        ("pmid", "https://pubmed.ncbi.nlm.nih.gov/12345678/", "12345678"),
        ("isbn", "ISBN 0-306-40615-2", "9780306406157"),
        ("isbn", "978-0-306-40615-7", "9780306406157"),
        ("isbn", "097522980X", "9780975229804"),
        ("issn", "2434561x", "2434-561X"),
        ("orcid", "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("orcid", "000000021694233x", "0000-0002-1694-233X"),
        ("orcid", "", ""),
    ],
)
def test_one_spelling(kind, written, kept):
    normalised = getattr(identifiers, kind)

    assert normalised(written) == kept
    assert normalised(kept) == kept


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("doi", "gmh.2025.1"),
        ("doi", "10.1017/a b"),
        ("pmid", "PMC12"),
        ("pmid", "۱۲"),
        ("isbn", "978-0-306-40615-8"),
        ("isbn", "0-306-40615-3"),
        ("issn", "2666-5601"),
        ("orcid", "0000-0002-1825-0098"),
        ("orcid", "nobody"),
    ],
)
def test_what_cannot_be_one_is_refused(kind, written):
    with pytest.raises(ValidationError):
        getattr(identifiers, kind)(written)
