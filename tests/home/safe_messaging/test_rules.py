"""The rules: what they find in English and Urdu, what they let be, and that no text makes them fail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.safe_messaging import rules
from home.safe_messaging.checking import Passage, check, fingerprint
from home.safe_messaging.phrases import compiled
from home.safe_messaging.reading import read

HELP = "If you need help, talk to somebody you trust."


def codes(text, *, title="", helped=True):
    passages = [Passage(title, "Title", headline=True), Passage(text, "Text", "b1")]
    found = check([*passages, Passage(HELP if helped else "", "Help")])
    return [finding.rule.code for finding in found]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("He committed suicide.", "crime"),
        ("Those who COMMIT   SUICIDE", "crime"),
        ("He commited a suicide", "crime"),
        ("خودکشی ایک گناہ ہے", "crime"),
        ("She is committing self-harm", "crime"),
        ("اس نے خودکشی کا ارتکاب کیا۔", "crime"),
        ("خُود کُشی جیسا گناہ", "crime"),  # with vowel signs, and in two words
        ("وہ حرام موت مرا", "crime"),
        ("A failed suicide attempt", "success"),
        ("The suicide attempt was successful.", "success"),
        ("خودکشی کی ناکام کوشش", "success"),
        ("He died by suicide. He was found hanged; he jumped from a bridge.", "method"),
        ("She hanged herself at home.", "method"),
        ("He died by suicide with a pistol.", "method"),
        ("Suicide. He jumped from the roof.", "method"),
        ("گولیاں کھا کر زندگی کا خاتمہ کیا", "method"),
        ("After the suicide it was told that she swallowed a handful of pills.", "method"),
        ("نوجوان نے خودکشی کی۔ اس نے گلے میں پھندا ڈالا۔", "method"),
        ("خودکشی: اس نے زہریلی گولیاں کھا لیں", "method"),
        ("It has become a suicide spot. Suicide again.", "location"),
        ("Because of failing his exams he died by suicide.", "single_cause"),
        ("قرض سے تنگ آ کر نوجوان نے خودکشی کر لی", "single_cause"),
        ("Suicide. The suicide. The note said that nobody cared.", "note"),
        ("A suicide note was found.", "note_mentioned"),
        ("A suicide epidemic", "epidemic"),
        ("a wave of teenage suicides", "epidemic"),
        ("خودکشیوں کی لہر", "epidemic"),
        ("Suicide was her only way out.", "solution"),
        ("Suicide is for cowards", "judging"),
        ("خودکشی کرنے والے بزدل ہوتے ہیں", "judging"),
        ("It was political suicide", "figure_of_speech"),
    ],
)
def test_each_rule_finds_what_it_is_for(text, code):
    assert code in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Suicidal thoughts can be treated. Taking tablets as prescribed matters; an overdose of medicines is urgent.",
        "Suicide helpline use jumped from 100 to 300 calls.",
        "The letter said that training in suicide prevention starts in May. The ministry's note says where.",
        "Say “died by suicide”, not “committed suicide”.",
        "Suicide is not a crime: attempted suicide was a crime until 2022.",
        "خودکشی کی روک تھام کے بارے میں وزیر نے خط میں لکھا کہ تربیت شروع ہوگی۔",
        "پاکستان میں خودکشی کی کوشش اب جرم نہیں رہی۔",
    ],
)
def test_ordinary_texts_about_prevention_and_care_are_not_held_back(text):
    titled = [Passage("Preventing suicide: support after a tragedy", "Title", headline=True), Passage(text, "Text")]
    assert [finding.words for finding in check(titled) if finding.blocks] == []


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Shocking suicide of a student", "sensation"),
        ("نوجوان کی خودکشی: لرزہ خیز واقعہ", "sensation"),
        ("A student’s suicide", "headline"),
        ("ایک طالب علم کی خودکشی", "headline"),
    ],
)
def test_headlines_are_held_to_more_than_text(title, code):
    assert code in codes("", title=title)
    assert code not in codes(title)


@pytest.mark.parametrize(
    "text",
    [
        "A social suicide prevention strategy was launched.",
        "We are committed to suicide prevention, and committed suicide prevention officers were trained.",
        "A successful suicide prevention programme; successful suicide research.",
        "Suicide bombers killed nine. The suicide attack was claimed. He jumped from the suicide vest's blast.",
        "خودکش حملے میں نو افراد جاں بحق ہوئے۔ حملہ آور نے چھت سے چھلانگ لگائی۔",
        "Avoid writing “committed suicide”; do not say “a failed suicide attempt”.",
        "Suicide is never because of one thing alone; many factors come together.",
        "They jumped from one subject to the next, and shot a film. She hung a picture; poison left the debate.",
        "The note says that the meeting is at ten.",
        "During the epidemic, trainings were held online. Access to pesticides was restricted by law.",
        "ماہرین نے دریا میں کود کر ڈوبنے والے کو بچایا",
        "",
        "۔۔۔!!!???",
    ],
)
def test_what_is_meant_well_or_means_something_else_is_let_be(text):
    assert codes(text) == []


def test_what_stands_far_from_the_matter_is_not_read_into_it():
    far = "One. Two. Three. Four. "
    assert "note" in codes("Suicide was discussed. The note said who comes.")
    assert codes(f"Suicide was discussed. {far} The concept note said who comes.") == []
    assert "note" in codes(f"{far} The note said who comes.", title="Suicide prevention")


def test_a_text_about_prevention_has_few_findings_and_none_that_blocks():
    text = (
        "World Suicide Prevention Day was marked in four provinces. Suicide can be prevented. Training helped doctors "
        "to ask about suicide and to listen. Means restriction, such as banning dangerous pesticides, saves lives. "
        "Reporters learned how suicide is covered with care. Bereaved families spoke about hope."
    )
    assert codes(text, title="Suicide prevention is everybody’s work") == []
    urdu = "خودکشی کی روک تھام کے عالمی دن پر تربیت ہوئی۔ خودکشی سے بچاؤ ممکن ہے۔ ڈاکٹروں نے سننا سیکھا۔"
    assert codes(urdu, title="خودکشی کی روک تھام") == []


def test_a_text_on_the_matter_should_say_where_help_is():
    about = "Suicide takes many lives. Suicide can be prevented."
    assert codes(about, helped=False) == ["no_help"]
    assert codes("Suicide was one of nine subjects.", helped=False) == []
    assert check([Passage(about, "Text"), Passage("", "Helplines", helps=True)]) == []
    assert codes(about + " مدد حاصل کریں", helped=False) == []


def test_a_finding_names_the_words_as_written_and_their_place():
    (finding,) = check([Passage("Ten came.  Then he, they say,\n COMMITTED – suicíde.  Later …", "Text", "b7")])[:1]
    assert (finding.words, finding.label, finding.block_id) == ("COMMITTED – suicíde", "Text", "b7")
    (urdu,) = check([Passage("کہا گیا کہ خُودکُشی کا جُرمْ ہے", "متن")])[:1]
    assert urdu.words == "خُودکُشی کا جُرمْ"


def test_every_rule_gives_its_reason_and_its_source():
    everything = (*rules.RULES, rules.NO_HELP)
    assert len({rule.code for rule in everything}) == len(everything)
    for rule in everything:
        assert str(rule.reason)
        assert str(rule.suggestion)
        assert "WHO" in rule.source
    for rule in rules.RULES:
        for phrase in rule.phrases:
            assert compiled((phrase,))


alphabet = st.one_of(
    st.characters(),
    st.sampled_from(
        [" committed ", "suicide", "خودکشی", " کا ", "جرم", " note said ", "jumped off", "۔", "\u0651", "\u200c"]
    ),
)


@given(st.lists(alphabet, max_size=60).map("".join), st.lists(alphabet, max_size=20).map("".join))
def test_no_text_makes_it_fail_and_words_found_stand_in_the_text(text, title):
    passages = [Passage(title, "Title", headline=True), Passage(text, "Text")]
    for finding in check(passages):
        assert finding.words in text + "\n" + title
    assert fingerprint(passages) == fingerprint(passages)


@given(st.text())
def test_each_folded_letter_knows_its_place(text):
    sentence = read(text)
    assert len(sentence.places) == len(sentence.folded)
    assert list(sentence.places) == sorted(sentence.places)
    assert all(place < len(text) for place in sentence.places)
