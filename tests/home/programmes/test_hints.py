"""What the editor of a programme is pointed to."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from home.models import PreferredTerm, ProgrammeResult
from home.programmes import claims
from tests.factories.home import programme, site
from tests.factories.staff import staff

FOUND = [
    "Preliminary findings suggest a link.",
    "It was shown to work.",
    "Beneficiaries report reductions in depression.",
    "There is a positive correlation between the two.",
    "تحقیق سے ثابت ہوا کہ یہ مفید ہے۔",
]
LEFT = [
    "Preliminary findings suggest a link [1].",
    "تحقیق سے ثابت ہوا کہ یہ مفید ہے [۲]۔",
    "We need findings.",
    "The app shows where to go.",
    "",
]


@pytest.mark.parametrize("sentence", FOUND)
def test_a_finding_in_prose_is_pointed_out(sentence):
    assert list(claims.unsupported(f"Before. {sentence} After.")) == [sentence]


@pytest.mark.parametrize("sentence", LEFT)
def test_what_refers_to_a_source_or_tells_none_is_left_alone(sentence):
    assert list(claims.unsupported(f"Before. {sentence} After.")) == []


@given(st.text(max_size=400))
def test_rubbish_is_read_without_an_error(text):
    assert all(sentence in text for sentence in claims.unsupported(text))


@pytest.mark.django_db
def test_the_editor_shows_them_and_publishes_all_the_same(client):
    PreferredTerm.objects.create(preferred="Mazdoor", preferred_ur="مزدور", avoid="Mazoor")
    page = programme(
        site(),
        title="Ehsaas Mazoor",
        slug="ehsaas",
        lessons="<p>Findings suggest <i>much</i>.</p>",
        resources="<p>There is a national helpline.</p>",
        children={"results": [ProgrammeResult(text="<script>alert(1)</script> helps")]},
    )
    page.save_revision().publish()
    client.force_login(staff("Author"))

    shown = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    for hint in (
        "Claim without source: “&lt;script&gt;alert(1)&lt;/script&gt; helps”",
        "Claim without source: “Findings suggest much.”",
        "A helpline is mentioned.",
        "Write “Mazdoor”, not “Mazoor”.",
    ):
        assert hint in shown
    assert page.hints()[0].startswith("Claim without source")
    page.body = [("helplines", None)]
    assert not any("helpline" in hint for hint in page.hints())
