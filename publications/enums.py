"""What publications are, how they may be read and reused, and in which languages they are written."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    ARTICLE = "article", _("Journal article")
    REPORT = "report", _("Report")
    PLAN = "plan", _("Plan or policy")
    GUIDELINE = "guideline", _("Guideline")
    TOOL = "tool", _("Tool")
    TRAINING = "training", _("Training material")
    BRIEF = "brief", _("Brief")
    NEWSLETTER = "newsletter", _("Newsletter")
    MINUTES = "minutes", _("Minutes")
    PRESENTATION = "presentation", _("Presentation")
    THESIS = "thesis", _("Thesis")
    DATASET = "dataset", _("Data set")


class Precision(models.TextChoices):
    """How exactly a date is known."""

    YEAR = "year", _("Year")
    MONTH = "month", _("Month")
    DAY = "day", _("Day")


class Access(models.TextChoices):
    OPEN = "open", _("Open access")
    FREE = "free", _("Free to read")
    SUBSCRIPTION = "subscription", _("Subscription")
    REQUEST = "request", _("On request")


READABLE_BY_ALL = frozenset({Access.OPEN, Access.FREE})


class Licence(models.TextChoices):
    """The SPDX identifier of a licence, or none of them: all rights are reserved."""

    BY = "CC-BY-4.0", "CC BY 4.0"
    BY_SA = "CC-BY-SA-4.0", "CC BY-SA 4.0"
    BY_NC = "CC-BY-NC-4.0", "CC BY-NC 4.0"
    BY_NC_SA = "CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0"
    BY_ND = "CC-BY-ND-4.0", "CC BY-ND 4.0"
    BY_NC_ND = "CC-BY-NC-ND-4.0", "CC BY-NC-ND 4.0"
    PUBLIC_DOMAIN = "CC0-1.0", "CC0 1.0"
    RESERVED = "reserved", _("All rights reserved")

    @property
    def url(self) -> str:
        """The licence's deed; empty where all rights are reserved."""
        if self is Licence.RESERVED:
            return ""
        if self is Licence.PUBLIC_DOMAIN:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        terms = self.value.removeprefix("CC-").removesuffix("-4.0").lower()
        return f"https://creativecommons.org/licenses/{terms}/4.0/"


class Language(models.TextChoices):
    """BCP 47 tags of the languages that publications and their files are written in."""

    ENGLISH = "en", _("English")
    URDU = "ur", _("Urdu")
    PUNJABI = "pa-Arab", _("Punjabi")
    PASHTO = "ps", _("Pashto")
    SINDHI = "sd", _("Sindhi")
    SARAIKI = "skr", _("Saraiki")
    BALOCHI = "bal", _("Balochi")
    BRAHUI = "brh", _("Brahui")
    SHINA = "scl", _("Shina")
    BALTI = "bft", _("Balti")
    DARI = "prs", _("Dari")
    ARABIC = "ar", _("Arabic")
    FRENCH = "fr", _("French")
    GERMAN = "de", _("German")

    @property
    def direction(self) -> str:
        """The value of `dir` for text in it. All languages here but those of Europe stand in Arabic script."""
        return "ltr" if self in {Language.ENGLISH, Language.FRENCH, Language.GERMAN} else "rtl"


class Role(models.TextChoices):
    AUTHOR = "author", _("Author")
    EDITOR = "editor", _("Editor")
    TRANSLATOR = "translator", _("Translator")


class FileKind(models.TextChoices):
    TEXT = "text", _("Full text")
    SUMMARY = "summary", _("Summary")
    ANNEX = "annex", _("Annex")
    SLIDES = "slides", _("Slides")
    DATA = "data", _("Data")


class ArticleKind(models.TextChoices):
    ARTICLE = "article", _("Article")
    NEWS = "news", _("News")


class Provenance(models.TextChoices):
    """Where the text of an article comes from."""

    OWN = "own", _("Written for this site")
    REPRINT = "reprint", _("Published elsewhere first")
