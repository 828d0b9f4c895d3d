from stakeholders.models.consent import ConsentRecord, ConsentState, ConsentWording, Pause
from stakeholders.models.contacts import Affiliation, Contact, ContactAddress, ContactPhone
from stakeholders.models.duplicates import DuplicateSearch, Merge, Resemblance
from stakeholders.models.engagement import Engagement, EngagementMark
from stakeholders.models.exports import ExportFile, ExportPiece
from stakeholders.models.imports import ImportBatch, ImportMapping, ImportRow
from stakeholders.models.organisations import Organisation, OrganisationName
from stakeholders.models.pages import DirectoryPage
from stakeholders.models.privacy import Erasure, ErasureRequest, ExportRecord, RetentionRun
from stakeholders.models.repermission import Repermission
from stakeholders.models.segments import Segment
from stakeholders.models.self_service import Correction, PeopleSettings
from stakeholders.models.terms import Language, OrganisationKind, Province, Sector, Tag, Topic

__all__ = [
    "Affiliation",
    "ConsentRecord",
    "ConsentState",
    "ConsentWording",
    "Contact",
    "ContactAddress",
    "ContactPhone",
    "Correction",
    "DirectoryPage",
    "DuplicateSearch",
    "Engagement",
    "EngagementMark",
    "Erasure",
    "ErasureRequest",
    "ExportFile",
    "ExportPiece",
    "ExportRecord",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "Language",
    "Merge",
    "Organisation",
    "OrganisationKind",
    "OrganisationName",
    "Pause",
    "PeopleSettings",
    "Province",
    "Repermission",
    "Resemblance",
    "RetentionRun",
    "Sector",
    "Segment",
    "Tag",
    "Topic",
]
