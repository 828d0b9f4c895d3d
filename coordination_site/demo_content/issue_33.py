"""Newsletter 33, the year in review: all facts of the source, in words of our own."""

from coordination_site.demo_content.words import Entry, YearInReview

ENGLISH = YearInReview(
    title="Mental Health Strategic Planning and Coordination Unit: 2025",
    subject="Newsletter 33: the unit’s first year, and what it added up to",
    preheader="Five events, a five-year plan, three provinces with pilot services, and two papers.",
    summary="The year in review: coordination, technical support, the MHPSS model, trained people, and what they reached.",
    lead="<p>In 2025 the Ministry of Planning, Development and Special Initiatives (MoPD&amp;SI) set up the {unit} to give "
    "mental health an institutional framework and to launch it as a national priority. Following its terms of reference "
    "(ToRs), the unit supports a national mechanism of steering and coordination; offers technical expertise to provincial and "
    "federal government and to organisations outside government; looks for gaps and for openings; and helps national "
    "and provincial mental health systems to grow stronger.</p>",
    coordination="Coordination with key stakeholders",
    coordination_intro="<p>The unit coordinated closely with federal and provincial governments, UN agencies and development "
    "partners. These events supported the coordination of mental health and psychosocial support (MHPSS):</p>",
    events=(
        Entry("Launch of the MHPSS 5-year Implementation Plan (2025-2030)", "launch-implementation-plan-2025-2030"),
        Entry("First national MHPSS coordination meeting", "first-national-coordination-meeting"),
        Entry("Second national MHPSS coordination meeting", "second-national-coordination-meeting"),
        Entry("MHPSS services put into practice in Khyber Pakhtunkhwa", "implementation-khyber-pakhtunkhwa"),
        Entry("MHPSS services put into practice in Balochistan", "implementation-balochistan"),
    ),
    support="Technical support provided",
    support_entries=(
        Entry(
            "For a comprehensive 5-year National MHPSS Implementation Plan, built on the Implementation Science Framework, that "
            "sets out step by step the work of putting the MHPSS model into practice."
        ),
        Entry(
            "To the Health Departments of Khyber Pakhtunkhwa, Balochistan and Gilgit-Baltistan, to run MHPSS pilot services."
        ),
        Entry(
            "To the Ministry of National Health Services, Regulations and Coordination (MoNHSR&amp;C), to dedicate funds for "
            "developing MHPSS implementation plans (2026-2028)."
        ),
        Entry(
            "To the Health Department, Balochistan, to dedicate funds for developing MHPSS implementation plans (2025-2026)."
        ),
        Entry(
            "To the working groups on sexual and reproductive health (SRH) and gender-based violence (GBV), to build MHPSS "
            "into their responses",
            "srh-and-gbv-working-groups",
        ),
    ),
    model="The MHPSS model",
    model_intro="<p>The model was strengthened by revising and updating its digital tools:</p>",
    capacity="Capacity building",
    capacity_intro="<p>The people trained this year now provide pilot services in three provinces:</p>",
    map_alt="Schematic map of Pakistan, one tile for each province or territory. Three tiles are filled: Khyber "
    "Pakhtunkhwa, Balochistan and Gilgit-Baltistan.",
    map_caption="Pilot services in Khyber Pakhtunkhwa, Balochistan and Gilgit-Baltistan. Schematic, not to scale.",
    capacity_entries=(
        Entry("18 mental health specialists, trained as trainers."),
        Entry("Over 200 primary care physicians, trained to manage common mental disorders in primary care."),
        Entry(
            "15 clinical psychologists, who supervise the Hamdard Force and provide psychosocial services at Tier 2."
        ),
        Entry("10 Hamdard Force coordinators in Gilgit-Baltistan (GB), who helped to run the Hamdard Force trainings."),
        Entry(
            "Over 450 community members at work as Hamdard Force, who identify and refer people with mental disorders in the "
            "community."
        ),
        Entry("Over 2000 cases referred to the MHPSS portal from the community and from primary care."),
    ),
    impact="Our impact",
    papers="Peer-reviewed publications",
    dissemination="Reports and dissemination",
    dissemination_entries=(
        Entry("Regular reports on putting MHPSS into practice in Khyber Pakhtunkhwa (KP), Balochistan and Baltistan"),
        Entry("{archive}, sent to nearly 2000 key stakeholders"),
        Entry("Regular updates on social media: {linkedin} and {facebook}"),
    ),
    links={
        "unit": Entry("MHSP&C Unit", "about"),
        "archive": Entry("32 e-newsletters", "newsletters"),
        "linkedin": Entry("LinkedIn", "linkedin"),
        "facebook": Entry("Facebook", "facebook"),
    },
)

