from stakeholders.models.consent import ConsentRecord, ConsentWording
from stakeholders.models.contacts import Affiliation, Contact, ContactAddress
from stakeholders.models.organisations import Organisation
from stakeholders.models.terms import Language, OrganisationKind, Province, Topic

__all__ = [
    "Affiliation",
    "ConsentRecord",
    "ConsentWording",
    "Contact",
    "ContactAddress",
    "Language",
    "Organisation",
    "OrganisationKind",
    "Province",
    "Topic",
]
