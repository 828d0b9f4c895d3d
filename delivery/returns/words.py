"""The words by which mail servers and mail programs tell what a letter is, in the languages that we meet."""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# Who writes when a server does.
DAEMON = _any(
    r"mailer-?daemon",
    r"\bpost_?master\b",
    r"mail(?:er)? ?(?:delivery|administrator|admin)",
    r"mail ?delivery ?(?:sub)?system",
    r"\bdaemon@",
    r"\bbounces?@",
    r"microsoft ?exchange",
    r"complaints?@",
    r"(?:mail|smtp)[-_]?(?:system|server|service|gateway|router)\b",
    r"system (?:attendant|administrator|anti-?virus)",
)
FAILURE = _any(
    r"undeliver",
    r"non-? ?deliver",
    r"delivery (?:status )?(?:notification|report|failure|error|problem|has failed|failed|incomplete|suspended)",
    r"mail (?:delivery )?(?:failure|failed|error|system error)",
    r"(?:could|can) ?not be delivered",
    r"(?:un|not )deliver(?:able|ed)",
    r"returned (?:mail|to sender)|returning message",
    r"(?:trouble|error) (?:delivering|sending) your|automatically rejected",
    r"failure notice|failed mail|failed delivery|message status",
    r"rejected (?:mail|posting|message)|message (?:rejected|refused|blocked)|bounced? mail",
    r"unzustellbar|nicht zustellbar|nicht zugestellt|zustellung (?:fehlgeschlagen|nicht)",
    r"non (?:remis|distribu|délivr)|échec de (?:la )?(?:remise|livraison|distribution)",
    r"no se (?:puede|pudo) entregar|no entregado|no se ha podido entregar|error de entrega",
    r"non (?:recapitabile|consegnat)|mancato recapito|niet (?:bestelbaar|bezorgd)|onbestelbaar",
    r"не доставлен|недоставлен|ошибка доставки|配信|退信|送达失败|无法投递",
    r"تعذر تسليم|ناقابل ترسیل|نہیں پہنچ",
)
DELAY = _any(
    r"(?:has )?not yet been (?:delivered|able)",
    r"(?:will|being|to be|delivery attempts? (?:will|are)) (?:\w{1,20} ){0,4}(?:retried|retry|continue)",
    r"warning:? (?:message )?(?:delayed|could not send)|this is (?:just |only )?a warning|warning only",
    r"delivery (?:status notification )?\(?(?:is |has been |was )?(?:delay|postponed)",
    r"\bdelayed\b.{0,40}(?:mail|message|delivery)|(?:mail|message|delivery).{0,40}\bdelayed\b",
    r"will (?:be retried|keep trying|try again)|has been postponed|no action is required on your part",
    r"zustellung verzögert|retard(?:é|ée)?\b.{0,30}(?:remise|livraison)|entrega (?:demorada|retrasada)",
)
# Subjects of answers that nobody wrote: holidays, moves, receipts of a desk, requests to prove that one is human.
AUTOMATIC = _any(
    r"out[- ]of[- ](?:the[- ])?(?:office|town)|\booo\b|automat(?:ic|ed)[- ](?:reply|response|answer)",
    r"auto-?\s?(?:reply|response)",
    r"on (?:annual |maternity |paternity |sick |my |official )?(?:leave|vacation|holiday)s?\b",
    r"away from (?:my|the) (?:office|desk|mail)",
    r"(?:vacation|holiday) (?:message|notice|reply)|i am (?:away|out)|absence notif",
    r"(?:my |new )(?:e-?mail )?address (?:has )?changed|(?:e-?mail )?address change|change of (?:e-?mail )?address",
    r"i have moved|no longer (?:work|with)",
    r"(?:please )?(?:confirm|verify) (?:your )?(?:message|mail|e-?mail|that you)",
    r"verification required|sender verification|challenge",
    r"(?:thank you for|we have received) (?:your|contacting)|ticket (?:received|created)|case (?:received|created)",
    r"abwesen|automatische (?:antwort|rückantwort)|nicht im (?:büro|haus)|im urlaub|urlaubs",
    r"absen(?:ce|t)\b|réponse automatique|en (?:congé|vacances)",
    r"respuesta autom|fuera de (?:la )?oficina|ausencia|de vacaciones",
    r"resposta autom|férias|risposta automatica|fuori (?:sede|ufficio)|in ferie|automatisch antwoord|afwezig",
    r"автоответ|автоматический ответ|в отпуске|отсутств|自动回复|自動返信|不在|رد تلقائي|خارج المكتب|إجازة",
    r"خودکار جواب|رخصت پر|چھٹی پر|دفتر سے باہر|دفتر میں نہیں",
)
