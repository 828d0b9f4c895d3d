"""The pages about the unit and its model, in English and in Urdu. All words are the demo's own."""

from coordination_site.demo_content.tree import Edition

MODEL = (
    Edition(
        "The MHPSS model",
        "How mental health and psychosocial support reaches people: from the community, through primary care, to specialists.",
        "<p>The model joins people and digital tools. Members of the community, the Hamdard Force, notice who needs help "
        "and refer them. Clinical psychologists supervise them and provide psychosocial services at Tier 2. Physicians in "
        "primary care manage common mental disorders. Specialists train and advise.</p>"
        "<p>Four tools tie these levels together. They were revised and updated in 2025.</p>",
    ),
    Edition(
        "ایم ایچ پی ایس ایس ماڈل",
        "ذہنی صحت اور نفسیاتی و سماجی معاونت لوگوں تک کیسے پہنچتی ہے: کمیونٹی سے بنیادی مراکزِ صحت اور پھر ماہرین تک۔",
        "<p>یہ ماڈل افراد اور ڈیجیٹل ذرائع کو یکجا کرتا ہے۔ کمیونٹی کے ارکان یعنی ہمدرد فورس ضرورت مند افراد کو پہچانتے اور آگے بھیجتے "
        "ہیں۔ کلینیکل ماہرینِ نفسیات ان کی نگرانی کرتے اور ٹیئر ۲ پر نفسیاتی و سماجی خدمات دیتے ہیں۔ بنیادی صحت کے معالج عام ذہنی امراض کا "
        "علاج کرتے ہیں، اور ماہرین تربیت اور مشورہ دیتے ہیں۔</p>"
        "<p>چار ذرائع ان سطحوں کو آپس میں جوڑتے ہیں۔ ۲۰۲۵ میں ان سب پر نظرِ ثانی کی گئی اور انہیں تازہ کیا گیا۔</p>",
    ),
)

# slug, kind, name in Urdu, English, Urdu
PROGRAMMES = (
    (
        "mhpss-website",
        "portal",
        "ایم ایچ پی ایس ایس ویب سائٹ",
        Edition(
            "MHPSS website",
            "The portal of the model: services, referrals and resources in one place.",
            "<p>Cases are referred to the portal from the community and from primary care, and the services that follow "
            "are recorded there.</p>",
        ),
        Edition(
            "ایم ایچ پی ایس ایس ویب سائٹ",
            "ماڈل کا پورٹل: خدمات، ریفرل اور وسائل ایک ہی جگہ۔",
            "<p>کمیونٹی اور بنیادی مراکزِ صحت سے کیس اس پورٹل کو بھیجے جاتے ہیں، اور بعد میں ملنے والی خدمات بھی یہیں درج ہوتی ہیں۔</p>",
        ),
    ),
    (
        "hamdard-force",
        "workforce",
        "ہمدرد فورس",
        Edition(
            "Hamdard Force",
            "Trained community members who identify and refer people with mental disorders.",
            "<p>The Hamdard Force (<span lang=\"ur\" dir=\"rtl\">ہمدرد فورس</span>) is the model’s workforce in the community. Clinical "
            "psychologists supervise it, and coordinators help to run its trainings.</p>",
        ),
        Edition(
            "ہمدرد فورس",
            "کمیونٹی کے تربیت یافتہ افراد جو ذہنی امراض میں مبتلا لوگوں کو پہچان کر آگے بھیجتے ہیں۔",
            "<p>ہمدرد فورس کمیونٹی میں اس ماڈل کی افرادی قوت ہے۔ کلینیکل ماہرینِ نفسیات اس کی نگرانی کرتے ہیں اور رابطہ کار اس کی تربیت میں مدد دیتے ہیں۔</p>",
        ),
    ),
    (
        "mycare-plus",
        "app",
        "مائی کیئر پلس",
        Edition(
            "MyCare+",
            "One of the model’s digital tools, revised and updated in 2025.",
            "<p>MyCare+ belongs to the digital tools of the MHPSS model and was brought up to date with the others.</p>",
        ),
        Edition(
            "MyCare+",
            "ماڈل کے ڈیجیٹل ذرائع میں سے ایک، جسے ۲۰۲۵ میں تازہ کیا گیا۔",
            "<p>MyCare+ ایم ایچ پی ایس ایس ماڈل کے ڈیجیٹل ذرائع میں شامل ہے اور باقی ذرائع کے ساتھ اس پر بھی نظرِ ثانی کی گئی۔</p>",
        ),
    ),
    (
        "mhgap-hig-pk",
        "guideline",
        "ایم ایچ گیپ ایچ آئی جی پاکستان",
        Edition(
            "mhGAP-HIG-PK",
            "The humanitarian intervention guide for primary healthcare workers, as used in Pakistan.",
            "<p>The guide is what primary healthcare workers are trained on. How that training went, and how workers did "
            "under supervision afterwards, is told in two peer-reviewed papers.</p>",
        ),
        Edition(
            "mhGAP-HIG-PK",
            "بنیادی صحت کے کارکنوں کے لیے انسانی ہمدردی کے حالات کی رہنما کتاب، پاکستان میں زیرِ استعمال صورت میں۔",
            "<p>بنیادی صحت کے کارکنوں کو اسی رہنما کتاب پر تربیت دی جاتی ہے۔ تربیت اور اس کے بعد نگرانی میں کام کا جائزہ دو تحقیقی مقالوں میں شائع ہوا ہے۔</p>",
        ),
    ),
)

