from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StakeholdersConfig(AppConfig):
    name = "stakeholders"
    verbose_name = _("Stakeholders")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from delivery import audiences
        from stakeholders import (
            panels,
            signal_handlers,  # noqa: F401  registered by being imported
        )
        from stakeholders.admin.privacy.panels import contact_panel
        from stakeholders.audience import RESOLVER, subscribers
        from stakeholders.models import Contact
        from stakeholders.privacy import rules, sections
        from stakeholders.repermission import audience as to_ask
        from stakeholders.timeline import Kind, register, sources

        audiences.register(RESOLVER, subscribers)
        audiences.register(to_ask.RESOLVER, to_ask.candidates, once=True)
        rules.register_all()
        sections.register_all()
        panels.register(Contact, contact_panel, order=900)
        for source in (sources.consent, sources.suppressions):
            register(source, kinds={Kind.CONSENT})
        register(sources.mail, kinds={Kind.MAIL})
        register(sources.posts, kinds={Kind.POST})
        register(sources.record, kinds={Kind.RECORD})
