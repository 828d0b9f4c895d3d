from publications.models.imports import PublicationImport, PublicationImportRow
from publications.models.index import PublicationIndexPage
from publications.models.parts import Contributor, PublicationFile
from publications.models.publications import PublicationPage

__all__ = [
    "Contributor",
    "PublicationFile",
    "PublicationImport",
    "PublicationImportRow",
    "PublicationIndexPage",
    "PublicationPage",
]
