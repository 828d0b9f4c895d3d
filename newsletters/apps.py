from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewslettersConfig(AppConfig):
    name = "newsletters"
    verbose_name = _("Newsletters")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from home import record
        from home.search import kinds
        from newsletters import signal_handlers
        from newsletters.models import IssuePage
        from newsletters.record import issues

        record.register(issues)
        kinds.register(IssuePage, kinds.Kind("newsletters", _("Newsletters"), _("Newsletter")))
        signal_handlers.connect()
