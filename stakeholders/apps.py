from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StakeholdersConfig(AppConfig):
    name = "stakeholders"
    verbose_name = _("Stakeholders")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from delivery import audiences
        from stakeholders import search_signals, signal_handlers  # noqa: F401  registered by being imported
        from stakeholders.audience import RESOLVER, subscribers
        from stakeholders.timeline import Kind, register, sources

        audiences.register(RESOLVER, subscribers)
        for source in (sources.consent, sources.suppressions):
            register(source, kinds={Kind.CONSENT})
        register(sources.mail, kinds={Kind.MAIL})
        register(sources.posts, kinds={Kind.POST})
        register(sources.record, kinds={Kind.RECORD})
