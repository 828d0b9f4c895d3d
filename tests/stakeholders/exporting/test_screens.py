"""The way to a file: columns chosen and remembered, progress, the download, and the log."""

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination_site.roles import ADMINISTRATOR, APPROVER, COORDINATOR
from stakeholders.exporting import making
from stakeholders.models import ExportFile, ExportRecord, Province, Tag
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

FORM = {"columns": ["name", "email"], "file_format": "csv"}


def url(name="contact:export", **asked):
    return reverse(name, query=asked)


def made(client, form=FORM, **asked):
    """Ask for a file and make it; return its record."""
    assert client.post(url(**asked), form).status_code == 302
    record = ExportRecord.objects.first()
    assert making.make(record.file.pk)
    return record


def test_the_page_says_how_many_and_which_before_anything_is_made(coordinator):
    sindh = Province.objects.get(code="PK-SD")
    tag = Tag.objects.create(code="trained", label="Trained")
    ContactFactory(name="Amina", province=sindh).tags.add(tag)
    ContactFactory(name="Bilal")
    page = coordinator.get(url(province=sindh.pk, tag=tag.pk, q="amina")).content.decode()
    assert "1 row" in page
    assert "Province: Sindh; Tag: Trained; found by a search" in page
    assert not ExportRecord.objects.exists()


def test_a_file_is_asked_for_waited_for_and_fetched(coordinator):
    ContactFactory(name="=Amina", emails=["amina@example.org"])
    answer = coordinator.post(url(), FORM)
    record = ExportRecord.objects.get()
    page_of_file = reverse("export:file", args=[record.pk])
    assert answer["Location"] == page_of_file
    waiting = coordinator.get(page_of_file)
    assert waiting["Refresh"] == "2"
    assert "Waiting for a worker" in waiting.content.decode()
    assert coordinator.get(reverse("export:download", args=[record.pk])).status_code == 404

    ExportFile.objects.update(rows_total=10, rows_done=4)
    assert "4 of 10 rows" in coordinator.get(page_of_file).content.decode()

    making.make(record.file.pk)
    ready = coordinator.get(page_of_file)
    assert "Refresh" not in ready
    assert "Ready: 1 row" in ready.content.decode()
    download = coordinator.get(reverse("export:download", args=[record.pk]))
    body = b"".join(download.streaming_content)
    assert body.decode("utf-8-sig") == "Name,E-mail\r\n'=Amina,amina@example.org\r\n"
    assert int(download["Content-Length"]) == len(body)
    assert "no-store" in download["Cache-Control"]
    assert download["Content-Disposition"] == f'attachment; filename="contacts-{timezone.now():%Y-%m-%d}.csv"'


def test_columns_and_format_are_remembered(coordinator):
    ContactFactory()
    made(coordinator, {"columns": ["name", "note"], "file_format": "xlsx"})
    form = coordinator.get(url()).context["form"]
    assert form["columns"].value() == ["name", "note"]
    assert form["file_format"].value() == "xlsx"
    assert "note" not in coordinator.get(url("organisation:export")).context["form"]["columns"].value()


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"columns": [], "file_format": "csv"},
        {"columns": ["password"], "file_format": "csv"},
        {"columns": ["name"], "file_format": "exe"},
    ],
)
def test_what_is_not_offered_is_refused_and_nothing_is_written_down(coordinator, form):
    ContactFactory()
    assert coordinator.post(url(), form).status_code == 200
    assert not ExportRecord.objects.exists()


def test_organisations_make_no_vcards(coordinator):
    OrganisationFactory()
    answer = coordinator.post(url("organisation:export"), {"columns": ["name"], "file_format": "vcf"})
    assert answer.status_code == 200
    assert coordinator.post(url("organisation:export"), {"columns": ["name"], "file_format": "csv"}).status_code == 302
    assert ExportRecord.objects.get().what == "Organisations"


def test_a_filter_that_is_none_exports_nothing(coordinator):
    ContactFactory()
    assert coordinator.post(url(province="nowhere"), FORM).status_code == 400
    assert not ExportRecord.objects.exists()


def test_the_log_says_who_took_what_and_never_what_was_searched_for(coordinator):
    contact = ContactFactory(name="Amina Example")
    made(coordinator, q="amina example")
    made(coordinator, id=[contact.pk])
    page = coordinator.get(reverse("export:index")).content.decode()
    assert "found by a search" in page
    assert "1 chosen" in page
    assert "Coordinator Example" in page or "coordinator" in page
    assert "amina" not in page.lower()


def test_the_log_takes_as_many_queries_for_many_as_for_few(coordinator, django_assert_max_num_queries):
    ContactFactory()
    for _ in range(10):
        made(coordinator)
    coordinator.get(reverse("export:index"))
    with django_assert_max_num_queries(14):
        coordinator.get(reverse("export:index"))


def test_a_file_is_for_who_asked_for_it_alone(client, coordinator):
    ContactFactory()
    record = made(coordinator)
    client.force_login(staff(ADMINISTRATOR))
    assert client.get(reverse("export:index")).status_code == 200
    for name in ("export:file", "export:download"):
        assert client.get(reverse(name, args=[record.pk])).status_code == 404


def test_who_may_no_longer_export_gets_no_file_that_still_lies_there(client, coordinator):
    ContactFactory()
    record = made(coordinator)
    coordinator.user.groups.clear()
    staff(APPROVER, username=coordinator.user.username)
    for name in ("export:file", "export:download"):
        assert coordinator.get(reverse(name, args=[record.pk])).status_code in {302, 403}


def test_a_file_whose_time_is_over_is_gone_before_the_sweep_comes(coordinator):
    ContactFactory()
    record = made(coordinator)
    ExportFile.objects.update(expires_at=timezone.now())
    assert "no longer kept" in coordinator.get(reverse("export:file", args=[record.pk])).content.decode()
    assert coordinator.get(reverse("export:download", args=[record.pk])).status_code == 404


@pytest.mark.parametrize("name", ["contact", "organisation", "consent", "export"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_there_is_no_other_way_to_export(coordinator, name, kind):
    ContactFactory(name="Amina", emails=["amina@example.org"], given=["newsletter"])
    answer = coordinator.get(reverse(f"{name}:index"), {"export": kind})
    assert not answer.streaming
    assert "export=" not in coordinator.get(reverse(f"{name}:index")).content.decode()


def test_two_coordinators_do_not_see_each_others_choice_of_columns(client, coordinator):
    ContactFactory()
    made(coordinator, {"columns": ["name", "note"], "file_format": "csv"})
    client.force_login(staff(COORDINATOR, username="other"))
    assert "note" not in client.get(url()).context["form"]["columns"].value()
