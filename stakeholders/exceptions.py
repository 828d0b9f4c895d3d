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
