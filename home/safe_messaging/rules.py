"""What the published guidance asks of whoever writes about suicide and self-harm, as data.

The wording is ours; the guidance is named with each rule. Where the two differ, the guidance is right.
"""

from django.utils.translation import gettext_lazy as _

from home.safe_messaging.rule import WHO, Rule, Severity, Where

WHO_AND_LAW = f"{WHO}; Pakistan, Criminal Laws (Amendment) Act 2022"

# What makes “suicide” another word, or prevention: attacks, of which newspapers here are full, and our own work.
_NOT = "!bomb*|attack*|vest*|jacket*|blast*|squad*|mission*|prevent*|postvention|research*|strateg*|intervention*"
# After “jumped from”: what rose was a number.
_NUMBER = "!" + "|".join(f"{digit}*" for digit in range(10))
SUICIDE = "suicide|suicides|self_harm|self_injury"
# Of a text about the matter: any of these words.
TOPIC = (
    "suicid* !bomb*|attack*|vest*|jacket*|blast*|squad*|mission*",
    "self_harm*|selfharm*|self_injur*|self_immolat*",
    "took|take|takes|taken|taking|ended|end|ending his|her|their own? life|lives",
    "killed|kill|killing|hanged|hanging|hung|shot|drowned himself|herself|themselves",
    "خودکشی|خود_کشی|خودکشیوں|خود_کشیوں|خودسوزی|خود_سوزی|خود_اذیتی|خودکش_رجحان*",
    "اپنی|اپنے جان|زندگی لے|لی|لینے|ختم|کا_خاتمہ",
    "زندگی کا_خاتمہ",
)
# What tells readers where help is: words, or a number.
HELP = (
    "helpline*|hotline*|lifeline|crisis_line",
    "seek|ask|get|find|offer|offers|offering for? help|support|care",
    "help|support is available",
    "talk|speak|reach|turn to|with|out",
    "ہیلپ_لائن|ہیلپ_لائنز|ہیلپ_لائنوں",
    "مدد … لیں|لیجیے|حاصل|طلب|مانگیں|دستیاب|موجود",
    "رابطہ|بات کریں|کیجیے|کیجئے",
)
# Sentences that speak about wording are no use of it.
_ABOUT_WORDING = (
    "avoid*|discourag*|stigmati*",
    "not|rather_than|instead_of committed suicide",
    "do_not|don_t|never|not|rather_than|instead_of say|saying|write|writing|use|using|speak|speaking|call|calling",
    "نہ کہیں|لکھیں|کہیے|لکھیے",
    "گریز",
)

# Offices write notes and letters too.
_OF_AN_OFFICE = (
    "minister*|ministr*|department*|secretar*|director*|unit|committee",
    "وزیر*|وزارت|محکمہ|محکمے|سیکرٹری|سیکریٹری|ڈائریکٹر|یونٹ|کمیٹی",
)

