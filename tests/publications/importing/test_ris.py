"""RIS as publishers and reference managers write it."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from publications.importing import files, ris
from publications.importing.results import MAX_ENTRIES

ARTICLE = """TY  - JOUR
AU  - Humayun, Asma
AU  - Smith, John, Jr.
A1  - World Health Organization
A2  - Khan, Ali
T1  - Training healthcare workers
  in two provinces
JO  - Glob Ment Health
JF  - Global Mental Health
VL  - 12
IS  - 3
SP  - 10
EP  - 19
PY  - 2025
DA  - 2025/06/10/
DO  - https://doi.org/10.1017/GMH.2025.1
UR  - https://example.org/a; https://doi.org/10.1017/gmh.2025.1
UR  - https://example.org/b
SN  - 2054-4251 (online)
LA  - English
KW  - stress
KW  - training
AB  - First line.
Second line.
XQ  - unknown
ER  -
"""


def only(text):
    result = ris.read(text)
    assert not result.problems
    (found,) = result.items
    return found


def record(*lines):
    return "\n".join(["TY  - JOUR", "TI  - A title", *lines, "ER  - "])


def test_a_record_becomes_an_item_with_all_that_it_says():
    found = only(ARTICLE)
    assert found.line == 1
    assert found.item == {
        "type": "article-journal",
        "title": "Training healthcare workers in two provinces",
        "author": [
            {"family": "Humayun", "given": "Asma"},
            {"family": "Smith", "given": "John", "suffix": "Jr."},
            {"literal": "World Health Organization"},
        ],
        "editor": [{"family": "Khan", "given": "Ali"}],
        "container-title": "Global Mental Health",
        "volume": "12",
        "issue": "3",
        "page": "10–19",
        "issued": {"date-parts": [[2025, 6, 10]]},
        "DOI": "10.1017/gmh.2025.1",
        "URL": "https://example.org/a",
        "ISSN": "2054-4251",
        "language": "en",
        "keyword": "stress; training",
        "abstract": "First line. Second line.",
    }
    assert found.notes == [
        "Left out, because nobody knows these tags: XQ.",
        "1 further address was left out.",
    ]


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_lines_may_end_in_any_way(ending):
    text = files.lines(ARTICLE.replace("\n", ending))
    assert only(text).item["title"] == "Training healthcare workers in two provinces"


def test_a_record_without_its_end_is_read_and_told():
    result = ris.read(
        "TY  - JOUR\nTI  - One\n\nTY  - RPRT\nTI  - Two\nER  - \nAU  - Stray, A.\nTY  - JOUR\nAU  - No, Title"
    )
    assert [(found.line, found.item["title"], len(found.notes)) for found in result.items] == [
        (1, "One", 1),
        (4, "Two", 0),
    ]
    assert [(problem.line, problem.text) for problem in result.problems] == [(7, "AU  - Stray, A."), (8, "TY  - JOUR")]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["AN  - 100451"], {"number": "100451"}),
        (["C7  - e12", "SP  - 1"], {"number": "e12", "page": "1"}),
        (["M1  - 100451"], {"number": "100451"}),
        (["AN  - WOS:000123"], {}),
        (["AN  - 2-s2.0-8510000", "DB  - Scopus"], {}),
        (["ET  - 2025/02/10"], {}),
        (["VL  - \u202e7\u2066"], {"volume": "7"}),
        (["AN  - 31234567", "DP  - NLM"], {"PMID": "31234567"}),
        (["VL\u00a0 \u2013 7", "  IS -3", "SP\t-\t1"], {"volume": "7", "issue": "3", "page": "1"}),
        (["KW  - Adult", "Aged", "AD patients"], {"keyword": "Adult; Aged; AD patients"}),
        (["UR  - https://a.example", "https://b.example"], {"URL": "https://a.example"}),
        (
            ["AU  - Khan, Ali; Shah, Bano"],
            {"author": [{"family": "Khan", "given": "Ali"}, {"family": "Shah", "given": "Bano"}]},
        ),
        (["SP  - 12", "AN  - 99"], {"page": "12"}),
        (["SP  - 12-19"], {"page": "12–19"}),
        (["SP  - 12", "EP  - 12"], {"page": "12"}),
        (["M3  - 10.1000/xyz"], {"DOI": "10.1000/xyz"}),
        (["TI - ignored, one space is enough"], {}),
        (["T1  - Another title"], {}),
        (["UR  - javascript:alert(1)"], {}),
        (["UR  - data:text/html,x", "UR  - file:///etc/passwd"], {}),
        (["SN  - 0-306-40615-2"], {"ISBN": "9780306406157"}),
        (["LA  - Klingon"], {}),
        (["AU  - et al."], {}),
        (["PY  - 2024", "DA  - 2023/05/01"], {"issued": {"date-parts": [[2024]]}}),
        (["PY  - " + "9" * 9000], {}),
        (["VL  - \x00\ud800" + "7"], {"volume": "7"}),
    ],
)
def test_tags_are_understood_with_care(lines, said):
    item = only(record(*lines)).item
    assert item.pop("type") == "article-journal"
    assert item.pop("title") == "A title"
    assert item == said


def test_a_line_whose_tag_is_not_parted_from_its_text_is_told_and_joins_no_other():
    result = ris.read(record("AU Humayun, Asma", "VL: 7", "AB  - The plan", "IS it working?"))
    (found,) = result.items
    assert (found.item["title"], found.item["abstract"]) == ("A title", "The plan IS it working?")
    assert [(problem.line, problem.text) for problem in result.problems] == [(3, "AU Humayun, Asma"), (4, "VL: 7")]
    assert len(ris.read(record(*["AU x"] * 10_000)).problems) == MAX_ENTRIES + 1


def test_what_is_no_ris_is_told():
    (problem,) = ris.read("Dear colleague,\nplease find attached").problems
    assert problem.line == 1
    assert "TY" in problem.reason


@given(
    st.lists(st.sampled_from(["TY  - JOUR", "TI  - x", "ER  - ", "AU  - ", "  - ", "TY", "\x00", "DA  - 2/2/2", "zz"]))
)
def test_no_order_of_lines_breaks_the_reader(lines):
    text = "\n".join(lines)
    result = ris.read(text)
    assert result.items or result.problems
    assert all(1 <= problem.line <= len(lines) + 1 and problem.reason for problem in result.problems)
