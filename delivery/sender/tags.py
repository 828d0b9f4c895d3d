"""The lists of tags that DKIM keys and DMARC records are made of (RFC 6376, 3.2)."""


def parse(text: str) -> dict[str, str]:
    """Return ``tag=value;`` pairs, names in lower case, without the white space around and in front of them.

    Raises:
        ValueError: a part is no pair, or a tag stands there twice.
    """
    tags: dict[str, str] = {}
    for part in text.split(";"):
        if not part.strip():
            continue
        name, equals, value = part.partition("=")
        name = name.strip().lower()
        if not equals or not name or name in tags:
            raise ValueError(part.strip())
        tags[name] = value.strip()
    return tags