RULES = (
    Rule(
        "crime",
        Severity.BLOCKS,
        Where.ANYWHERE,
        reason=_(
            "The wording makes it a crime or a sin. It shames the bereaved, and keeps people from asking for help."
        ),
        suggestion=_("Write “died by suicide” or “took their own life”; in Urdu “خودکشی سے وفات”."),
        phrases=(
            f"commit|commits|committed|committing|commited|commiting a|an|the|mass|double? {SUICIDE} {_NOT}",
            f"commission of suicide {_NOT}",
            "crime|sin|guilty of suicide",
            "suicide is a crime|sin",
            "خودکشی|خود_کشی ایک? جرم|گناہ|حرام ہے",
            "خودکشی|خود_کشی کا|کے|جیسے|جیسا|جیسی جرم|گناہ|ارتکاب|مرتکب",
            "حرام موت",
        ),
        unless=_ABOUT_WORDING,
        source=WHO_AND_LAW,
    ),
    Rule(
        "success",
        Severity.WARNS,
        Where.ANYWHERE,
        reason=_("A death is no success, and to survive is no failure."),
        suggestion=_("Write “died by suicide”, or “a suicide attempt” of which somebody did not die."),
        phrases=(
            f"successful|successfully|unsuccessful|failed|completed|complete suicide|suicides|suicide_attempt* {_NOT}",
            "suicide attempt|attempts was|were successful|unsuccessful|failed",
            "succeed*|failed in|to killing|kill|taking|take himself|herself|themselves|his|her|their",
            "کامیاب|ناکام خودکشی|خود_کشی",
            "خودکشی|خود_کشی کی|میں? کامیاب|ناکام",
        ),
        unless=_ABOUT_WORDING,
    ),
    Rule(
        "method",
        Severity.BLOCKS,
        Where.NEAR,
        reason=_("Telling how somebody died, or tried to, is followed by more deaths in the same way."),
        suggestion=_("Leave the method out altogether."),
        phrases=(
            "hanged|hanging|hung|hang himself|herself|themselves|myself",
            "found|died|dead … hanging|hanged",
            "shot|stabbed|drowned|poisoned|burned|burnt|electrocuted himself|herself|themselves",
            "set … himself|herself|themselves on_fire|alight|ablaze",
            f"jump*|leapt|threw_himself|threw_herself off|from|in_front_of|under|into {_NUMBER}",
            "by hanging|drowning|jumping|shooting|overdosing",
            "with|using a|his|her|their pistol|gun|rifle|rope|razor|dupatta",
            "slit|slitting|cut|cutting his|her|their wrist|wrists|throat|vein|veins",
            "swallow*|drank|drink*|ingest*|consum*|took|taking … pesticide*|insecticide*|poison*|acid|bleach",
            "swallow*|ingest* … pills|tablets",
            "took|taken|taking … handful|bottle|packet|strip … pills|tablets",
            "overdosed|overdosing on|of|with",
            "took|taken|taking an|the|a_fatal|a_lethal overdose",
            "wheat|black stone|pill|pills",
            "پھندا|پھندے|پھندہ",
            "زہر|زہریلی|زہریلا|گولیاں|تیزاب … کھا|پی|نگل|کھائی|کھائیں|نگلی|نگلیں",
            "چھلانگ|کود کر|لگا|لگائی|گیا|گئی",
            "خود کو … گولی|آگ|جلا",
            "نس|نسیں|رگ|کلائی کاٹ*",
        ),
    ),
    Rule(
        "location",
        Severity.BLOCKS,
        Where.NEAR,
        reason=_("A place that is named becomes a place to which others go."),
        suggestion=_("Leave the place out, or name the district only."),
        phrases=(
            "suicide spot|hotspot|hot_spot|bridge|point|cliff|tower",
            "jump*|leapt|leap*|fell|plunged … from|off … bridge|roof|rooftop|cliff|balcony|storey|tower",
            "پل|چھت|عمارت|پہاڑ|بالکونی سے … چھلانگ|کود*|گرا",
        ),
    ),
    Rule(
        "sensation",
        Severity.BLOCKS,
        Where.HEADLINE,
        reason=_("A headline that shocks reaches those at risk first, and most."),
        suggestion=_("Say plainly what the text offers: what helps, and where help is."),
        phrases=(
            "shock*|horr*|chilling|gruesome|grisly|tragic|tragedy|heartbreaking|spate|rampant|skyrocket*|soar*|deadly|mystery",
            "لرزہ|ہولناک|سنسنی|المناک|افسوسناک|خوفناک|دردناک|لرزا|پراسرار",
            "دل دہلا*",
        ),
        unless=("prevent*|support*|postvention", "روک_تھام|مدد|بچاؤ|انسداد"),
    ),
    Rule(
        "headline",
        Severity.WARNS,
        Where.HEADLINE,
        reason=_("The word in a headline gives it the prominence that the guidance asks to avoid."),
        suggestion=_("Put the word into the text, or speak of prevention and help in the headline."),
        phrases=TOPIC,
        unless=(
            "prevent*|postvention|support*|help*|research*|data|rate|rates|study|studies|guid*|train*|aware*|care|hope*|strateg*",
            "report*|messaging|policy|plan|law|service*|surviv*|bereave*|talk*|understand*|risk*|save*|saving|safe*",
            "روک_تھام|بچاؤ|مدد|آگاہی|آگہی|تحقیق|تربیت|حکمت|امید|انسداد|تدارک|خدمات|بات|سمجھ*",
        ),
    ),
    Rule(
        "single_cause",
        Severity.WARNS,
        Where.SENTENCE,
        reason=_("One cause alone is nearly never true, and tells others in the same place that this is the way out."),
        suggestion=_(
            "Say that many things come together, that mental ill-health is mostly one, and that it can be treated."
        ),
        phrases=(
            "suicide|life|himself|herself|themselves … because|because_of|due_to|over|out_of|owing_to",
            "because_of|due_to|owing_to … suicide",
            "drove|driven|drives|pushed|forced him|her|them to suicide|kill|take|end",
            "suicide … after … fail*|losing|breakup|break_up|divorce|scolded|rejected|quarrel|fight",
            "reason|cause|motive for|of|behind the|his|her|their? suicide",
            "کی_وجہ_سے|سے_تنگ_آ|سے_تنگ_آکر|سے_دلبرداشتہ|سے_مایوس … خودکشی|خود_کشی",
            "خودکشی|خود_کشی کی وجہ",
        ),
        unless=(
            "rarely|seldom|never|not|no|many|several|complex|multiple|combination|factors|causes|reasons|among|contribut*|risk",
            "prevent*|stigma|help*|research*|die|deaths",
            "کئی|بہت_سی|متعدد|مختلف|عوامل|وجوہات|صرف|روک_تھام|کوئی_ایک|نہیں",
        ),
    ),
    Rule(
        "note",
        Severity.BLOCKS,
        Where.NEAR,
        reason=_("What stands in a note makes the death a message, and the dead an example."),
        suggestion=_("Do not quote the note nor retell it. Whether there was one rarely matters."),
        phrases=(
            "note he|she|they? left?|behind? said|says|read|reads|wrote|blam*|stated|mention*|quot*",
            "letter|message he|she|they left behind? said|says|read|reads|blam*|stated|mention*",
            "in his|her|their|a|the last|final|farewell|suicide note|letter|message|video",
            "according to … note|letter",
            "خط|نوٹ|پیغام میں … لکھا|کہا|بتایا|ذمہ_دار",
        ),
        unless=_OF_AN_OFFICE,
    ),
    Rule(
        "note_mentioned",
        Severity.WARNS,
        Where.ANYWHERE,
        reason=_("A note draws the eye to the death, and away from what helps."),
        suggestion=_("Leave the note out unless the text is about notes."),
        phrases=("suicide|farewell note|notes|letter|letters", "خودکشی|الوداعی|آخری نوٹ|خط"),
        unless=_ABOUT_WORDING,
    ),
    Rule(
        "epidemic",
        Severity.WARNS,
        Where.ANYWHERE,
        reason=_("Words for disease and disaster make it look inevitable and common."),
        suggestion=_("Give the number with its source and year: “rising”, “higher than in …”."),
        phrases=(
            "suicide|suicides epidemic|outbreak|wave|spate|plague|contagion|crisis|tsunami|surge",
            "epidemic|wave|spate|plague|outbreak|contagion|tsunami|rash of … suicide|suicides|self_harm",
            "copycat suicide|suicides",
            "خودکشیوں|خودکشی کی|کا لہر|وبا|طوفان|سیلاب",
        ),
        unless=_ABOUT_WORDING,
    ),
    Rule(
        "solution",
        Severity.BLOCKS,
        Where.NEAR,
        reason=_("It makes death look like a way out, or like something great."),
        suggestion=_("Tell what helped others through it. Honour a life without honouring how it ended."),
        phrases=(
            "suicide|death … only|easy|best|last way_out|option|escape|solution|choice",
            "only|easy|best|last way_out|escape|solution … suicide|death",
            "only|easy|last way_out",
            "found|finds|finally|now at? peace|rest at_last|in_death",
            "at peace|rest now|at_last|finally",
            "end|ends|ended his|her|their|the suffering|pain|misery",
            "brave|heroic|courageous|noble|romantic|beautiful death|suicide|act|end",
            "better place",
            "نجات پا*",
            "ہمیشہ کے لیے سکون",
            "سکون مل گیا",
            "بہادر|عظیم موت",
        ),
        unless=("not|never|no|isn_t|نہیں",),
    ),
    Rule(
        "judging",
        Severity.WARNS,
        Where.SENTENCE,
        reason=_("It judges those who suffer, and they stop speaking."),
        suggestion=_("Describe what happened without a verdict: not cowardly, selfish, weak, or for attention."),
        phrases=(
            "coward*|selfish|attention_seeking|weak_minded|weakness|seeking_attention|for_attention",
            "بزدل*|کمزور_ایمان|خود_غرض*|ایمان_کی_کمزوری",
        ),
        unless=("not|never|no|nor|myth*|isn_t|نہیں|غلط_فہمی", *_ABOUT_WORDING),
    ),
    Rule(
        "figure_of_speech",
        Severity.WARNS,
        Where.ANYWHERE,
        reason=_("As a figure of speech it makes light of what readers may have lived through."),
        suggestion=_("Say what is meant: ruinous, self-defeating."),
        phrases=(
            f"political|career|social|economic|financial|commercial|professional suicide {_NOT}",
            "سیاسی|معاشی خودکشی",
        ),
    ),
)

# Of the whole text: it speaks of the matter and leaves readers alone with it.
NO_HELP = Rule(
    "no_help",
    Severity.WARNS,
    Where.NEAR,
    reason=_("A text on this subject should say where a reader finds help, at once."),
    suggestion=_("Add the block with our helplines, or say whom to turn to."),
    phrases=(),
)
