"""The events of Newsletter 33, and two that lie ahead. Dates, times and places are made up; the events are the source's."""

import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from coordination_site.demo_content.tree import Edition

KARACHI = ZoneInfo("Asia/Karachi")


class Event(NamedTuple):
    """One meeting. `start` is local time, or a number of days ahead of the day the demo is loaded."""

    slug: str
    kind: str
    start: datetime.datetime | int
    hours: float
    place: str
    provinces: tuple[str, ...]
    english: Edition
    urdu: Edition

    def starts_at(self, now: datetime.datetime) -> datetime.datetime:
        """Return the time of beginning; what lies ahead begins at ten on a day from Monday to Thursday."""
        if isinstance(self.start, datetime.datetime):
            return self.start
        day = now.astimezone(KARACHI).replace(hour=10, minute=0, second=0, microsecond=0)
        day += datetime.timedelta(days=self.start)
        return day + datetime.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 3 else 0)


def _at(month: int, day: int, hour: int = 10) -> datetime.datetime:
    return datetime.datetime(2025, month, day, hour, tzinfo=KARACHI)


ALL_PROVINCES = ("PK-BA", "PK-GB", "PK-IS", "PK-JK", "PK-KP", "PK-PB", "PK-SD")

EVENTS = (
    Event(
        "launch-implementation-plan-2025-2030",
        "launch",
        _at(4, 16),
        3,
        "Islamabad",
        ALL_PROVINCES,
        Edition(
            "Launch of the MHPSS 5-year Implementation Plan (2025-2030)",
            "The five-year plan was presented to federal and provincial governments, UN agencies and development partners.",
            "<p>The plan uses the Implementation Science Framework. It lays out, step by step, the work that puts the MHPSS "
            "model into practice from 2025 to 2030.</p>",
        ),
        Edition(
            "ایم ایچ پی ایس ایس کے پانچ سالہ عملی منصوبے (۲۰۲۵-۲۰۳۰) کا اجرا",
            "پانچ سالہ منصوبہ وفاقی و صوبائی حکومتوں، اقوامِ متحدہ کے اداروں اور ترقیاتی شراکت داروں کے سامنے پیش کیا گیا۔",
            "<p>یہ منصوبہ امپلیمنٹیشن سائنس فریم ورک پر مبنی ہے اور ۲۰۲۵ سے ۲۰۳۰ تک ماڈل کے نفاذ کا مرحلہ وار کام بیان کرتا ہے۔</p>",
        ),
    ),
    Event(
        "first-national-coordination-meeting",
        "coordination",
        _at(5, 21),
        3.5,
        "Islamabad",
        ALL_PROVINCES,
        Edition(
            "First national MHPSS coordination meeting",
            "Federal and provincial departments, UN agencies and partners met for the first time to coordinate MHPSS.",
            "<p>Participants agreed how provinces report on services, and who speaks for each of them.</p>",
        ),
        Edition(
            "ایم ایچ پی ایس ایس کا پہلا قومی رابطہ اجلاس",
            "وفاقی و صوبائی محکمے، اقوامِ متحدہ کے ادارے اور شراکت دار پہلی بار رابطہ کاری کے لیے جمع ہوئے۔",
            "<p>شرکا نے طے کیا کہ صوبے خدمات کی رپورٹ کیسے دیں گے اور ہر صوبے کی نمائندگی کون کرے گا۔</p>",
        ),
    ),
    Event(
        "implementation-khyber-pakhtunkhwa",
        "implementation",
        _at(6, 18),
        2.5,
        "Peshawar",
        ("PK-KP",),
        Edition(
            "Implementation of MHPSS services in Khyber Pakhtunkhwa",
            "The unit and the Health Department went through the pilot services in the province.",
            "<p>On the agenda: training of primary care physicians, supervision of the Hamdard Force, and referral to the portal.</p>",
        ),
        Edition(
            "خیبر پختونخوا میں ایم ایچ پی ایس ایس خدمات کا نفاذ",
            "یونٹ اور محکمہ صحت نے صوبے میں آزمائشی خدمات کا جائزہ لیا۔",
            "<p>ایجنڈا: بنیادی صحت کے معالجوں کی تربیت، ہمدرد فورس کی نگرانی، اور پورٹل پر ریفرل۔</p>",
        ),
    ),
    Event(
        "implementation-balochistan",
        "implementation",
        _at(8, 27),
        2.5,
        "Quetta",
        ("PK-BA",),
        Edition(
            "Implementation of MHPSS services in Balochistan",
            "The unit and the Health Department went through the pilot services and the funding of the provincial plan.",
            "<p>The department’s plan for 2025-2026 and the funds for developing it were the main point.</p>",
        ),
        Edition(
            "بلوچستان میں ایم ایچ پی ایس ایس خدمات کا نفاذ",
            "یونٹ اور محکمہ صحت نے آزمائشی خدمات اور صوبائی منصوبے کے فنڈز کا جائزہ لیا۔",
            "<p>محکمے کا ۲۰۲۵-۲۰۲۶ کا منصوبہ اور اس کی تیاری کے لیے فنڈز اجلاس کا مرکزی نکتہ تھے۔</p>",
        ),
    ),
    Event(
        "srh-and-gbv-working-groups",
        "working_group",
        _at(9, 10, hour=14),
        2,
        "Islamabad",
        ("PK-IS",),
        Edition(
            "MHPSS in the responses of the SRH and GBV working groups",
            "How the working groups on sexual and reproductive health and on gender-based violence build MHPSS into their work.",
            "<p>The unit showed how both groups can refer to MHPSS services, and which trainings are open to their members.</p>",
        ),
        Edition(
            "ایس آر ایچ اور جی بی وی ورکنگ گروپس کے کام میں ایم ایچ پی ایس ایس",
            "تولیدی صحت اور صنفی تشدد کے ورکنگ گروپ اپنے کام میں ایم ایچ پی ایس ایس کو کیسے شامل کرتے ہیں۔",
            "<p>یونٹ نے بتایا کہ دونوں گروپ خدمات کے لیے ریفرل کیسے کر سکتے ہیں اور ان کے ارکان کے لیے کون سی تربیت دستیاب ہے۔</p>",
        ),
    ),
    Event(
        "second-national-coordination-meeting",
        "coordination",
        _at(10, 29),
        3.5,
        "Islamabad",
        ALL_PROVINCES,
        Edition(
            "Second national MHPSS coordination meeting",
            "Provinces reported on their pilot services and on the way to provincial implementation plans.",
            "<p>Three provinces reported on pilot services. The meeting looked ahead to the plans for 2026-2028.</p>",
        ),
        Edition(
            "ایم ایچ پی ایس ایس کا دوسرا قومی رابطہ اجلاس",
            "صوبوں نے آزمائشی خدمات اور صوبائی عملی منصوبوں کی تیاری پر رپورٹ دی۔",
            "<p>تین صوبوں نے آزمائشی خدمات پر رپورٹ دی۔ اجلاس میں ۲۰۲۶-۲۰۲۸ کے منصوبوں پر بھی غور ہوا۔</p>",
        ),
    ),
    Event(
        "third-national-coordination-meeting",
        "coordination",
        24,
        3.5,
        "Islamabad",
        ALL_PROVINCES,
        Edition(
            "Third national MHPSS coordination meeting",
            "Provincial plans, supervision in the field, and what the portal’s referrals tell.",
            "<p>Departments and partners are asked to send their points for the agenda a week ahead.</p>",
        ),
        Edition(
            "ایم ایچ پی ایس ایس کا تیسرا قومی رابطہ اجلاس",
            "صوبائی منصوبے، میدانی نگرانی، اور پورٹل کے ریفرل کیا بتاتے ہیں۔",
            "<p>محکموں اور شراکت داروں سے گزارش ہے کہ ایجنڈے کے نکات ایک ہفتہ پہلے بھیج دیں۔</p>",
        ),
    ),
    Event(
        "webinar-supervision-in-primary-care",
        "webinar",
        45,
        1.5,
        "",
        (),
        Edition(
            "Webinar: supervision after training in primary care",
            "What supervision adds once primary healthcare workers are trained on the mhGAP-HIG.",
            "<p>An online session for supervisors and district health offices, with time for questions.</p>",
        ),
        Edition(
            "ویبینار: بنیادی صحت میں تربیت کے بعد نگرانی",
            "بنیادی صحت کے کارکنوں کی تربیت کے بعد نگرانی سے کیا فرق پڑتا ہے۔",
            "<p>نگرانوں اور ضلعی دفاترِ صحت کے لیے آن لائن نشست، سوالات کے وقت کے ساتھ۔</p>",
        ),
    ),
)
