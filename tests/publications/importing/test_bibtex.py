"""BibTeX as people have it: whole, broken, hostile."""

import time

import hypothesis.strategies as st
import pytest
from hypothesis import given

from publications.importing import bibtex, latex
from publications.importing.results import MAX_ENTRIES, MAX_NAMES


def only(text):
    """Return the one entry of `text`, which must be whole."""
    result = bibtex.read(text)
    assert not result.problems
    (found,) = result.items
    return found


def entry(**fields):
    inside = ",\n".join(f"  {name} = {{{value}}}" for name, value in ({"title": "A title"} | fields).items())
    return f"@article{{key,\n{inside}\n}}"


def test_an_entry_becomes_an_item_with_all_that_it_says():
    text = r"""
    Exported by a reference manager.
    @string{gmh = "Global Mental"}
    @Article{humayun2025,
      author = {Humayun, Asma and van der Berg, Jan and Smith, Jr., John and {Ministry of Planning and Development}},
      editor = "Ludwig van Beethoven",
      title = {{MHPSS} in {P}akistan}, subtitle = {A model},
      journal = gmh # " Health", volume = 7, number = {2}, pages = {12--19}, eid = {e100451},
      year = 2025, month = 10 # "~" # jun,
      doi = {https://doi.org/10.1017/GMH.2025.1}, url = {https://example.org/a\_b}, issn = {2054-4251},
      isbn = {0-306-40615-2}, pmid = {123}, language = {english}, keywords = {stress, relief}
    }
    """
    found = only(text)
    assert found.line == 4
    assert found.notes == []
    assert found.item == {
        "type": "article-journal",
        "title": "MHPSS in Pakistan: A model",
        "author": [
            {"family": "Humayun", "given": "Asma"},
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"},
            {"family": "Smith", "given": "John", "suffix": "Jr."},
            {"literal": "Ministry of Planning and Development"},
        ],
        "editor": [{"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"}],
        "container-title": "Global Mental Health",
        "volume": "7",
        "issue": "2",
        "page": "12–19",
        "number": "e100451",
        "issued": {"date-parts": [[2025, 6, 10]]},
        "DOI": "10.1017/gmh.2025.1",
        "URL": "https://example.org/a_b",
        "ISSN": "2054-4251",
        "ISBN": "9780306406157",
        "PMID": "123",
        "language": "en",
        "keyword": "stress, relief",
    }


def test_broken_entries_tell_line_reason_and_text_and_the_rest_is_read():
    text = "\n".join(
        [
            "@article{a, title = {Never closed, year = 2020",  # 1
            "@book{b, title = {No comma} year = 2020}",
            "@misc{c, title {No sign}}",
            "@article no brace",
            "@book{d title = {No comma after the key}}",  # 5
            "@book{e, year = 2020}",
            "@book{f, title = {Whole}}",
            "@book{f, title = {Whole too, with the same key}}",
            "@book{g, title = {Cut off",
        ]
    )
    result = bibtex.read(text)
    assert [found.item["title"] for found in result.items] == ["Whole", "Whole too, with the same key"]
    lines = text.split("\n")
    assert [(problem.line, problem.text) for problem in result.problems] == [
        (number, lines[number - 1]) for number in (1, 2, 3, 4, 5, 6, 9)
    ]
    assert "never closed" in result.problems[0].reason
    assert "comma" in result.problems[1].reason
    assert "“=”" in result.problems[2].reason
    assert "“@article”" in result.problems[3].reason
    assert "title" in result.problems[5].reason
    assert "ends before" in result.problems[6].reason


def test_what_a_brace_too_many_cuts_off_is_told():
    result = bibtex.read("@book{a, title = {Cut}},\n  year = 2020\n}\n\n@book{b, title = {Whole}}\nA comment.")
    assert [found.item["title"] for found in result.items] == ["Cut", "Whole"]
    assert [(problem.line, problem.reason) for problem in result.problems] == [(1, "This entry is not whole.")]


