"""What the screens of duplicates share: the permission, the two records, and how a record is told from its like."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.auth.models import AbstractUser
from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from stakeholders.duplicates.subjects import CONTACT, SUBJECTS, Subject
from stakeholders.models import Affiliation, Contact, ContactAddress, Organisation, Resemblance
from stakeholders.permissions import MERGE


class DuplicatesScreen(PermissionRequiredMixin, WagtailAdminTemplateMixin):
    """A page for those who may merge."""

    permission_required = MERGE
    raise_exception = True
    header_icon = "copy"
    request: Any
    kwargs: dict[str, Any]

    @property
    def user(self) -> AbstractUser:
        """Return who acts; the permission has let nobody through without an account."""
        return cast(AbstractUser, self.request.user)

    @property
    def subject(self) -> Subject:
        """Return what kind of record the address speaks of.

        Raises:
            Http404: there is no such kind.
        """
        if self.kwargs["subject"] not in SUBJECTS:
            raise Http404
        return SUBJECTS[self.kwargs["subject"]]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("duplicates:index"), "label": capfirst(Resemblance._meta.verbose_name_plural)},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]


def url_of(subject: str, pk: int) -> str:
    """Return the page of a record."""
    return reverse("contact:inspect" if subject == CONTACT.code else "organisation:edit", args=[pk])


@dataclass(frozen=True)
class Glance:
    """What tells a record from its like in a list."""

    pk: int
    name: str
    detail: str
    url: str


def glances(subject: str, pks: Iterable[int]) -> dict[int, Glance]:
    """Return the records with these keys, merged ones too, by one query."""
    wanted = set(pks)
    return _contacts(wanted) if subject == CONTACT.code else _organisations(wanted)


def _contacts(pks: set[int]) -> dict[int, Glance]:
    links = ContactAddress.objects.filter(contact=OuterRef("pk")).order_by("-primary", "pk")
    posts = Affiliation.objects.current(timezone.localdate()).filter(contact=OuterRef("pk")).order_by("-start", "-pk")
    contacts = Contact.with_merged.filter(pk__in=pks).annotate(
        email=Subquery(links.values("address__email")[:1]), at=Subquery(posts.values("organisation__name")[:1])
    )
    return {
        contact.pk: Glance(
            contact.pk,
            str(contact),
            ", ".join(part for part in (contact.at or contact.stated_organisation, contact.email) if part),
            url_of(CONTACT.code, contact.pk),
        )
        for contact in contacts
    }


def _organisations(pks: set[int]) -> dict[int, Glance]:
    return {
        organisation.pk: Glance(
            organisation.pk,
            organisation.name,
            ", ".join(part for part in (organisation.acronym, str(organisation.kind)) if part),
            url_of(Resemblance.Subject.ORGANISATION, organisation.pk),
        )
        for organisation in Organisation.with_merged.filter(pk__in=pks).select_related("kind")
    }


def glance(subject: str, pk: int) -> Glance:
    """Return one record; one that was deleted since is told as such."""
    return glances(subject, [pk]).get(pk) or Glance(pk, _("Deleted entry %(number)s") % {"number": pk}, "", "")
