"""People and role mailboxes. Where mail may go is not here: see consent."""

import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from stakeholders.models.organisations import Organisation, UnmergedManager
from stakeholders.models.terms import Language, Province, Tag
from stakeholders.phone_field import PhoneField


class Contact(ClusterableModel):
    """A person, or a post that is reached by a role mailbox."""

    name = models.CharField(_("name"), max_length=200, blank=True, help_text=_("As it is written in their language."))
    name_ur = models.CharField(_("name in Urdu"), max_length=200, blank=True)
    language = models.ForeignKey(Language, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("reads"))
    province = models.ForeignKey(
        Province, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("province")
    )
    stated_organisation = models.CharField(
        _("organisation as stated"),
        max_length=200,
        blank=True,
        help_text=_("As typed on the subscribe form. Staff link the organisation below once they know it."),
    )
    stated_designation = models.CharField(
        _("designation as stated"),
        max_length=200,
        blank=True,
        help_text=_("As the person wrote it. Where staff linked an organisation, the post there counts."),
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="contacts", verbose_name=_("tags"))
    note = models.TextField(_("note"), blank=True, help_text=_("For the unit only."))
    # The public card. Whether there is one is a consent: the purpose `consent.DIRECTORY` at one of the addresses.
    card_post = models.BooleanField(_("post and organisation"), default=True)
    card_phone = models.BooleanField(_("telephone number"), default=False)
    card_email = models.BooleanField(_("e-mail address"), default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)  # “yes, this is still me”, or corrected
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)  # the yearly “is this still you?” went out
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="absorbed"
    )
    search_text = models.TextField(blank=True, editable=False)  # folded; kept by `stakeholders.search`
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager[Self]] = UnmergedManager()
    with_merged: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name", "pk"]
        # The orders of the list, and nothing else, so that its last page is found as fast as its first.
        indexes = [
            models.Index(fields=["name", "id"], condition=models.Q(merged_into=None), name="contact_by_name"),
            models.Index(fields=["created_at", "id"], condition=models.Q(merged_into=None), name="contact_by_age"),
        ]
        permissions = [
            ("export_contact", _("Can export contacts")),
            ("import_contact", _("Can import contacts")),
            ("merge_contact", _("Can merge contacts and organisations")),
            ("erase_contact", _("Can erase a person, and hand out what is held on one")),
        ]

    def __str__(self) -> str:
        return self.name or self.name_ur or str(_("Unnamed contact"))

    @property
    def main_address(self) -> "ContactAddress | None":
        """The link that is marked as main, or the oldest one where none is marked."""
        return self.addresses.select_related("address").first()


class ContactAddress(models.Model):
    """That a contact is reached at an address. Contacts may share one (role mailboxes)."""

    class Kind(models.TextChoices):
        WORK = "work", _("Work")
        PERSONAL = "personal", _("Personal")
        ROLE = "role", _("Role mailbox")

    contact = ParentalKey(Contact, on_delete=models.CASCADE, related_name="addresses")
    address = models.ForeignKey("delivery.Address", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.WORK)
    primary = models.BooleanField(_("main address"), default=False)
    retired_on = models.DateField(
        _("not in use since"), null=True, blank=True, help_text=_("No mail for this contact goes there any more.")
    )

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["-primary", "pk"]
        # From many addresses to their contacts without a look at the rows: filters by consent, audiences.
        indexes = [models.Index(fields=["address", "contact"], name="contacts_of_address")]
        constraints = [
            models.UniqueConstraint(fields=["contact", "address"], name="one_link_per_contact_and_address"),
            models.UniqueConstraint(
                fields=["contact"], condition=models.Q(primary=True), name="one_main_address_per_contact"
            ),
        ]

    def __str__(self) -> str:
        return str(self.address)


class ContactPhone(models.Model):
    """A telephone number, in the one form that every network dials (ITU-T E.164)."""

    contact = ParentalKey(Contact, on_delete=models.CASCADE, related_name="phones")
    number = PhoneField(_("number"), max_length=16, db_index=True, help_text=_("For example +92 51 5550101."))
    whatsapp = models.BooleanField(_("on WhatsApp"), default=False)

    class Meta:
        verbose_name = _("telephone number")
        verbose_name_plural = _("telephone numbers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "number"], name="one_row_per_contact_and_number"),
            models.CheckConstraint(condition=models.Q(number__regex=r"^\+[1-9][0-9]{6,14}$"), name="number_is_e164"),
        ]

    def __str__(self) -> str:
        return self.number


class AffiliationQuerySet(models.QuerySet):
    def current(self, on: datetime.date) -> Self:
        """Return the posts held on the day `on`; an open end or beginning counts as held."""
        return self.filter(
            models.Q(start=None) | models.Q(start__lte=on),
            models.Q(end=None) | models.Q(end__gte=on),
        )


class Affiliation(models.Model):
    """A post at an organisation, for a time. A move ends one and begins another; nothing is overwritten."""

    contact = ParentalKey(Contact, on_delete=models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="affiliations", verbose_name=_("organisation")
    )
    designation = models.CharField(_("designation"), max_length=200, blank=True)
    start = models.DateField(_("from"), null=True, blank=True)
    end = models.DateField(_("until"), null=True, blank=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ["-start", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start=None) | models.Q(end=None) | models.Q(end__gte=models.F("start")),
                name="affiliation_ends_after_it_begins",
                violation_error_message=_("It must not end before it begins."),
            )
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.designation, str(self.organisation)]))
