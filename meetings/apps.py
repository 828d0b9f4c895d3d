from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Meetings")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save

        from home import record, sitemaps
        from home.search import kinds
        from meetings import directory, erasing, panels, retention, signal_handlers, timeline
        from meetings.admin import feeds
        from meetings.attendance.exports import ATTENDANCE
        from meetings.decisions.found import DECISIONS
        from meetings.holdings import all_of
        from meetings.invitations.exports import INVITATIONS
        from meetings.minutes import announcing, privacy
        from meetings.models import (
            GroupPage,
            Meeting,
            MeetingDocument,
            MeetingPage,
            TermsOfReference,
            WorkingGroup,
        )
        from meetings.public.sitemaps import GroupTabs, Months, PublicDecisions, PublicMinutes, Register
        from meetings.record import approved_minutes, meetings
        from meetings.segments import CRITERIA
        from stakeholders import panels as people_pages
        from stakeholders import timeline as people_lines
        from stakeholders.directory.registry import register_filter, register_section
        from stakeholders.exporting.sources import SOURCES
        from stakeholders.models import Contact, Organisation
        from stakeholders.privacy import holdings
        from stakeholders.segments import registry

        holdings.register(all_of)
        erasing.register()
        retention.register_all()
        people_pages.register(Organisation, panels.of_organisation)
        people_pages.register(Organisation, panels.attendance_of_organisation)
        people_pages.register(Organisation, panels.actions_of_organisation)
        people_pages.register(Contact, panels.of_contact)
        people_pages.register(Contact, panels.attendance_of_contact)
        people_pages.register(Contact, panels.actions_of_contact)
        people_lines.register(timeline.of_meetings, kinds={people_lines.Kind.MEETING})
        SOURCES[ATTENDANCE.code] = ATTENDANCE
        SOURCES[INVITATIONS.code] = INVITATIONS
        people_pages.register(Contact, feeds.of_contact)
        record.register(meetings)
        record.register(approved_minutes)
        kinds.register(MeetingPage, kinds.Kind("meetings", _("Meetings"), _("Meeting")))
        kinds.register(GroupPage, kinds.Kind("groups", _("Working groups"), _("Working group")))
        kinds.register_source(DECISIONS)
        sitemaps.register("minutes", PublicMinutes)
        sitemaps.register("decisions", PublicDecisions)
        sitemaps.register("register", Register)
        sitemaps.register("months", Months)
        sitemaps.register("group-tabs", GroupTabs)
        announcing.register()
        privacy.register()
        register_filter(directory.WorkingGroupFilter())
        register_section(directory.section)
        for criterion in CRITERIA:
            registry.register(criterion)
        post_save.connect(signal_handlers.publish_meeting, sender=Meeting, dispatch_uid="publish_meeting")
        post_save.connect(signal_handlers.publish_group, sender=WorkingGroup, dispatch_uid="publish_group")
        for model in (MeetingDocument, TermsOfReference):
            post_delete.connect(signal_handlers.forget_file, sender=model, dispatch_uid=f"forget_{model.__name__}")
