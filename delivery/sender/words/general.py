"""What is said of everything at once, and of questions without an answer."""

from django.utils.translation import gettext_lazy as _

from delivery.sender.words.base import Level, Words

_NO_ANSWER = _("Nothing can be said about it now. This is not yet a fault of the records.")
_AGAIN = _("Check again later. If it stays like that, show this to whoever looks after the name servers.")

WORDS = {
    "domain.bad": Words(
        Level.ERROR,
        _("“%(name)s” is not the name of a domain."),
        _("Nothing can be looked up."),
        _("Correct SENDER_DOMAIN and DEFAULT_FROM_EMAIL."),
    ),
    "domain.unheard_of": Words(
        Level.ERROR,
        _("The DNS knows no %(name)s."),
        _(
            "Either the name is wrong or not registered, or the name servers of this machine know the inside of your "
            "network only."
        ),
        _("Compare SENDER_DOMAIN and DEFAULT_FROM_EMAIL. If they are right, run check_sender on a machine outside."),
    ),
    "unanswered.late": Words(
        Level.UNKNOWN, _("Unknown: the DNS did not answer in time about %(name)s."), _NO_ANSWER, _AGAIN
    ),
    "unanswered.failed": Words(
        Level.UNKNOWN, _("Unknown: no name server could answer about %(name)s."), _NO_ANSWER, _AGAIN
    ),
    "unanswered.broken": Words(
        Level.UNKNOWN, _("Unknown: the answer about %(name)s can't be read."), _NO_ANSWER, _AGAIN
    ),
    "unanswered.stopped": Words(
        Level.UNKNOWN, _("Unknown: the check had taken too long when it came to %(name)s."), _NO_ANSWER, _AGAIN
    ),
    "bulk.met": Words(
        Level.OK,
        _("What %(who)s demands of bulk senders is there, as far as DNS and settings show."),
        _("SPF, DKIM, an aligned DMARC record, a named server, one-click unsubscription over HTTPS."),
    ),
    "bulk.missing": Words(
        Level.ERROR,
        _("%(who)s demands more of bulk senders: %(missing)s."),
        _("Mail to its users may be put into spam or refused."),
        _("Mend what is named above; HTTPS is set by SITE_URL."),
    ),
    "bulk.unclear": Words(
        Level.UNKNOWN,
        _("What %(who)s demands of bulk senders is there as far as it is known; not known: %(unknown)s."),
        _("Mail to its users may be put into spam or refused."),
        _("Settle the points above, then check again."),
    ),
}
