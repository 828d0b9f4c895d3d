"""CSL-JSON as programs write it, and as it comes out of mails."""

import json

import hypothesis.strategies as st
import pytest
from hypothesis import given

from publications.importing import csl

ARTICLE = {
    "type": "article-journal",
    "title": "Training <i>healthcare</i> workers",
    "author": [
        {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der", "suffix": "Jr.", "extra": 1},
        {"literal": "Ministry of Planning"},
        {
            "family": "Khan",
            "ORCID": "https://orcid.org/0000-0002-1825-0097",
            "affiliation": [{"name": "A university"}],
        },
        "World Health Organization",
        None,
    ],
    "container-title": ["Global Mental Health"],
    "volume": 7,
    "issued": {"date-parts": [["2025", 6]]},
    "DOI": "https://doi.org/10.1017/GMH.2025.1",
    "URL": "https://example.org/a",
    "abstract": "<jats:p>One.</jats:p><jats:p>Two.</jats:p>",
}


def only(text):
    result = csl.read(text if isinstance(text, str) else json.dumps(text))
    assert not result.problems
    (found,) = result.items
    return found


@pytest.mark.parametrize("source", [ARTICLE, [ARTICLE], {"items": [ARTICLE]}])
def test_an_item_is_taken_alone_in_a_list_or_in_a_list_of_an_object(source):
    found = only(source)
    assert found.notes == []
    assert found.item == {
        "type": "article-journal",
        "title": "Training healthcare workers",
        "author": [
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der", "suffix": "Jr."},
            {"literal": "Ministry of Planning"},
            {"family": "Khan", "ORCID": "0000-0002-1825-0097", "affiliation": [{"name": "A university"}]},
            {"literal": "World Health Organization"},
        ],
        "container-title": "Global Mental Health",
        "volume": "7",
        "issued": {"date-parts": [[2025, 6]]},
        "DOI": "10.1017/gmh.2025.1",
        "URL": "https://example.org/a",
        "abstract": "One.\n\nTwo.",
    }


@pytest.mark.parametrize(
    ("issued", "parts"),
    [
        ({"date-parts": [[2025]]}, [2025]),
        ({"date-parts": [[2025, 2, 30]]}, [2025, 2]),
        ({"date-parts": [[2025, 13]]}, [2025]),
        ({"literal": "10 June 2025"}, [2025, 6, 10]),
        ({"literal": "c. 2019"}, [2019]),
        ({"raw": "2025-06"}, [2025, 6]),
        ("2025-06-10", [2025, 6, 10]),
        ({"literal": "in press"}, None),
        ({"date-parts": [[10**30]]}, None),
        ({"date-parts": "2025"}, None),
        ([2025], None),
    ],
)
def test_dates_are_as_exact_as_they_are_possible(issued, parts):
    found = only({"title": "x", "issued": issued})
    assert found.item.get("issued") == ({"date-parts": [parts]} if parts else None)
    assert len(found.notes) == (0 if parts else 1)


def test_a_broken_item_keeps_no_other_out():
    text = "\n".join(
        [
            '[{"title": "One"},',
            ' {"title": "Broken", "author": [{"family": "A"} {"family": "B"}], "issued": {"raw": "2020"}},',
            ' {"title": "Two", "volume": 1e999},',
            " 5,",
            ' {"type": "book"},',
            ' {"title": "Three"',
        ]
    )
    result = csl.read(text)
    assert [found.item["title"] for found in result.items] == ["One", "Two"]
    assert [problem.line for problem in result.problems] == [2, 4, 5, 6]
    assert result.problems[0].text.startswith('{"title": "Broken"')


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, "", "null", "[]", "{}", '"x"', "[}", "\ud800", "NaN"]
)
def test_what_holds_no_item_is_told(text):
    result = csl.read(text)
    assert not result.items
    assert result.problems


def test_strings_that_no_database_takes_come_out_clean():
    found = only(
        '{"title": "a\\u0000b\\ud800c", "publisher": "<script>alert(1)</script>x", "volume": ' + "9" * 9000 + "}"
    )
    assert found.item["title"] == "abc"
    assert found.item["publisher"] == "x"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.sampled_from(["title", *ARTICLE, "editor", "name"]), inside),
    max_leaves=20,
)


@given(JSON)
def test_no_shape_of_json_breaks_the_reader(source):
    result = csl.read(json.dumps(source))
    assert result.items or result.problems
    for found in result.items:
        json.dumps(found.item).encode()


def test_words_where_an_address_should_stand_get_one_remark_and_the_address_among_them_is_kept():
    said = "from the library, see https://example.org/a and also javascript:alert(1)"
    result = csl.read(json.dumps([{"type": "report", "title": "Plan", "URL": said}]))

    (found,) = result.items
    assert found.item["URL"] == "https://example.org/a"
    assert found.notes == [
        "“from the library, see and also javascript:alert(1)” is no address of the web and left out."
    ]
