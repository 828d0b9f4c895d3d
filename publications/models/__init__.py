from publications.models.publications import Contributor, PublicationIndexPage, PublicationPage

__all__ = ["Contributor", "PublicationIndexPage", "PublicationPage"]
