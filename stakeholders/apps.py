from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StakeholdersConfig(AppConfig):
    name = "stakeholders"
    verbose_name = _("Stakeholders")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from delivery import audiences
        from home import sitemaps
        from home.search import kinds
        from stakeholders import checks, panels, search_signals, signal_handlers  # noqa: F401  registered by being imported
        from stakeholders.admin.privacy.panels import contact_panel
        from stakeholders.audience import RESOLVER, subscribers
        from stakeholders.directory.found import ORGANISATIONS
        from stakeholders.directory.sitemap import Organisations
        from stakeholders.models import Contact
        from stakeholders.privacy import rules, sections
        from stakeholders.repermission import audience as to_ask
        from stakeholders.segments import own
        from stakeholders.timeline import sources

        audiences.register(RESOLVER, subscribers)
        audiences.register(to_ask.RESOLVER, to_ask.candidates, once=True)
        own.register()
        rules.register_all()
        sections.register_all()
        panels.register(Contact, contact_panel, order=900)
        sources.register()
        kinds.register_source(ORGANISATIONS)
        sitemaps.register("organisations", Organisations)
