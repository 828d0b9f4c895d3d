"""The sentences of every finding, for somebody in an office to read and to pass on to whoever looks after the DNS."""

from delivery.sender.words import dkim, dmarc, general, servers, spf
from delivery.sender.words.base import Level, Words

__all__ = ["WORDS", "Level", "Words"]

WORDS = {**general.WORDS, **spf.WORDS, **dkim.WORDS, **dmarc.WORDS, **servers.WORDS}
