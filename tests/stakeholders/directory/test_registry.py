"""Higher rooms add filters and sections without the directory knowing them."""

import pytest

from stakeholders.directory import registry
from stakeholders.directory.registry import Filter, Option, Section, register_filter, register_section
from tests.factories.stakeholders import OrganisationFactory

pytestmark = pytest.mark.django_db


class WorkingGroupFilter(Filter):
    """What meetings will bring: here a group is whoever has the word in its name."""

    name, label, all_label = "group", "Working group", "All groups"

    def label_of(self, value):
        return {"gbv": "GBV group"}.get(value)

    def narrow(self, organisations, value):
        return organisations.filter(name__icontains=value)

    def options(self, organisations):
        return [Option("gbv", "GBV group", self.narrow(organisations, "gbv").count())]


@pytest.fixture(autouse=True)
def _standing(directory, monkeypatch):
    monkeypatch.setattr(registry, "_filters", list(registry.filters()))
    monkeypatch.setattr(registry, "_section_makers", [])


def test_a_registered_filter_is_offered_narrows_and_stays_in_the_address(read):
    register_filter(WorkingGroupFilter())
    OrganisationFactory(name="GBV Alliance", slug="gbv-alliance", provinces=["PK-BA"])
    OrganisationFactory(name="Others", slug="others", provinces=["PK-BA"])

    page = read("/directory/?province=PK-BA&group=gbv")

    assert [name.get_text(strip=True) for name in page.select(".kind-group h4 a")] == ["GBV Alliance"]
    assert page.select_one("[name=group] [selected]").get_text() == "GBV group (1)"
    assert [link["href"] for link in page.select(".chips a")][:2] == [
        "?group=gbv#organisations", "?province=PK-BA#organisations",
    ]  # fmt: skip
    assert page.select_one(".tile.column-1.row-3 b").get_text() == "1"


def test_a_filter_registered_twice_is_offered_once(read):
    register_filter(WorkingGroupFilter())
    register_filter(WorkingGroupFilter())

    assert len(read("/directory/").select("[name=group]")) == 1


def test_a_registered_section_stands_on_the_page_of_the_organisations_it_speaks_of(read):
    @register_section
    def groups(request, organisation):
        if organisation.slug != "member":
            return None
        return Section("Working groups", "stakeholders/directory/terms.html", {"terms": ["GBV"]})

    OrganisationFactory(slug="member")
    OrganisationFactory(slug="other")

    section = read("/directory/member/").select_one("section[aria-labelledby=section-1]")

    assert section.h2.get_text() == "Working groups"
    assert not read("/directory/other/").select("[aria-labelledby=section-1]")
