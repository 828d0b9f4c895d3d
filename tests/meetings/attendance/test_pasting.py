"""A pasted list: each line is read as somebody or told why not, whatever it holds, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.attendance import pasting
from meetings.attendance.pasting import Problem, read


def told(text, **kwargs):
    return [(line.name, line.organisation, line.designation, line.email) for line in read(text, **kwargs)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1. Dr. Sana, Deputy Director, Health Ministry", ("Dr. Sana", "Health Ministry", "Deputy Director", "")),
        ("• Hamid Ali - UNICEF", ("Hamid Ali", "UNICEF", "", "")),
        ("(3) Rabia Noor | WHO | rabia@example.com", ("Rabia Noor", "WHO", "", "rabia@example.com")),
        ("Omar Farooq; Consultant; WHO <omar@example.net>", ("Omar Farooq", "WHO", "Consultant", "omar@example.net")),
        ("۲) زرمینہ قیوم، وزارت صحت", ("زرمینہ قیوم", "وزارت صحت", "", "")),
        ("4 Asma Bibi\tDirector\tHealth Trust\t0300-1234567", ("Asma Bibi", "Health Trust", "Director", "")),
        ("Ali-Raza Jean-Luc – Save the Children", ("Ali-Raza Jean-Luc", "Save the Children", "", "")),
        ("😀 Nida Shah 🎉", ("Nida Shah", "", "", "")),
        ("Dua Shah (Host)", ("Dua Shah", "", "", "")),
        ("Dua Shah (Relief Trust) (me)", ("Dua Shah", "Relief Trust", "", "")),
        ("\u202bAmina\x00 Khan\u200b", ("Amina Khan", "", "", "")),
        ('"Khan, Bilal",bilal@example.org', ("Khan, Bilal", "", "", "bilal@example.org")),
        ("[27/01/26, 10:05:12] ~Amina: Amina Khan, Ministry", ("Amina Khan", "Ministry", "", "")),
        ("27/01/2026, 10:06 - Bilal Ahmed: Present", ("Bilal Ahmed", "", "", "")),
        ("10:07:11 From Dua Shah to Everyone: Thanks", ("Dua Shah", "", "", "")),
        ("only@example.org", ("", "", "", "only@example.org")),
    ],
)  # fmt: skip
def test_a_line_is_read_as_people_write_it(line, expected):
    assert told(line) == [expected]


def test_the_exports_of_zoom_and_teams_are_read_by_their_headings():
    zoom = (
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
        "Amina Khan (MoH),amina@example.org,01/27/2026 10:00:01 AM,01/27/2026 12:00:00 PM,120,Yes\n"
        "Bilal,,01/27/2026 10:00:01 AM,01/27/2026 12:00:00 PM,120,No\n"
        "\n"
        "Full Name\tUser Action\tTimestamp\n"
        "Tariq Aziz (Guest)\tJoined\t1/27/2026, 10:01:22 AM\n"
        "Tariq Aziz (Guest)\tLeft\t1/27/2026, 11:01:22 AM\n"
    )
    lines = read(zoom)
    assert [line.heading for line in lines] == [True, False, False, True, False, False]
    people = [(line.name, line.organisation, line.email) for line in lines if line.is_somebody]
    assert people == [("Amina Khan", "MoH", "amina@example.org"), ("Bilal", "", ""), ("Tariq Aziz", "", "")]
    assert lines[-1].repeats == 6


def test_an_organisation_of_the_directory_is_known_wherever_it_stands():
    assert told("Amina Khan, WHO, Programme officer", is_organisation="WHO".__eq__) == [
        ("Amina Khan", "WHO", "Programme officer", "")
    ]


def test_what_is_nobody_is_told_with_a_reason():
    sentence = "Thanks everyone for joining this meeting today it was great"
    text = f"https://zoom.example.com/j/1\n12:30\n{sentence}\n{'x' * 1001}"
    assert [line.problem for line in read(text)] == [
        Problem.NO_NAME, Problem.NO_NAME, Problem.SENTENCE, Problem.TOO_LONG,
    ]  # fmt: skip


def test_a_mailbox_that_several_share_makes_nobody_a_repeat():
    lines = read("Amina Khan, office@example.org\nBilal Ali, OFFICE@example.org\nAMINA KHAN; office@example.org")
    assert [line.repeats for line in lines] == [None, None, 1]


PIECES = st.sampled_from(
    ["Amina Khan", "WHO", "a@example.org", "<", "(", ")", "1.", "-", " – ", '"', "Name", "Email", "\u0665)"]
)
RUBBISH = st.lists(
    st.one_of(PIECES, st.sampled_from("\t|;,\n\r\x0b\x00\u2028:[]\u200f'😀"), st.text(max_size=8)), max_size=40
).map("".join)


@given(RUBBISH)
def test_whatever_is_pasted_every_line_is_accounted_for_once(text):
    lines = read(text, is_organisation=lambda name: len(name) % 3 == 0)
    assert [line.raw for line in lines] == [raw for raw in text.splitlines() if raw.strip()]
    for line in lines:
        assert line.heading or line.problem or line.repeats or line.name or line.email
        assert len(line.name) <= 255
        assert len(line.designation) <= 150
        assert "\x00" not in line.name + line.organisation + line.designation


def test_two_thousand_lines_are_read():
    lines = read("\n".join(f"{n}. Person {chr(65 + n % 26)}x, Organisation {n}" for n in range(2000)))
    assert sum(line.is_somebody for line in lines) == 2000
    assert pasting.PROBLEMS.keys() == set(Problem)
