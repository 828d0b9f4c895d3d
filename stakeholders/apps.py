from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StakeholdersConfig(AppConfig):
    name = "stakeholders"
    verbose_name = _("Stakeholders")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from delivery import audiences
        from stakeholders import checks, signal_handlers  # noqa: F401  registered by being imported
        from stakeholders.audience import RESOLVER, subscribers

        audiences.register(RESOLVER, subscribers)