ABOUT = (
    Edition(
        "About the unit",
        "The Mental Health Strategic Planning and Coordination (MHSP&C) Unit, and what it is there for.",
        "<p>The unit was set up in 2025 at the Ministry of Planning, Development and Special Initiatives. It gives mental "
        "health an institutional home and supports its launch as a national priority.</p>"
        "<p>Its terms of reference have four parts:</p><ol><li>to support a national mechanism of steering and coordination;</li>"
        "<li>to offer technical expertise to federal and provincial government and to others;</li>"
        "<li>to find gaps and openings;</li><li>to strengthen national and provincial mental health systems.</li></ol>"
        "<p>This site is a demonstration. The persons in it are made up, and so are the dates and places of its meetings; the "
        "authors of publications are real.</p>",
    ),
    Edition(
        "یونٹ کے بارے میں",
        "ذہنی صحت کی تزویراتی منصوبہ بندی اور رابطہ کاری کا یونٹ، اور اس کے قیام کا مقصد۔",
        "<p>یہ یونٹ ۲۰۲۵ میں وزارتِ منصوبہ بندی، ترقی و خصوصی اقدامات میں قائم ہوا۔ یہ ذہنی صحت کو ادارہ جاتی بنیاد دیتا ہے اور اسے قومی ترجیح بنانے میں مدد کرتا ہے۔</p>"
        "<p>اس کے دائرہ کار کے چار حصے ہیں:</p><ol><li>رہنمائی اور رابطہ کاری کے قومی نظام کی معاونت؛</li>"
        "<li>وفاقی و صوبائی حکومتوں اور دیگر اداروں کو تکنیکی مہارت کی فراہمی؛</li><li>خلا اور مواقع کی نشاندہی؛</li>"
        "<li>قومی اور صوبائی ذہنی صحت کے نظام کی مضبوطی۔</li></ol>"
        "<p>یہ ویب سائٹ ایک نمونہ ہے۔ اس میں مذکور افراد اور اجلاسوں کی تاریخیں اور مقامات فرضی ہیں؛ مطبوعات کے مصنفین حقیقی ہیں۔</p>",
    ),
)

