from stakeholders.views.erasure import erasure, erasure_status
from stakeholders.views.own_data import details, download, still_you
from stakeholders.views.preferences import personal_link, preferences
from stakeholders.views.repermission import answer
from stakeholders.views.subscribe import check_mail, confirm, subscribe
from stakeholders.views.unsubscribe import unsubscribe

__all__ = [
    "answer",
    "check_mail",
    "confirm",
    "details",
    "download",
    "erasure",
    "erasure_status",
    "personal_link",
    "preferences",
    "still_you",
    "subscribe",
    "unsubscribe",
]
