from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Meetings")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from home import record
        from meetings.holdings import seats
        from meetings.record import meetings
        from meetings.segments import working_group
        from stakeholders.privacy import holdings
        from stakeholders.segments import registry

        holdings.register(seats)
        record.register(meetings)
        registry.register(working_group)
