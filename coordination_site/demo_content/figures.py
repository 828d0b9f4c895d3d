"""The unit's figures, as Newsletter 33 states them: what looks alike but is counted differently is a row of its own."""

import datetime
from typing import Any

from home.models import KeyFigure

AS_OF = datetime.date(2025, 12, 31)
SOURCE = "Newsletter 33, 7 January 2026"

FIGURES: tuple[dict[str, Any], ...] = (
    {
        "key": "people-served",
        "value": 2336,
        "label": "People who received services",
        "label_ur": "افراد جنہیں خدمات ملیں",
        "brand": "MHPSS",
        "brand_language": "en",
        "definition": "People who received a service. A case referred is not yet a service: those are counted on their own.",
    },
    {
        "key": "community-workers-trained",
        "value": 473,
        "label": "Trained community mental health workers",
        "label_ur": "ذہنی صحت کے تربیت یافتہ کمیونٹی کارکن",
        "brand": "ہمدرد فورس",
        "brand_language": "ur",
        "definition": "Everybody who was trained as a community mental health worker of the Hamdard Force.",
    },
    {
        "key": "primary-care-workers-trained",
        "value": 222,
        "label": "Trained primary healthcare workers",
        "label_ur": "بنیادی صحت کے تربیت یافتہ کارکن",
        "brand": "MHPSS",
        "brand_language": "en",
        "definition": "Primary healthcare workers of every profession who were trained. Physicians are also counted on their own.",
    },
    {
        "key": "specialists-trained",
        "value": 18,
        "label": "Mental health specialists trained as trainers",
        "label_ur": "ذہنی صحت کے ماہرین جنہیں بطور تربیت کار تیار کیا گیا",
        "definition": "Specialists who completed the training of trainers.",
    },
    {
        "key": "physicians-trained",
        "value": 200,
        "qualifier": KeyFigure.Qualifier.OVER,
        "label": "Primary care physicians trained to manage common mental disorders",
        "label_ur": "بنیادی صحت کے معالج جنہیں عام ذہنی امراض کے علاج کی تربیت ملی",
        "definition": "Physicians in primary care only: other primary healthcare workers are not among them.",
    },
    {
        "key": "psychologist-supervisors",
        "value": 15,
        "label": "Clinical psychologists supervising the Hamdard Force",
        "label_ur": "کلینیکل ماہرینِ نفسیات جو ہمدرد فورس کی نگرانی کرتے ہیں",
        "definition": "Clinical psychologists who supervise the Hamdard Force and provide psychosocial services at Tier 2.",
    },
    {
        "key": "coordinators-gilgit-baltistan",
        "value": 10,
        "label": "Hamdard Force coordinators in Gilgit-Baltistan",
        "label_ur": "گلگت بلتستان میں ہمدرد فورس کے رابطہ کار",
        "definition": "Coordinators in Gilgit-Baltistan who helped to run the Hamdard Force trainings.",
    },
    {
        "key": "hamdard-force-members",
        "value": 450,
        "qualifier": KeyFigure.Qualifier.OVER,
        "label": "Community members at work as Hamdard Force",
        "label_ur": "کمیونٹی کے افراد جو بطور ہمدرد فورس کام کر رہے ہیں",
        "definition": "Members who identify and refer people in the community. The number trained is a figure of its own.",
    },
    {
        "key": "cases-referred",
        "value": 2000,
        "qualifier": KeyFigure.Qualifier.OVER,
        "label": "Cases referred to the MHPSS portal",
        "label_ur": "ایم ایچ پی ایس ایس پورٹل کو بھیجے گئے کیس",
        "definition": "Referrals from the community and from primary care, whether or not a service has followed yet.",
    },
    {
        "key": "stakeholders-reached",
        "value": 2000,
        "qualifier": KeyFigure.Qualifier.NEARLY,
        "label": "Stakeholders who were sent the newsletters",
        "label_ur": "متعلقین جنہیں خبرنامے بھیجے گئے",
        "definition": "Key stakeholders on the list of the first 32 newsletters.",
    },
)


def load_figures() -> int:
    """Add the figures that are missing, and return how many were added."""
    known = set(KeyFigure.objects.values_list("key", flat=True))
    missing = [KeyFigure(as_of=AS_OF, source=SOURCE, **figure) for figure in FIGURES if figure["key"] not in known]
    KeyFigure.objects.bulk_create(missing)
    return len(missing)
