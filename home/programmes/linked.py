"""What a programme's page says in the words of https://schema.org. Claims without a source are never said."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from home.models.programmes import ProgrammePage

TYPES = {
    "programme": "Service",
    "workforce": "Service",
    "app": "SoftwareApplication",
    "portal": "WebSite",
    "guideline": "CreativeWork",
}


def programme(page: "ProgrammePage", request: HttpRequest) -> dict[str, Any]:
    """Return what it is, what it is called and where it can be had."""
    said = {
        "@type": TYPES[page.kind],
        "name": page.title,
        "alternateName": page.name_ur if page.name_ur != page.title else "",
        "description": page.summary,
        "inLanguage": page.locale.language_code,
        "mainEntityOfPage": page.get_full_url(request) if page.pk else "",
        "sameAs": [link.url for link in page.links],
    }
    if said["@type"] == "Service":
        said["provider"] = [{"@type": "Organization", "name": row.shown_name} for row in page.rows.implementers]
        said["areaServed"] = [str(province) for province in page.provinces.all()]
    return said