# slug, English, Urdu: plain pages under the home page
PLAIN_PAGES = (
    (
        "contact",
        Edition(
            "Contact",
            "Write to the unit’s mailbox; somebody on duty reads it on every working day.",
            '<p>E-mail: <a href="mailto:contact@unit.example.org">contact@unit.example.org</a></p>'
            "<p>The unit is not a helpline and cannot give medical advice.</p>",
        ),
        Edition(
            "رابطہ",
            "یونٹ کو ای میل لکھیے؛ ہر کام کے دن کوئی نہ کوئی اسے پڑھتا ہے۔",
            '<p>ای میل: <a href="mailto:contact@unit.example.org">contact@unit.example.org</a></p>'
            "<p>یہ یونٹ ہیلپ لائن نہیں اور طبی مشورہ نہیں دے سکتا۔</p>",
        ),
    ),
    (
        "privacy",
        Edition(
            "Privacy",
            "What we keep about readers and partners, why, and how to have it changed or removed.",
            "<p>Of readers we keep the address, the language, the topics they asked for, and a record of when and in which words "
            "they agreed. Name and organisation are optional. Nothing is passed on, and mails carry no tracking.</p>"
            "<p>Every newsletter has a link that ends the subscription at once. After that only a keyed fingerprint of the "
            "address stays, so that it is never written to again by mistake.</p>",
        ),
        Edition(
            "رازداری",
            "ہم قارئین اور شراکت داروں کے بارے میں کیا رکھتے ہیں، کیوں، اور اسے کیسے بدلوایا یا مٹوایا جا سکتا ہے۔",
            "<p>قارئین کے بارے میں ہم ان کا پتہ، زبان، منتخب موضوعات اور رضامندی کا وقت اور الفاظ محفوظ رکھتے ہیں۔ نام اور ادارہ بتانا لازم نہیں۔ یہ معلومات کسی "
            "کو نہیں دی جاتیں اور ای میل میں کوئی نگرانی نہیں ہوتی۔</p>"
            "<p>ہر خبرنامے میں ایک ربط ہے جو رکنیت فوراً ختم کر دیتا ہے۔ اس کے بعد پتے کا صرف ایک خفیہ نشان رہ جاتا ہے تاکہ غلطی سے بھی دوبارہ ای میل نہ جائے۔</p>",
        ),
    ),
    (
        "accessibility",
        Edition(
            "Accessibility",
            "This site and its mails are made to be read by everybody, on any device.",
            "<p>Pages work with the keyboard, with a screen reader, without scripts and in print, in English and in Urdu. Mails "
            "have a complete text version. If something keeps you out, please tell us.</p>",
        ),
        Edition(
            "رسائی",
            "یہ ویب سائٹ اور اس کی ای میل اس طرح بنائی گئی ہیں کہ ہر شخص ہر آلے پر پڑھ سکے۔",
            "<p>صفحات کی بورڈ اور اسکرین ریڈر کے ساتھ، اسکرپٹ کے بغیر اور کاغذ پر، انگریزی اور اردو دونوں میں کام کرتے ہیں۔ ہر ای میل کا مکمل متنی روپ بھی ہوتا ہے۔ "
            "اگر کوئی رکاوٹ پیش آئے تو ہمیں بتائیے۔</p>",
        ),
    ),
)

# slug, English, Urdu: under “About the unit”
PROFILES = (
    (
        "linkedin",
        Edition(
            "The unit on LinkedIn",
            "Stands in for the unit’s page on LinkedIn, so that no link of the demonstration leads nowhere.",
            "<p>An installation in use names its own page on LinkedIn in the unit’s settings.</p>",
        ),
        Edition(
            "یونٹ لنکڈ اِن پر",
            "لنکڈ اِن پر یونٹ کے صفحے کی جگہ، تاکہ اس نمونے کا کوئی ربط بے منزل نہ رہے۔",
            "<p>اصل تنصیب میں لنکڈ اِن کا صفحہ یونٹ کی ترتیبات میں درج کیا جاتا ہے۔</p>",
        ),
    ),
    (
        "facebook",
        Edition(
            "The unit on Facebook",
            "Stands in for the unit’s page on Facebook, so that no link of the demonstration leads nowhere.",
            "<p>An installation in use names its own page on Facebook in the unit’s settings.</p>",
        ),
        Edition(
            "یونٹ فیس بک پر",
            "فیس بک پر یونٹ کے صفحے کی جگہ، تاکہ اس نمونے کا کوئی ربط بے منزل نہ رہے۔",
            "<p>اصل تنصیب میں فیس بک کا صفحہ یونٹ کی ترتیبات میں درج کیا جاتا ہے۔</p>",
        ),
    ),
)
