from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewslettersConfig(AppConfig):
    name = "newsletters"
    verbose_name = _("Newsletters")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from home import record
        from newsletters import signal_handlers
        from newsletters.record import issues

        record.register(issues)
        signal_handlers.connect()
