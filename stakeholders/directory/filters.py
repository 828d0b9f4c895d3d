"""The filters that the directory has from the start."""

from django.utils.translation import gettext_lazy as _

from stakeholders.directory.registry import TermFilter, register_filter
from stakeholders.models.terms import OrganisationKind, Province, Sector

PROVINCE = TermFilter("province", _("Province"), _("All provinces"), Province, "provinces")
KIND = TermFilter("kind", _("Kind"), _("All kinds"), OrganisationKind, "kind")
SECTOR = TermFilter("sector", _("Sector"), _("All sectors"), Sector, "sectors")

for _filter in (PROVINCE, KIND, SECTOR):
    register_filter(_filter)
