"""What is said of the keys that mail is signed with."""

from django.utils.translation import gettext_lazy as _

from delivery.sender.words.base import Level, Words

_REMOVE_OTHERS = _("Keep one and delete the others.")
_SEE_PROVIDER = _("Publish the record anew, exactly as your mail server or provider gives it.")
_UNSIGNED = _("Receivers treat the mail as unsigned. Gmail and Yahoo turn unsigned bulk mail away.")

WORDS = {
    "dkim.no_selector": Words(
        Level.UNKNOWN,
        _("No DKIM selector is named, and the DNS has no list of them."),
        _("Whether your mail is signed can't be told. Gmail and Yahoo demand it of bulk senders."),
        _(
            "Ask your mail server’s keeper or provider for the selector (“s=” in a DKIM-Signature), and name it in "
            "DKIM_SELECTORS."
        ),
    ),
    "dkim.bad_selector": Words(
        Level.ERROR, _("“%(selector)s” can't be a selector."), _("Nothing can be looked up."), _("Correct it.")
    ),
    "dkim.none": Words(
        Level.ERROR,
        _("There is no DKIM key of the selector “%(selector)s” at %(domain)s."),
        _UNSIGNED,
        _("Publish the key that your mail server or provider gives; or correct the selector."),
    ),
    "dkim.several": Words(
        Level.ERROR,
        _("The selector “%(selector)s” at %(domain)s has %(count)s records."),
        _("Which of them counts is left to chance."),
        _REMOVE_OTHERS,
    ),
    "dkim.unreadable": Words(
        Level.ERROR, _("What stands at %(name)s is no DKIM key that receivers can read."), _UNSIGNED, _SEE_PROVIDER
    ),
    "dkim.not_for_mail": Words(
        Level.ERROR,
        _("The DKIM key at %(name)s is not for mail signed in the way of today (“h=”, “s=”)."),
        _UNSIGNED,
        _SEE_PROVIDER,
    ),
    "dkim.revoked": Words(
        Level.ERROR,
        _("The DKIM key at %(name)s is revoked (“p=” is empty)."),
        _UNSIGNED,
        _("Publish the present key, or take the selector out of DKIM_SELECTORS."),
    ),
    "dkim.short": Words(
        Level.ERROR,
        _("The DKIM key at %(name)s has %(bits)s bits."),
        _UNSIGNED,
        _("Make a new key of 2,048 bits."),
    ),
    "dkim.middling": Words(
        Level.ADVICE,
        _("The DKIM key at %(name)s has %(bits)s bits."),
        _("It is still accepted, and will not be for ever."),
        _("Make a new key of 2,048 bits when there is an occasion."),
    ),
    "dkim.testing": Words(
        Level.WARNING,
        _("The DKIM key at %(name)s says that it is only being tested (“t=y”)."),
        _UNSIGNED,
        _("Take “t=y” out of the record when signing works."),
    ),
    "dkim.ok": Words(
        Level.OK,
        _("There is a sound DKIM key (%(key)s) at %(name)s."),
        _("Receivers can verify what is signed with it. Whether mail is signed shows in a test copy."),
    ),
}
