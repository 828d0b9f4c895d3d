from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliveryConfig(AppConfig):
    name = "delivery"
    verbose_name = _("Delivery")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from delivery import audiences, checks, follow_up, setting_checks, signal_handlers  # noqa: F401  registered by it
        from delivery.webhooks import receiving  # noqa: F401  likewise

        audiences.register(follow_up.RESOLVER, follow_up.missed)
