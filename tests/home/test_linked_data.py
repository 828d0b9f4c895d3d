"""What pages say to machines: never more than was said, and nothing that breaks out of its element."""

import json

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from home import linked_data

TEXTS = st.text() | st.sampled_from(["</script><script>alert(1)</script>", "<!--", "\u2028", "]]>"])
DATA = st.recursive(TEXTS | st.integers(), lambda part: st.lists(part) | st.dictionaries(st.text(min_size=1), part))


@given(st.dictionaries(st.text(min_size=1), DATA))
def test_whatever_is_said_stays_in_its_element(data):
    script = linked_data.script(data)

    assert "<" not in script.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    if script:
        json.loads(BeautifulSoup(script, "html.parser").script.string)


def test_what_is_empty_is_not_said():
    said = {"@type": "Place", "name": "", "floor": 0, "in": {"@id": None}, "of": [{"name": ""}], "a": {"b": "c"}}

    script = BeautifulSoup(linked_data.script(said), "html.parser").script.string

    expected = {"@context": "https://schema.org", "@type": "Place", "floor": 0, "a": {"b": "c"}}
    assert json.loads(script) == expected
    assert linked_data.script({}) == ""


def test_ways_lists_and_questions_are_numbered_in_their_order():
    way = linked_data.breadcrumbs([("Home", "https://unit.example.org/"), ("News", "https://unit.example.org/news/")])

    assert [(step["position"], step["name"]) for step in way["itemListElement"]] == [(1, "Home"), (2, "News")]
    assert linked_data.item_list([]) == linked_data.questions([]) == {}
    assert linked_data.questions([("Who?", "All.")])["mainEntity"][0]["acceptedAnswer"]["text"] == "All."
