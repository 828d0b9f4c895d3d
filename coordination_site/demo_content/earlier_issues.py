"""Newsletters 31 and 32: short ones, so that the archive has a past."""

import datetime
from typing import NamedTuple

from coordination_site.demo_content.words import ShortIssue


class EarlierIssue(NamedTuple):
    """One issue of the past: its words, the records it lists, and where its button leads, both by slug."""

    number: int
    day: datetime.date
    words: ShortIssue
    records: tuple[str, ...]
    button_to: str


ISSUE_31 = ShortIssue(
    title="What training on the mhGAP-HIG takes, in print",
    subject="Newsletter 31: a paper on training in Khyber Pakhtunkhwa",
    preheader="The process and the evaluation of training primary healthcare workers, published online.",
    summary="A paper on training primary healthcare workers, and MHPSS in the work of two more working groups.",
    lead="<p>How primary healthcare workers in Khyber Pakhtunkhwa were trained on the mhGAP-HIG, and how that training was "
    "evaluated, can now be read: the paper came out online on 10 September 2025.</p>",
    sections=(
        (
            "Two more working groups",
            "<p>The working groups on sexual and reproductive health (SRH) and on gender-based violence (GBV) asked how their "
            "members can refer to MHPSS services. The unit met both of them and offered its trainings.</p>",
        ),
    ),
    records_heading="On record this month",
    button="Read more about the MHPSS model",
)

ISSUE_32 = ShortIssue(
    title="Three provinces report at the second national meeting",
    subject="Newsletter 32: the second national MHPSS coordination meeting",
    preheader="Khyber Pakhtunkhwa, Balochistan and Gilgit-Baltistan told how their pilot services are doing.",
    summary="The second national MHPSS coordination meeting, and the way to provincial plans for 2026-2028.",
    lead="<p>On 29 October 2025 federal and provincial departments, UN agencies and partners met for the second national MHPSS "
    "coordination meeting. Three provinces told how their pilot services are doing.</p>",
    sections=(
        (
            "Towards provincial plans",
            "<p>Provinces are working on implementation plans of their own for 2026-2028. The unit helps with the method and with "
            "the case for funds.</p>",
        ),
        (
            "Supervision makes the difference",
            "<p>Clinical psychologists now meet Hamdard Force members regularly. Supervisors asked for shorter forms and for a "
            "shared list of places to refer to; both are on their way.</p>",
        ),
    ),
    records_heading="From the meetings",
    button="See all meetings",
)

ISSUES = (
    EarlierIssue(
        31,
        datetime.date(2025, 9, 17),
        ISSUE_31,
        ("implementing-the-mhgap-hig", "srh-and-gbv-working-groups"),
        "mhpss-model",
    ),
    EarlierIssue(
        32,
        datetime.date(2025, 11, 12),
        ISSUE_32,
        ("second-national-coordination-meeting", "implementation-balochistan"),
        "meetings",
    ),
)
