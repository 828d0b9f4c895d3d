"""What staff fill in of a contact, and of an organisation."""

from django.forms import CheckboxSelectMultiple, Textarea
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

CONTACT_PANELS = [
    FieldRowPanel([FieldPanel("name"), FieldPanel("name_ur")]),
    FieldRowPanel([FieldPanel("language"), FieldPanel("province")]),
    InlinePanel(
        "addresses",
        heading=_("Addresses"),
        label=_("Address"),
        panels=[
            FieldRowPanel([FieldPanel("address"), FieldPanel("kind")]),
            FieldRowPanel([FieldPanel("primary"), FieldPanel("retired_on")]),
        ],
    ),
    InlinePanel(
        "phones",
        heading=_("Telephone numbers"),
        label=_("Telephone number"),
        panels=[FieldRowPanel([FieldPanel("number"), FieldPanel("whatsapp")])],
    ),
    InlinePanel(
        "affiliations",
        heading=_("Posts"),
        label=_("Post"),
        panels=[
            FieldPanel("organisation"),
            FieldPanel("designation"),
            FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
        ],
    ),
    FieldRowPanel([FieldPanel("stated_designation"), FieldPanel("stated_organisation")]),
    FieldPanel("tags", widget=CheckboxSelectMultiple),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("card_post"), FieldPanel("card_phone"), FieldPanel("card_email")])],
        heading=_("On the public card"),
        help_text=_(
            "A person stands in the public directory only if they agreed to it; then their name does, and what is "
            "ticked here. Addresses are never shown as plain text."
        ),
    ),
    FieldPanel("note"),
]

ORGANISATION_PANELS = [
    FieldPanel("name"),
    FieldRowPanel([FieldPanel("name_ur"), FieldPanel("acronym")]),
    FieldRowPanel([FieldPanel("kind"), FieldPanel("parent")]),
    InlinePanel(
        "names",
        heading=_("Other names"),
        label=_("Other name"),
        help_text=_("Names it had before, and those that people write. It is found by all of them."),
        panels=[
            FieldRowPanel([FieldPanel("name"), FieldPanel("reason")]),
            FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
            FieldPanel("note"),
        ],
    ),
    FieldRowPanel(
        [
            FieldPanel("provinces", widget=CheckboxSelectMultiple),
            FieldPanel("sectors", widget=CheckboxSelectMultiple),
        ]
    ),
    FieldPanel("description"),
    FieldPanel("description_ur", widget=Textarea(attrs={"dir": "rtl", "lang": "ur", "rows": 4})),
    FieldPanel("website"),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("public"), FieldPanel("verified_on")]), FieldPanel("slug")],
        heading=_("In the public directory"),
    ),
]
