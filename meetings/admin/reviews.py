"""Years in review in the admin: written in one form, part by part, in both languages."""

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.panels import TabbedInterface as Tabs
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from meetings.admin.menu import HOOK
from meetings.models import YearInReview

WORDS = [
    FieldRowPanel([FieldPanel("lead"), FieldPanel("lead_ur")]),
    FieldRowPanel([FieldPanel("text"), FieldPanel("text_ur")]),
]


class YearInReviewIndexView(generic.IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("group"),
            Column("year", label=_("Year"), sort_key="year"),
            BooleanColumn("published", label=_("Shown to the public"), sort_key="published"),
        ]

    def get_base_queryset(self) -> QuerySet[YearInReview]:
        return super().get_base_queryset().select_related("group")


class YearInReviewViewSet(ModelViewSet):
    model = YearInReview
    icon = "history"
    name = "year_in_review"
    menu_label = _("Years in review")
    menu_order = 450
    menu_hook = HOOK
    add_to_admin_menu = True
    index_view_class = YearInReviewIndexView
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    search_fields = ["group__name", "group__acronym", "introduction"]
    list_filter = ["group", "published"]
    edit_handler = Tabs(
        [
            ObjectList(
                [
                    HelpPanel(
                        _(
                            "Write what happened in the year under Highlights, and what the group sets itself for the "
                            "next under Priorities. A year later, come back and say there what became of each."
                        )
                    ),
                    FieldRowPanel([FieldPanel("group"), FieldPanel("year"), FieldPanel("published")]),
                    FieldRowPanel([FieldPanel("introduction"), FieldPanel("introduction_ur")]),
                ],
                heading=_("The year"),
            ),
            ObjectList(
                [
                    InlinePanel(
                        "highlights",
                        label=_("Highlight"),
                        panels=[
                            FieldPanel("category"),
                            *WORDS,
                            FieldRowPanel([FieldPanel("begins_on"), FieldPanel("ends_on"), FieldPanel("to_the_month")]),
                            FieldRowPanel([FieldPanel("place"), FieldPanel("co_organisers")]),
                            FieldPanel("organisations"),
                            FieldRowPanel([FieldPanel("objectives"), FieldPanel("objectives_ur")]),
                            FieldPanel("url"),
                        ],
                    )
                ],
                heading=_("Highlights"),
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("policy_title"), FieldPanel("policy_title_ur")]),
                            FieldRowPanel([FieldPanel("policy_from"), FieldPanel("policy_until")]),
                            FieldRowPanel([FieldPanel("policy_text"), FieldPanel("policy_text_ur")]),
                            FieldRowPanel([FieldPanel("policy_priority"), FieldPanel("policy_priority_ur")]),
                            FieldRowPanel([FieldPanel("policy_priority_number"), FieldPanel("policy_priorities")]),
                        ],
                        heading=_("Policy that it works under"),
                    ),
                    InlinePanel("proposed_actions", label=_("Proposed action"), panels=WORDS),
                ],
                heading=_("Policy"),
            ),
            ObjectList(
                [
                    InlinePanel(
                        "priorities",
                        label=_("Priority"),
                        panels=[
                            *WORDS,
                            FieldPanel("meeting"),
                            FieldRowPanel([FieldPanel("status"), FieldPanel("status_note")]),
                        ],
                    )
                ],
                heading=_("Priorities"),
            ),
            ObjectList(
                [
                    InlinePanel(
                        "contacts",
                        label=_("Contact"),
                        panels=[
                            FieldPanel("organisation"),
                            FieldRowPanel([FieldPanel("name"), FieldPanel("designation")]),
                            FieldPanel("email"),
                        ],
                    )
                ],
                heading=_("Contacts"),
            ),
        ]
    )


class YearInReviewChooserViewSet(ChooserViewSet):
    model = YearInReview
    icon = "history"
    choose_one_text = _("Choose a year in review")
    choose_another_text = _("Choose another year in review")
    edit_item_text = _("Edit this year in review")


year_in_review_chooser = YearInReviewChooserViewSet("year_in_review_chooser")
YearInReviewChooserBlock = year_in_review_chooser.get_block_class(
    name="YearInReviewChooserBlock", module_path="meetings.admin.reviews"
)
