"""The four styles, each for the kinds of publication that we have: what a journal's copy editor would let stand."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publications.citing import styles

HUMAYUN = {"family": "Humayun", "given": "Asma"}
NAJMUSSAQIB = {"family": "Najmussaqib", "given": "Arooj"}
MUNEEB = {"family": "Muneeb", "given": "Noor ul Ain"}
ARTICLE = {
    "id": "a",
    "type": "article-journal",
    "title": "Supervision after mhGAP-HIG training",
    "author": [HUMAYUN, NAJMUSSAQIB, MUNEEB],
    "container-title": "SSM - Mental Health",
    "volume": "7",
    "number": "100451",
    "issued": {"date-parts": [[2025, 6]]},
}
ONLINE_FIRST = {
    "id": "b",
    "type": "article-journal",
    "title": "Implementing the mhGAP-HIG",
    "author": [HUMAYUN, NAJMUSSAQIB],
    "publisher": "Cambridge University Press",
    "issued": {"date-parts": [[2025, 9, 10]]},
}
PAGES = {**ARTICLE, "title": "Does it work?", "issue": "2", "page": "10-19", "DOI": "10.1017/gmh.2025.1"} | {
    "number": ""
}
PLAN = {
    "id": "c",
    "type": "report",
    "genre": "Plan",
    "title": "National Plan 2025-2030",
    "author": [{"literal": "Coordination Unit"}],
    "issued": {"date-parts": [[2025, 4]]},
    "URL": "https://unit.example.org/plan/",
}
URDU = {
    "id": "d",
    "type": "report",
    "title": "قومی منصوبہ ۲۰۲۵",
    "author": [{"family": "خان", "given": "عائشہ"}],
    "publisher": "وزارت",
    "issued": {"date-parts": [[2025]]},
}
NOBODY = {"id": "e", "type": "report", "title": "Figures", "publisher": "Coordination Unit"}
ITEMS = {
    "article": ARTICLE,
    "online first": ONLINE_FIRST,
    "pages": PAGES,
    "plan": PLAN,
    "urdu": URDU,
    "nobody": NOBODY,
}
EXPECTED = {
    ("article", "apa"): (
        "Humayun, A., Najmussaqib, A., & Muneeb, N. ul A. (2025). Supervision after mhGAP-HIG "
        "training. SSM - Mental Health, 7, Article 100451."
    ),
    ("article", "vancouver"): (
        "Humayun A, Najmussaqib A, Muneeb NA. Supervision after mhGAP-HIG training. SSM - "
        "Mental Health. 2025 Jun;7:100451."
    ),
    ("article", "harvard"): (
        "Humayun, A., Najmussaqib, A. and Muneeb, N. ul A. (2025) ‘Supervision after mhGAP-HIG "
        "training’, SSM - Mental Health, 7, article 100451."
    ),
    ("article", "chicago"): (
        "Humayun, Asma, Arooj Najmussaqib, and Noor ul Ain Muneeb. 2025. “Supervision After "
        "mhGAP-HIG Training.” SSM - Mental Health 7 (June): 100451."
    ),
    ("online first", "apa"): (
        "Humayun, A., & Najmussaqib, A. (2025, September 10). Implementing the mhGAP-HIG. Cambridge University Press."
    ),
    ("online first", "vancouver"): (
        "Humayun A, Najmussaqib A. Implementing the mhGAP-HIG. Cambridge University Press; 2025."
    ),
    ("online first", "harvard"): (
        "Humayun, A. and Najmussaqib, A. (2025) ‘Implementing the mhGAP-HIG’. Cambridge University Press."
    ),
    ("online first", "chicago"): (
        "Humayun, Asma, and Arooj Najmussaqib. 2025. “Implementing the mhGAP-HIG.” Cambridge "
        "University Press, September 10."
    ),
    ("pages", "apa"): (
        "Humayun, A., Najmussaqib, A., & Muneeb, N. ul A. (2025). Does it work? SSM - Mental "
        "Health, 7(2), 10–19. https://doi.org/10.1017/gmh.2025.1"
    ),
    ("pages", "vancouver"): (
        "Humayun A, Najmussaqib A, Muneeb NA. Does it work? SSM - Mental Health. 2025 "
        "Jun;7(2):10–9. doi:10.1017/gmh.2025.1"
    ),
    ("pages", "harvard"): (
        "Humayun, A., Najmussaqib, A. and Muneeb, N. ul A. (2025) ‘Does it work?’, SSM - Mental "
        "Health, 7(2), pp. 10–19. Available at: https://doi.org/10.1017/gmh.2025.1."
    ),
    ("pages", "chicago"): (
        "Humayun, Asma, Arooj Najmussaqib, and Noor ul Ain Muneeb. 2025. “Does It Work?” SSM - "
        "Mental Health 7 (2): 10–19. https://doi.org/10.1017/gmh.2025.1."
    ),
    ("plan", "apa"): ("Coordination Unit. (2025). National Plan 2025-2030 [Plan]. https://unit.example.org/plan/"),
    ("plan", "vancouver"): (
        "Coordination Unit. National Plan 2025-2030 [Plan] [Internet]. 2025 Apr. Available from: "
        "https://unit.example.org/plan/"
    ),
    ("plan", "harvard"): (
        "Coordination Unit (2025) National Plan 2025-2030. Plan. Available at: https://unit.example.org/plan/."
    ),
    ("plan", "chicago"): ("Coordination Unit. 2025. National Plan 2025-2030. Plan. https://unit.example.org/plan/."),
    ("urdu", "apa"): ("خان، عائشہ. (2025). قومی منصوبہ ۲۰۲۵. وزارت."),
    ("urdu", "vancouver"): ("خان، عائشہ. قومی منصوبہ ۲۰۲۵. وزارت; 2025."),
    ("urdu", "harvard"): ("خان، عائشہ (2025) قومی منصوبہ ۲۰۲۵. وزارت."),
    ("urdu", "chicago"): ("خان، عائشہ. 2025. قومی منصوبہ ۲۰۲۵. وزارت."),
    ("nobody", "apa"): ("Coordination Unit. (n.d.). Figures."),
    ("nobody", "vancouver"): ("Coordination Unit. Figures."),
    ("nobody", "harvard"): ("Coordination Unit (no date) Figures."),
    ("nobody", "chicago"): ("Coordination Unit. n.d. Figures."),
}
BY_CODE = {style.code: style for style in styles.STYLES}


def words(html):
    return re.sub(r"</?(i|bdi)( dir=\"ltr\")?>", "", html).replace("&amp;", "&")


@pytest.mark.parametrize(("name", "code"), EXPECTED)
def test_a_citation_in_a_style(name, code):
    filled = {variable: value for variable, value in ITEMS[name].items() if value}

    assert words(styles.cite(filled, BY_CODE[code])) == EXPECTED[name, code]


def test_the_name_of_a_journal_is_set_in_italics():
    assert "<i>SSM - Mental Health</i>" in styles.cite(ARTICLE, BY_CODE["apa"])


def test_editors_stand_where_there_is_no_author_and_are_said_once():
    edited = {"id": "x", "type": "report", "title": "Report", "editor": [HUMAYUN]}

    assert [cited.html.count("Humayun") for cited in styles.citations(edited)] == [1, 1, 1, 1]


texts = st.text(alphabet=st.one_of(st.sampled_from("<>&\"'{}[]()/\\.,;:?!– آب\ue000"), st.characters(codec="utf-8")))
words_of_people = texts.filter(str.strip)
people = st.fixed_dictionaries({"family": words_of_people}, optional={"given": texts})
bodies = st.fixed_dictionaries({"literal": words_of_people})
variables = ("container-title", "volume", "issue", "page", "number", "publisher", "edition", "genre", "URL")
items = st.fixed_dictionaries(
    {
        "id": st.just("x"),
        "type": st.sampled_from(["article-journal", "report", "thesis", "dataset", "speech"]),
        "title": words_of_people,
    },
    optional={
        **dict.fromkeys(variables, texts),
        "author": st.lists(people | bodies, min_size=1, max_size=3),
        "issued": st.lists(st.integers(1, 12), min_size=1, max_size=3).map(lambda parts: {"date-parts": [parts]}),
    },
)


@settings(max_examples=60, deadline=None)
@given(items)
def test_whatever_people_typed_comes_out_as_text(item):
    filled = {variable: value for variable, value in item.items() if value}

    for cited in styles.citations(filled):
        assert not re.search(r"<(?!/?(i|b|sup|sub|bdi)>|bdi dir=.ltr.>)", cited.html)
