"""Staff keep the key figures in the admin."""

import pytest

from home.models import KeyFigure
from tests.factories.home import KeyFigureFactory

pytestmark = pytest.mark.django_db


def test_figures_are_listed_and_found_by_what_they_count(admin_client):
    KeyFigureFactory(label="trained supervisors", value=15)
    KeyFigureFactory(label="cases referred", value=2000)

    everything = admin_client.get("/admin/key-figures/").content.decode()
    found = admin_client.get("/admin/key-figures/?q=supervis").content.decode()

    assert "trained supervisors" in everything
    assert "cases referred" in everything
    assert "trained supervisors" in found
    assert "cases referred" not in found


def test_a_figure_is_added(admin_client):
    fields = {"key": "trained", "value": "200", "qualifier": "over", "label": "physicians", "as_of": "2026-01-07"}

    response = admin_client.post("/admin/key-figures/new/", fields)

    assert response.status_code == 302
    assert str(KeyFigure.objects.get()) == "over 200 physicians"


def test_the_list_takes_the_same_number_of_queries_for_one_figure_and_for_ten(
    admin_client, django_assert_max_num_queries
):
    KeyFigureFactory()
    admin_client.get("/admin/key-figures/")
    with django_assert_max_num_queries(40) as few:
        admin_client.get("/admin/key-figures/")
    KeyFigureFactory.create_batch(9)
    with django_assert_max_num_queries(40) as many:
        admin_client.get("/admin/key-figures/")

    assert len(many) == len(few)