def test_of_several_addresses_in_one_field_the_first_is_kept():
    found = only(entry(url="http://dx.doi.org/10.1000/x https://example.org/a https://example.org/b"))
    assert (found.item["DOI"], found.item["URL"]) == ("10.1000/x", "https://example.org/a")
    assert found.notes == ["1 further address was left out."]


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        (r"M{\"u}ller, na\"\i ve, {\'e}t\'e, \ss", "Müller, naïve, été, ß"),
        (r"50\% of 100% \& more & more #1", "50% of 100% & more & more #1"),
        (r"\emph{Stressed} $\alpha$ \unknown{macro} \href{http://x.example}{a link}", "Stressed α macro a link"),
        (r"p {\textless} 0.05 {\textbar} \textgreater{}3 \copyright", "p < 0.05 | >3 ©"),
        ("$5 to $10, $7–$9", "$5 to $10, $7–$9"),
        (r"H$_2$O, $\geq$18, $p<.05$", "H_2O, ≥18, p<.05"),
        (r"\input{/etc/passwd}\include{x}", ""),
        ("<i>E. coli</i> &amp; <script>alert(1)</script>p<0.05, x<y", "E. coli & p<0.05, x<y"),
        ("a\x00b\ud800c\u200dd", "abc\u200dd"),
        ("{" * 20_000 + "deep", "deep"),
        ("$" + "_" * 49_000, "$" + "_" * 49_000),
        (r"\begin{a}" * 3000 + "deep", None),
        (r"\sqrt[" * 3000, None),
        (r"\frac" * 3000, None),
        (r"\href", ""),
        ("x" * 200_000, "x" * 50_000),
    ],
)
def test_latex_is_made_plain_whatever_it_is(source, reads):
    made = latex.text(source)
    assert reads is None or made == reads
    made.encode()


def test_hostile_fields_are_left_out_and_told():
    found = only(
        entry(
            author=" and ".join(f"Writer{number}, A." for number in range(10_000)),
            url="javascript:alert(1)",
            doi="not a doi",
            year="9" * 5000,
            volume="9" * 5000,
            journal="unclear",
            issn="1234-5678",
        )
    )
    assert len(found.item["author"]) == MAX_NAMES
    assert "URL" not in found.item
    assert "DOI" not in found.item
    assert "issued" not in found.item
    assert "ISSN" not in found.item
    assert [note[:16] for note in found.notes] == [
        "The date “999999",
        "“javascript:aler",
        "“not a doi” is n",
        "9800 names were ",
    ]


def test_others_macros_without_a_meaning_and_doubled_fields_are_told():
    found = only("@article{k, title = {A}, title = {B}, author = {Khan, A. and others}, journal = gmh}")
    assert found.item["title"] == "A"
    assert found.item["author"] == [{"family": "Khan", "given": "A."}]
    assert found.item["container-title"] == "gmh"
    assert len(found.notes) == 3


def test_macros_that_double_each_other_do_not_fill_the_memory():
    macros = ['@string{m0 = "' + "x" * 100 + '"}']
    macros += [f"@string{{m{n} = m{n - 1} # m{n - 1} # m{n - 1}}}" for n in range(1, 60)]
    found = only("\n".join([*macros, "@article{k, title = m59}"]))
    assert len(found.item["title"]) <= 50_000


def test_more_entries_than_one_page_shows_are_not_read_and_told():
    result = bibtex.read("\n".join(entry() for _ in range(MAX_ENTRIES + 5)))
    assert len(result.items) == MAX_ENTRIES
    assert [problem.line for problem in result.problems] == [3 * MAX_ENTRIES + 1]


def test_reading_takes_time_by_the_length_and_no_more():
    def seconds(times):
        text = entry(title="{" * 2000 + "@a{" * 2000 + '"' * 2000) * times + "@" * 10_000 * times
        before = time.process_time()
        bibtex.read(text)
        return time.process_time() - before

    seconds(1)
    assert seconds(8) < 8 * 4 * max(seconds(1), 0.005)


@given(
    st.lists(st.sampled_from([*'@{}(),="#%\\&$~^ \n', "article", "title", "and", "year=", "@string{a=", "\x00", "é"]))
)
def test_nothing_that_can_be_typed_breaks_the_reader(pieces):
    text = "".join(pieces)
    result = bibtex.read(text)
    assert result.items or result.problems
    for problem in result.problems:
        assert 1 <= problem.line <= text.count("\n") + 1
        assert problem.reason


@given(st.text(max_size=300))
def test_no_title_breaks_the_reader(title):
    for found in bibtex.read(entry(title=title)).items:
        found.item["title"].encode()
