"""What is said of the servers that take mail and that send it."""

from django.utils.translation import gettext_lazy as _

from delivery.sender.words.base import Level, Words

_NAME_OF_SERVER = _(
    "Ask whoever owns the address (your network or hosting provider) to give it a name, and publish that name with the "
    "same address."
)
_REFUSED_SERVER = _(
    "Large receivers refuse mail from servers whose address has no name, or a name that leads elsewhere."
)
_ALSO_SENDING = _("If mail really leaves from another address, name it in SENDER_IPS.")

WORDS = {
    "mx.ok": Words(
        Level.OK, _("Mail to %(domain)s goes to %(servers)s."), _("Replies and undeliverable mail come back to you.")
    ),
    "mx.none": Words(
        Level.ERROR,
        _("No server takes mail for %(domain)s."),
        _("Replies, undeliverable mail and unsubscriptions by mail are lost, and some receivers refuse such senders."),
        _("Publish an MX record that names the server of your mailboxes."),
    ),
    "mx.null": Words(
        Level.ERROR,
        _("%(domain)s declares that it takes no mail at all (a null MX)."),
        _("Replies, undeliverable mail and unsubscriptions by mail are lost, and some receivers refuse such senders."),
        _("Replace it by an MX record that names the server of your mailboxes."),
    ),
    "mx.implicit": Words(
        Level.WARNING,
        _("%(domain)s has no MX record; mail to it goes to its web address."),
        _("Replies and undeliverable mail arrive only if that server takes mail."),
        _("Publish an MX record that names the server of your mailboxes."),
    ),
    "mx.dead": Words(
        Level.ERROR,
        _("The MX record of %(domain)s names servers without an address: %(servers)s."),
        _("Replies, undeliverable mail and unsubscriptions by mail are lost, and some receivers refuse such senders."),
        _("Correct the names."),
    ),
    "mx.partly_dead": Words(
        Level.WARNING,
        _("Some of the mail servers of %(domain)s have no address: %(servers)s."),
        _("Mail to you may be late."),
        _("Correct or delete these names."),
    ),
    "ptr.ok": Words(
        Level.OK,
        _("The server %(server)s is called %(name)s, and that name leads back to it."),
        _("That is as it should be."),
    ),
    "ptr.none": Words(Level.ERROR, _("The server %(server)s has no name (PTR)."), _REFUSED_SERVER, _NAME_OF_SERVER),
    "ptr.unconfirmed": Words(
        Level.ERROR,
        _("The server %(server)s is called %(name)s, but that name does not lead back to it."),
        _REFUSED_SERVER,
        _NAME_OF_SERVER,
    ),
    "ptr.relay": Words(
        Level.WARNING,
        _("%(server)s, the server that takes our mail, has no name that leads back to it."),
        _REFUSED_SERVER,
        _ALSO_SENDING,
    ),
    "ptr.private": Words(
        Level.UNKNOWN,
        _("Which public address mail leaves from is not known: %(host)s is inside your network."),
        _("Whether the server has a proper name can't be told."),
        _("Name the public address in SENDER_IPS, or give it with --ip."),
    ),
    "ptr.not_public": Words(
        Level.ERROR,
        _("“%(server)s” in SENDER_IPS is not a public IP address."),
        _("No receiver ever sees it."),
        _("Name the address that mail leaves your network from."),
    ),
    "ptr.no_host": Words(
        Level.ERROR,
        _("The mail server %(host)s has no address."),
        _("No mail can leave."),
        _("Correct SMTP_URL."),
    ),
    "ptr.provider": Words(
        Level.OK, _("Mail leaves from the servers of %(provider)s."), _("Their names are the provider’s business.")
    ),
}
