"""The controlled lists that the unit starts with. Staff extend and retire entries; a code never changes."""

from django.db import migrations

# ISO 3166-2:PK. Aliases are what partners write in sheets and mail.
PROVINCES = [
    ("PK-BA", "Balochistan", "بلوچستان", ["Baluchistan", "BA"]),
    ("PK-GB", "Gilgit-Baltistan", "گلگت بلتستان", ["Gilgit Baltistan", "GB", "Northern Areas"]),
    ("PK-IS", "Islamabad Capital Territory", "اسلام آباد", ["Islamabad", "ICT", "Federal"]),
    ("PK-JK", "Azad Jammu and Kashmir", "آزاد جموں و کشمیر", ["AJK", "AJ&K", "Azad Kashmir"]),
    ("PK-KP", "Khyber Pakhtunkhwa", "خیبر پختونخوا", ["KP", "KPK", "NWFP", "Khyber-Pakhtunkhwa"]),
    ("PK-PB", "Punjab", "پنجاب", ["PB"]),
    ("PK-SD", "Sindh", "سندھ", ["Sind", "SD"]),
]

ORGANISATION_KINDS = [
    ("federal", "Federal ministry or division", "وفاقی وزارت یا ڈویژن", ["Ministry", "Division"]),
    ("provincial", "Provincial department", "صوبائی محکمہ", ["Department"]),
    ("district", "District authority", "ضلعی انتظامیہ", ["District administration"]),
    ("un", "United Nations agency", "اقوام متحدہ کا ادارہ", ["UN agency", "UN"]),
    ("ingo", "International NGO", "بین الاقوامی غیر سرکاری تنظیم", ["INGO"]),
    ("ngo", "National NGO or civil society", "قومی غیر سرکاری تنظیم", ["NGO", "CSO"]),
    ("academic", "University or research institute", "جامعہ یا تحقیقی ادارہ", ["Academia", "Think tank"]),
    ("professional", "Professional body", "پیشہ ورانہ تنظیم", ["Association"]),
    ("facility", "Health facility", "مرکزِ صحت", ["Hospital", "Clinic"]),
    ("private", "Private sector", "نجی شعبہ", ["Company"]),
    ("donor", "Donor", "عطیہ دہندہ", ["Funder"]),
    ("media", "Media", "ذرائع ابلاغ", ["Press"]),
]

# BCP 47. English and Urdu have editions; who reads one of the others gets the mailing's default language.
LANGUAGES = [
    ("en", "English", "انگریزی", []),
    ("ur", "Urdu", "اردو", []),
    ("pa", "Punjabi", "پنجابی", []),
    ("ps", "Pashto", "پشتو", ["Pushto"]),
    ("sd", "Sindhi", "سندھی", []),
    ("skr", "Saraiki", "سرائیکی", ["Seraiki"]),
    ("bal", "Balochi", "بلوچی", ["Baluchi"]),
    ("brh", "Brahui", "براہوی", []),
    ("scl", "Shina", "شینا", []),
    ("bft", "Balti", "بلتی", []),
]

# After the clusters and sectors of humanitarian coordination (IASC), with which mental health works.
SECTORS = [
    ("health", "Health", "صحت", []),
    ("mhpss", "Mental health and psychosocial support", "ذہنی صحت اور نفسیاتی و سماجی معاونت", ["MHPSS", "Mental health"]),
    ("protection", "Protection", "تحفظ", []),
    ("child-protection", "Child protection", "تحفظِ اطفال", ["CP"]),
    ("gbv", "Gender-based violence", "صنفی تشدد", ["GBV"]),
    ("education", "Education", "تعلیم", []),
    ("nutrition", "Nutrition", "غذائیت", []),
    ("srh", "Sexual and reproductive health", "جنسی اور تولیدی صحت", ["SRH", "SRHR"]),
    ("wash", "Water, sanitation and hygiene", "پانی، نکاسی اور حفظانِ صحت", ["WASH"]),
    ("social-protection", "Social protection", "سماجی تحفظ", []),
    ("disaster", "Disaster management", "آفات سے نمٹنا", ["DRM", "Disaster risk management"]),
    ("research", "Research and training", "تحقیق اور تربیت", ["Research", "Training"]),
    ("substance-use", "Substance use", "نشہ آور اشیا کا استعمال", ["Drug use", "Narcotics"]),
]

TOPICS = [
    (
        "newsletter",
        "Newsletter",
        "خبرنامہ",
        "News of mental health and psychosocial support coordination, about once a month.",
        "ذہنی صحت اور نفسیاتی و سماجی معاونت کی رابطہ کاری کی خبریں، تقریباً مہینے میں ایک بار۔",
    ),
    (
        "meetings",
        "Meeting invitations",
        "اجلاسوں کے دعوت نامے",
        "Invitations to coordination meetings, and their minutes.",
        "رابطہ کاری کے اجلاسوں کے دعوت نامے اور ان کی روداد۔",
    ),
    (
        "publications",
        "New publications",
        "نئی مطبوعات",
        "Reports, guidelines and papers, when they come out.",
        "رپورٹیں، رہنما اصول اور مقالے، جب شائع ہوں۔",
    ),
]


def load(apps, schema_editor):
    for model_name, rows in (
        ("Province", PROVINCES),
        ("OrganisationKind", ORGANISATION_KINDS),
        ("Language", LANGUAGES),
        ("Sector", SECTORS),
    ):
        model = apps.get_model("stakeholders", model_name)
        model.objects.bulk_create(
            (
                model(code=code, label=label, label_ur=label_ur, aliases=aliases, order=order)
                for order, (code, label, label_ur, aliases) in enumerate(rows)
            ),
            ignore_conflicts=True,
        )
    topic = apps.get_model("stakeholders", "Topic")
    topic.objects.bulk_create(
        (
            topic(
                code=code,
                label=label,
                label_ur=label_ur,
                description=description,
                description_ur=description_ur,
                order=order,
            )
            for order, (code, label, label_ur, description, description_ur) in enumerate(TOPICS)
        ),
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("stakeholders", "0001_initial")]

    operations = [
        # Going back leaves the rows, since contacts may refer to them; coming again skips those that are there.
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
