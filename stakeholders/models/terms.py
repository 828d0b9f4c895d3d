"""Controlled lists: data with a code that never changes, labels in English and Urdu, and the names people write."""

import datetime
from typing import Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class TermQuerySet(models.QuerySet):
    def offered(self, on: datetime.date) -> Self:
        """Return the entries that may be chosen on the day `on`: neither retired nor still to come."""
        return self.filter(
            models.Q(valid_from=None) | models.Q(valid_from__lte=on),
            models.Q(valid_to=None) | models.Q(valid_to__gte=on),
        )


class Term(models.Model):
    """One entry of a controlled list. A retired term (`valid_to` in the past) still resolves but is not offered."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("label"), max_length=120)
    label_ur = models.CharField(_("label in Urdu"), max_length=120, blank=True)
    aliases = models.JSONField(_("aliases"), default=list, blank=True, help_text=_("Other names people write."))
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "label"]

    def __str__(self) -> str:
        return self.label_ur if self.label_ur and get_language() == "ur" else self.label


class Province(Term):
    """A province or territory of Pakistan; the code is its ISO 3166-2 code."""

    class Meta(Term.Meta):
        verbose_name = _("province")
        verbose_name_plural = _("provinces")


class OrganisationKind(Term):
    class Meta(Term.Meta):
        verbose_name = _("kind of organisation")
        verbose_name_plural = _("kinds of organisation")


class Language(Term):
    """A language that contacts read; the code is its BCP 47 tag.

    A reader of a language in which a mailing has no content gets the mailing's default language.
    """

    class Meta(Term.Meta):
        verbose_name = _("language")
        verbose_name_plural = _("languages")


class Topic(Term):
    """What one can subscribe to. Its code is the purpose that consent, suppression and mailings speak of."""

    description = models.CharField(_("description"), max_length=255, blank=True)
    description_ur = models.CharField(_("description in Urdu"), max_length=255, blank=True)
    public = models.BooleanField(_("offered on the subscribe form"), default=True)

    class Meta(Term.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    @property
    def description_in_language(self) -> str:
        """The description in the active language, or in English where there is no Urdu one."""
        return self.description_ur if self.description_ur and get_language() == "ur" else self.description


class Sector(Term):
    """A field of work of organisations: health, protection, education."""

    class Meta(Term.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")


class Tag(Term):
    """A label that staff put on contacts for a purpose of their own: speakers of a conference, trained in 2026."""

    class Meta(Term.Meta):
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
