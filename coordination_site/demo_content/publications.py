"""Publications on record: the two peer-reviewed papers with the facts that Newsletter 33 gives, the plan and a report."""

import datetime
from typing import Any, NamedTuple

from coordination_site.demo_content.tree import Edition
from publications.models import PublicationPage

UNIT = ("", "Mental Health Strategic Planning and Coordination Unit")


class Work(NamedTuple):
    """One publication: its authors in order, as given names and family name, and the facts a citation needs."""

    slug: str
    authors: tuple[tuple[str, str], ...]
    facts: dict[str, Any]
    english: Edition
    urdu: Edition | None = None  # papers are on record in the language they were written in
    abstract: str = ""


TRAINING_PAPER = Work(
    "implementing-the-mhgap-hig",
    (("Asma", "Humayun"), ("Arooj", "Najmussaqib")),
    {
        "kind": PublicationPage.Kind.ARTICLE,
        "publisher": "Cambridge University Press",
        "published_on": datetime.date(2025, 9, 10),
        "published_precision": PublicationPage.Precision.DAY,
        "online_first": True,
        "access": PublicationPage.Access.FREE,
        "peer_reviewed": True,
    },
    Edition(
        "Implementing the mhGAP-HIG: the process and evaluation of training primary healthcare workers in Khyber "
        "Pakhtunkhwa, Pakistan",
        "How primary healthcare workers in Khyber Pakhtunkhwa were trained on the mhGAP-HIG, and what the evaluation found.",
    ),
    abstract="<p>The paper describes how the training was carried out and how it was evaluated.</p>",
)
SUPERVISION_PAPER = Work(
    "supervision-based-evaluation",
    (("Asma", "Humayun"), ("Arooj", "Najmussaqib"), ("Noor ul Ain", "Muneeb")),
    {
        "kind": PublicationPage.Kind.ARTICLE,
        "journal": "SSM - Mental Health",
        "volume": "7",
        "pages": "100451",
        "published_on": datetime.date(2025, 6, 1),
        "published_precision": PublicationPage.Precision.MONTH,
        "access": PublicationPage.Access.FREE,
        "peer_reviewed": True,
    },
    Edition(
        "Supervision-based evaluation of primary healthcare workers' performance after mhGAP-HIG training in Pakistan",
        "How primary healthcare workers did under supervision once they were trained on the mhGAP-HIG.",
    ),
    abstract="<p>The paper evaluates performance after training on the basis of supervision.</p>",
)
PLAN = Work(
    "national-mhpss-implementation-plan",
    (UNIT,),
    {
        "kind": PublicationPage.Kind.PLAN,
        "published_on": datetime.date(2025, 4, 1),
        "published_precision": PublicationPage.Precision.MONTH,
        "access": PublicationPage.Access.REQUEST,
    },
    Edition(
        "National MHPSS Implementation Plan 2025-2030",
        "The five-year work plan, step by step, for putting the MHPSS model into practice.",
    ),
    Edition(
        "ایم ایچ پی ایس ایس کا قومی عملی منصوبہ ۲۰۲۵-۲۰۳۰",
        "ماڈل کے نفاذ کا مرحلہ وار پانچ سالہ منصوبہ۔",
    ),
    abstract="<p>The plan is built on the Implementation Science Framework.</p>",
)
REPORT = Work(
    "implementation-report-2025",
    (UNIT,),
    {
        "kind": PublicationPage.Kind.REPORT,
        "published_on": datetime.date(2025, 12, 1),
        "published_precision": PublicationPage.Precision.MONTH,
        "access": PublicationPage.Access.REQUEST,
    },
    Edition(
        "Implementation of MHPSS in Khyber Pakhtunkhwa, Balochistan and Baltistan: report for 2025",
        "The latest of the regular reports on the pilot services.",
    ),
    Edition(
        "خیبر پختونخوا، بلوچستان اور بلتستان میں ایم ایچ پی ایس ایس کا نفاذ: رپورٹ ۲۰۲۵",
        "آزمائشی خدمات پر باقاعدہ رپورٹوں میں سے تازہ ترین۔",
    ),
)
WORKS = (TRAINING_PAPER, SUPERVISION_PAPER, PLAN, REPORT)
