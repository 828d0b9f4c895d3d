"""What is said of the policy for forged mail, and of whether our own would pass."""

from django.utils.translation import gettext_lazy as _

from delivery.sender.words.base import Level, Words

_REMOVE_OTHERS = _("Keep one and delete the others.")

WORDS = {
    "dmarc.none": Words(
        Level.ERROR,
        _("Neither %(domain)s nor a domain above it has a DMARC record."),
        _("Nothing says what to do with forged mail. Gmail and Yahoo demand a record of bulk senders."),
        _("Publish one. “p=none” changes nothing for your mail and brings reports; the mailbox must exist."),
    ),
    "dmarc.several": Words(
        Level.ERROR, _("%(name)s has %(count)s DMARC records."), _("Receivers ignore them all."), _REMOVE_OTHERS
    ),
    "dmarc.broken": Words(
        Level.ERROR,
        _("The DMARC record at %(name)s has no valid policy (“p=”)."),
        _("Receivers ignore the record."),
        _("Write “p=none”, “p=quarantine” or “p=reject” directly after “v=DMARC1”."),
    ),
    "dmarc.ok": Words(
        Level.OK,
        _("There is a DMARC record at %(name)s; its policy for this domain is “%(policy)s”."),
        _("Receivers know what to do with mail that only pretends to come from you."),
    ),
    "dmarc.inherited": Words(
        Level.OK,
        _("%(domain)s has no DMARC record of its own; the nearest is at %(name)s, with the policy “%(policy)s”."),
        _(
            "That one counts, unless the domain above belongs to somebody else. No list of public suffixes is kept "
            "here."
        ),
    ),
    "dmarc.watching": Words(
        Level.ADVICE,
        _("The DMARC policy is “none”."),
        _("Forged mail is reported and still delivered."),
        _("When the reports show that all your own mail passes, change it to “quarantine”."),
    ),
    "dmarc.partly": Words(
        Level.ADVICE,
        _("The DMARC policy holds for %(percent)s %% of mail only (“pct=”)."),
        _("The rest of forged mail is treated more mildly."),
        _("Take “pct=” out when the reports are good."),
    ),
    "dmarc.no_reports": Words(
        Level.ADVICE,
        _("The DMARC record names nobody who gets reports (“rua=”)."),
        _("Nobody sees when your own mail fails, or who forges it."),
        _("Replace the present record by this one, with a mailbox that somebody reads."),
    ),
    "alignment.both": Words(
        Level.OK,
        _("From (%(from)s) agrees with the return path (%(path)s) and with the DKIM domain (%(signer)s)."),
        _("DMARC passes by SPF and by DKIM."),
    ),
    "alignment.dkim": Words(
        Level.OK,
        _("From (%(from)s) agrees with the DKIM domain (%(signer)s)."),
        _("DMARC passes by DKIM alone, which also survives forwarding."),
    ),
    "alignment.spf": Words(
        Level.ADVICE,
        _("From (%(from)s) agrees with the return path (%(path)s); of no DKIM key is it known."),
        _("DMARC passes by SPF alone, and fails when mail is forwarded."),
        _("Have mail signed with a DKIM key of the From domain."),
    ),
    "alignment.none": Words(
        Level.ERROR,
        _("From (%(from)s) agrees neither with a return path that SPF covers nor with a DKIM key."),
        _("DMARC fails for every mail. Gmail and Yahoo turn such bulk mail away."),
        _("Set SENDER_DOMAIN to the From domain, and have mail signed with a DKIM key of it."),
    ),
    "alignment.unclear": Words(
        Level.UNKNOWN,
        _("Whether From (%(from)s) agrees with return path or DKIM domain can't be told."),
        _("It hangs on what is not known above."),
        _("Settle the points above, then check again."),
    ),
}
