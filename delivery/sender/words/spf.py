"""What is said of the servers that may send."""

from django.utils.translation import gettext_lazy as _

from delivery.sender.words.base import Level, Words

_NO_SPF = _("Receivers can't tell your mail from a forgery; much of it lands in spam or is refused.")
_BROKEN_SPF = _("Receivers treat the whole SPF record as broken, as if there were none.")

WORDS = {
    "spf.ok": Words(
        Level.OK,
        _("%(domain)s has one SPF record. Receivers need %(lookups)s of 10 look-ups to read it."),
        _("Receivers can see which servers may send for you."),
    ),
    "spf.none": Words(
        Level.ERROR, _("%(domain)s has no SPF record."), _NO_SPF, _("Publish a record that names your mail servers.")
    ),
    "spf.several": Words(
        Level.ERROR, _("%(domain)s has %(count)s SPF records."), _BROKEN_SPF, _("Make one record of them.")
    ),
    "spf.misspelt": Words(
        Level.ERROR,
        _("%(domain)s has a text that looks like an SPF record, but does not begin with “v=spf1 ”."),
        _NO_SPF,
        _("Write it anew, without quotation marks of your own."),
    ),
    "spf.broken": Words(
        Level.ERROR,
        _("The SPF record of %(domain)s has a term that can't be read: “%(term)s”."),
        _BROKEN_SPF,
        _("Correct or delete that term."),
    ),
    "spf.open": Words(
        Level.ERROR,
        _("The SPF record lets everybody send (“+all”)."),
        _("Anybody may forge your mail, and receivers distrust such a domain."),
        _("End the record with “~all” or “-all”."),
    ),
    "spf.undecided": Words(
        Level.WARNING,
        _("The SPF record says nothing about servers that it does not name."),
        _("Forged mail passes as neither right nor wrong."),
        _("End the record with “~all” or “-all”."),
    ),
    "spf.lookups": Words(
        Level.ERROR,
        _("Receivers need more than 10 look-ups to read the SPF record (%(lookups)s were counted)."),
        _BROKEN_SPF,
        _("Remove includes of services that no longer send for you, or name servers by address (ip4:, ip6:)."),
    ),
    "spf.voids": Words(
        Level.WARNING,
        _("The SPF record leads to names without records: %(names)s."),
        _("With more than two of them, receivers may treat the whole record as broken."),
        _("Remove these names."),
    ),
    "spf.include": Words(
        Level.ERROR,
        _("The SPF record includes %(name)s, which has no SPF record, or several."),
        _BROKEN_SPF,
        _("Remove that include, or correct its spelling."),
    ),
    "spf.circle": Words(
        Level.ERROR,
        _("The SPF record includes %(name)s, which leads back to where it came from."),
        _BROKEN_SPF,
        _("Remove that include."),
    ),
    "spf.crowded": Words(
        Level.ERROR,
        _("The SPF record counts on the mail servers of %(name)s, and there are more than 10."),
        _BROKEN_SPF,
        _("Name the servers by address (ip4:, ip6:) instead of “mx”."),
    ),
    "spf.ptr": Words(
        Level.ADVICE,
        _("The SPF record uses “ptr”."),
        _("It is slow, unreliable and ignored by some large receivers."),
        _("Name the servers by address (ip4:, ip6:) instead."),
    ),
    "spf.covered": Words(Level.OK, _("The SPF record lets the server %(server)s send.")),
    "spf.uncovered": Words(
        Level.ERROR,
        _("The SPF record does not let the server %(server)s send (result: %(verdict)s)."),
        _("Your own mail looks forged."),
        _("Replace the present record by this one; two records would be as bad as none."),
    ),
    "spf.relay_uncovered": Words(
        Level.WARNING,
        _("The SPF record does not name %(server)s, the server that takes our mail (result: %(verdict)s)."),
        _("If mail leaves from that address, it looks forged. Many providers send from other addresses."),
        _("Ask the provider which “include:” to publish, or name the addresses that mail leaves from in SENDER_IPS."),
    ),
    "spf.coverage_unclear": Words(
        Level.UNKNOWN,
        _("Whether the SPF record lets the server %(server)s send can't be told from here."),
        _("The record hangs on look-ups that only a receiver can make, or that nobody answered."),
        _("Send a test copy to an account at Gmail, and look for “SPF: PASS” under “Show original”."),
    ),
    "spf.server_unknown": Words(
        Level.UNKNOWN,
        _("Which public address mail leaves from is not known: %(host)s is inside your network."),
        _("So whether the SPF record covers it can't be told."),
        _("Name the public address in SENDER_IPS, or give it with --ip."),
    ),
    "spf.provider_there": Words(Level.OK, _("The SPF record includes %(include)s, as %(provider)s asks.")),
    "spf.provider_missing": Words(
        Level.ADVICE,
        _("The SPF record does not include %(include)s, which %(provider)s commonly asks for."),
        _("It matters only if the provider uses your domain as its return path."),
        _("Compare with the page about your domain at the provider."),
    ),
}
