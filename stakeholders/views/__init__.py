from stakeholders.views.preferences import preferences, preferences_link
from stakeholders.views.repermission import answer
from stakeholders.views.subscribe import check_mail, confirm, subscribe
from stakeholders.views.unsubscribe import unsubscribe

__all__ = ["answer", "check_mail", "confirm", "preferences", "preferences_link", "subscribe", "unsubscribe"]
