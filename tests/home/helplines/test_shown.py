"""Helplines as readers meet them: a quiet strip on every page, a list within a page; verified ones only."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from home.models import Helpline, HelplineChannel, UnitSettings
from tests.factories.home import HelplineFactory, site
from tests.factories.stakeholders import OrganisationFactory

pytestmark = pytest.mark.django_db


def read(client, url="/"):
    return BeautifulSoup(client.get(url).content, "html.parser")


@pytest.fixture
def switched_on():
    site()
    UnitSettings.objects.update(shows_helplines=True)


def embed(**context):
    return BeautifulSoup(
        Template("{% load helpline_tags %}{% helpline_embed chosen %}").render(Context(context)), "html.parser"
    )


def test_the_strip_stands_on_every_page_once_it_is_switched_on_and_a_helpline_is_verified(client):
    site()
    assert not read(client).select(".helpline")
    HelplineFactory(number="1234")
    assert not read(client).select(".helpline")
    UnitSettings.objects.update(shows_helplines=True)
    for url in ("/", "/record/", "/ur/", "/no-such-page/", "/subscribe/"):
        (strip,) = read(client, url).select(".helpline")
        assert strip.name == "aside"
        assert strip["aria-label"]
        assert [link["href"] for link in strip.select("a")] == ["tel:1234"]


def test_what_nobody_verified_lately_is_nowhere(client, switched_on):
    today = timezone.localdate()
    HelplineFactory(name="Never tried", verified_on=None)
    HelplineFactory(name="Long ago", verified_on=today - timedelta(days=91))
    HelplineFactory(name="Without a number").channels.all().delete()
    assert not read(client).select(".helpline")
    assert not embed().select("li")
    assert not embed(chosen=[*Helpline.objects.all(), None]).select("li")
    HelplineFactory(name="Its last day", verified_on=today - timedelta(days=90))
    assert "Its last day" in read(client).select_one(".helpline").text
    assert "Its last day" in embed().text


def test_in_urdu_it_is_in_urdu_and_numbers_stay_as_they_are_dialled(client, switched_on):
    HelplineFactory(number="+92 51 555 0100")
    strip = read(client, "/ur/").select_one(".helpline")
    assert strip.select_one("li bdi[lang=ur]").text == "سننے والی لائن"
    link = strip.select_one("a")
    assert (link["href"], link.bdi.text, link.bdi["dir"]) == ("tel:+92515550100", "+92 51 555 0100", "ltr")


def test_the_strip_stays_small_and_takes_one_query(client, switched_on):
    UnitSettings.objects.update(shows_helplines=False)
    read(client)
    HelplineFactory(in_strip=False)
    for _number in range(4):
        line = HelplineFactory()
        HelplineChannel.objects.create(helpline=line, kind="whatsapp", value="+92 300 0000000", sort_order=1)
        HelplineChannel.objects.create(helpline=line, kind="email", value="line@example.org", sort_order=2)
    with CaptureQueriesContext(connection) as without:
        read(client)
    UnitSettings.objects.update(shows_helplines=True)
    with CaptureQueriesContext(connection) as with_strip:
        strip = read(client).select_one(".helpline")
    assert len(with_strip) == len(without) + 1
    assert len(strip.select("li")) == 3
    assert [link["href"] for link in strip.select("li")[0].select("a")] == [
        "tel:080000000",
        "https://wa.me/923000000000",
    ]


def test_within_a_page_all_facts_are_told_and_queries_do_not_grow(django_assert_max_num_queries):
    first = HelplineFactory(name="One <line>", cost="free", audience="Children", operated_by="The Line & Co")
    with django_assert_max_num_queries(6):
        shown = embed()
    text = " ".join(shown.text.split())
    for fact in (
        "One <line>",
        "Every day, 9:00 to 21:00 · free of charge",
        "Children",
        "The Line & Co",
        "whole country",
    ):
        assert fact in text
    assert "Checked by us on" in text
    others = [HelplineFactory() for _number in range(9)]
    with django_assert_max_num_queries(5):
        assert len(embed(chosen=[*others, first]).select(".helplines > li")) == 10
    with translation.override("ur"):
        assert embed(chosen=[first]).select_one("strong bdi")["lang"] == "ur"


def test_an_organisation_that_is_not_public_is_not_named_by_the_helpline_it_runs():
    organisation = OrganisationFactory(name="Hidden Trust", public=False)
    line = HelplineFactory(number="1234", operator=organisation, operated_by="A trust")
    assert "A trust" in embed().text
    assert "Hidden Trust" not in embed().text
    type(organisation).objects.update(public=True)
    assert "Hidden Trust" in embed(chosen=[Helpline.objects.get(pk=line.pk)]).text
