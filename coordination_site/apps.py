from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoordinationSiteConfig(AppConfig):
    name = "coordination_site"
    verbose_name = _("Staff accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from coordination_site import alarms  # noqa: F401  registered by being imported
        from coordination_site.page_cache import emptying

        emptying.listen()
