from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Meetings")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from home import record
        from meetings import directory, panels, signal_handlers
        from meetings.holdings import seats
        from meetings.invitations.exports import INVITATIONS
        from meetings.models import Meeting, WorkingGroup
        from meetings.record import meetings
        from meetings.segments import working_group
        from stakeholders import panels as people_pages
        from stakeholders.directory.registry import register_filter, register_section
        from stakeholders.exporting.sources import SOURCES
        from stakeholders.models import Contact, Organisation
        from stakeholders.privacy import holdings
        from stakeholders.segments import registry

        holdings.register(seats)
        people_pages.register(Organisation, panels.of_organisation)
        people_pages.register(Contact, panels.of_contact)
        record.register(meetings)
        register_filter(directory.WorkingGroupFilter())
        register_section(directory.section)
        registry.register(working_group)
        SOURCES[INVITATIONS.code] = INVITATIONS
        post_save.connect(signal_handlers.publish_meeting, sender=Meeting, dispatch_uid="publish_meeting")
        post_save.connect(signal_handlers.publish_group, sender=WorkingGroup, dispatch_uid="publish_group")
