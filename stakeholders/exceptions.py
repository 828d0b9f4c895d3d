"""What can go wrong here and must be told to somebody."""


class UnknownCriterionError(ValueError):
    """An audience definition names something that is not in our lists: a topic, province, kind or language."""


class LinkError(Exception):
    """A personal link can't be honoured."""


class LinkBrokenError(LinkError):
    """The token was not made by us, or was damaged on its way."""


class LinkExpiredError(LinkError):
    """The token is older than its purpose allows, or what it stood for has been withdrawn since."""


class MergeRefusedError(Exception):
    """Two records can't be merged, or a merge can't be undone, as things stand now; the text tells staff why."""


class NobodyToShowError(Exception):
    """Behind a link to somebody's own data there is nobody whose data may be shown."""


class SharedAddressError(NobodyToShowError):
    """Several people read this address: whoever opens the link may not be the one whose data it would show."""


class NobodyKnownError(NobodyToShowError):
    """No contact is reached at this address, or not any more."""


class ChangedMeanwhileError(Exception):
    """The details are no longer those that the person saw when they began to change them."""
