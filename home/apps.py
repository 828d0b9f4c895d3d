from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Site")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from home import asked_once
        from home.checks import check_blocks
        from home.models import ProgrammePage
        from home.search import kinds

        kinds.register(ProgrammePage, kinds.Kind("programmes", _("Programmes and tools"), _("Programme")))
        register(check_blocks)
        asked_once.install()