URDU = YearInReview(
    title="ذہنی صحت کی تزویراتی منصوبہ بندی اور رابطہ کاری کا یونٹ: ۲۰۲۵",
    subject="خبرنامہ ۳۳: یونٹ کا پہلا سال اور اس کا حاصل",
    preheader="پانچ اجلاس، پانچ سالہ منصوبہ، تین صوبوں میں آزمائشی خدمات اور دو تحقیقی مقالے۔",
    summary="سال کا جائزہ: رابطہ کاری، تکنیکی معاونت، ایم ایچ پی ایس ایس ماڈل، تربیت یافتہ افراد اور ان کی رسائی۔",
    lead="<p>۲۰۲۵ میں وزارتِ منصوبہ بندی، ترقی و خصوصی اقدامات نے {unit} قائم کیا تاکہ ذہنی صحت کو ادارہ جاتی بنیاد ملے اور اسے قومی "
    "ترجیح کے طور پر آگے بڑھایا جائے۔ اپنے دائرہ کار کے مطابق یہ یونٹ رہنمائی اور رابطہ کاری کے قومی نظام کی معاونت کرتا ہے؛ صوبائی و "
    "وفاقی حکومتوں اور غیر سرکاری اداروں کو تکنیکی مہارت فراہم کرتا ہے؛ خلا اور مواقع کی نشاندہی کرتا ہے؛ اور قومی و صوبائی ذہنی صحت کے "
    "نظام کو مضبوط بناتا ہے۔</p>",
    coordination="اہم متعلقین کے ساتھ رابطہ کاری",
    coordination_intro="<p>یونٹ نے وفاقی و صوبائی حکومتوں، اقوامِ متحدہ کے اداروں اور ترقیاتی شراکت داروں کے ساتھ وسیع رابطہ کاری کی۔ ان "
    "اجلاسوں نے ذہنی صحت اور نفسیاتی و سماجی معاونت (ایم ایچ پی ایس ایس) کی رابطہ کاری کو تقویت دی:</p>",
    events=(
        Entry("ایم ایچ پی ایس ایس کے پانچ سالہ عملی منصوبے (۲۰۲۵-۲۰۳۰) کا اجرا", "launch-implementation-plan-2025-2030"),
        Entry("ایم ایچ پی ایس ایس کا پہلا قومی رابطہ اجلاس", "first-national-coordination-meeting"),
        Entry("ایم ایچ پی ایس ایس کا دوسرا قومی رابطہ اجلاس", "second-national-coordination-meeting"),
        Entry("خیبر پختونخوا میں ایم ایچ پی ایس ایس خدمات کا نفاذ", "implementation-khyber-pakhtunkhwa"),
        Entry("بلوچستان میں ایم ایچ پی ایس ایس خدمات کا نفاذ", "implementation-balochistan"),
    ),
    support="فراہم کردہ تکنیکی معاونت",
    support_entries=(
        Entry(
            "ایم ایچ پی ایس ایس کے جامع پانچ سالہ قومی عملی منصوبے کی تیاری، جو امپلیمنٹیشن سائنس فریم ورک پر مبنی ہے اور ماڈل کے نفاذ کا "
            "مرحلہ وار کام بیان کرتا ہے۔"
        ),
        Entry("خیبر پختونخوا، بلوچستان اور گلگت بلتستان کے محکمہ ہائے صحت کو آزمائشی خدمات چلانے میں مدد۔"),
        Entry(
            "وزارتِ قومی صحت، ضوابط و رابطہ کو عملی منصوبوں (۲۰۲۶-۲۰۲۸) کی تیاری کے لیے فنڈز مختص کرنے میں مدد۔"
        ),
        Entry("محکمہ صحت بلوچستان کو عملی منصوبوں (۲۰۲۵-۲۰۲۶) کی تیاری کے لیے فنڈز مختص کرنے میں مدد۔"),
        Entry(
            "تولیدی صحت (ایس آر ایچ) اور صنفی تشدد (جی بی وی) کے ورکنگ گروپس کو اپنے کام میں ایم ایچ پی ایس ایس شامل کرنے میں مدد",
            "srh-and-gbv-working-groups",
        ),
    ),
    model="ایم ایچ پی ایس ایس ماڈل",
    model_intro="<p>ماڈل کے ڈیجیٹل ذرائع پر نظرِ ثانی کر کے انہیں تازہ کیا گیا اور یوں ماڈل مزید مضبوط ہوا:</p>",
    capacity="استعداد سازی",
    capacity_intro="<p>اس سال تربیت پانے والے افراد اب تین صوبوں میں آزمائشی خدمات دے رہے ہیں:</p>",
    map_alt="پاکستان کا خاکہ، ہر صوبے یا علاقے کے لیے ایک خانہ۔ تین خانے نمایاں ہیں: خیبر پختونخوا، بلوچستان اور گلگت بلتستان۔",
    map_caption="خیبر پختونخوا، بلوچستان اور گلگت بلتستان میں آزمائشی خدمات۔ محض خاکہ، پیمانے کے مطابق نہیں۔",
    capacity_entries=(
        Entry("ذہنی صحت کے ۱۸ ماہرین، جنہیں تربیت کار بنایا گیا۔"),
        Entry("بنیادی صحت کے ۲۰۰ سے زائد معالج، جنہیں بنیادی مراکز میں عام ذہنی امراض کے علاج کی تربیت دی گئی۔"),
        Entry("۱۵ کلینیکل ماہرینِ نفسیات، جو ہمدرد فورس کی نگرانی کرتے اور ٹیئر ۲ پر نفسیاتی و سماجی خدمات دیتے ہیں۔"),
        Entry("گلگت بلتستان میں ہمدرد فورس کے ۱۰ رابطہ کار، جنہوں نے ہمدرد فورس کی تربیت میں مدد دی۔"),
        Entry("کمیونٹی کے ۴۵۰ سے زائد افراد بطور ہمدرد فورس، جو ذہنی امراض میں مبتلا لوگوں کو پہچان کر آگے بھیجتے ہیں۔"),
        Entry("کمیونٹی اور بنیادی مراکزِ صحت سے ۲۰۰۰ سے زائد کیس ایم ایچ پی ایس ایس پورٹل کو بھیجے گئے۔"),
    ),
    impact="ہمارا اثر",
    papers="ماہرین کی جانچ شدہ مطبوعات",
    dissemination="رپورٹیں اور اشاعت",
    dissemination_entries=(
        Entry("خیبر پختونخوا، بلوچستان اور بلتستان میں ایم ایچ پی ایس ایس کے نفاذ پر باقاعدہ رپورٹیں"),
        Entry("{archive}، جو تقریباً ۲۰۰۰ اہم متعلقین کو بھیجے گئے"),
        Entry("سوشل میڈیا پر باقاعدہ تازہ خبریں: {linkedin} اور {facebook}"),
    ),
    links={
        "unit": Entry("ایم ایچ ایس پی اینڈ سی یونٹ", "about"),
        "archive": Entry("۳۲ برقی خبرنامے", "newsletters"),
        "linkedin": Entry("لنکڈ اِن", "linkedin"),
        "facebook": Entry("فیس بک", "facebook"),
    },
)

FIGURES = ("people-served", "community-workers-trained", "primary-care-workers-trained")
TOOLS = ("mhpss-website", "hamdard-force", "mycare-plus", "mhgap-hig-pk")
PAPERS = ("implementing-the-mhgap-hig", "supervision-based-evaluation")
