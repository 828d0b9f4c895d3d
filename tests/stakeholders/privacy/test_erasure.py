"""Erasing a person: nothing of them is left in the database but keyed hashes, and nobody else loses anything."""

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone

from coordination_site import roles
from delivery import addresses, feedback, ledger, suppression
from delivery.enums import EventKind, MessageState, SkipReason, SuppressionReason
from delivery.exceptions import SuppressionStands
from delivery.models import Address, Event, Exclusion, Mailing, Message, Suppression
from stakeholders import consent
from stakeholders.importing import batches, undoing
from stakeholders.models import (
    ConsentRecord,
    ConsentState,
    Contact,
    ContactAddress,
    Erasure,
    ErasureRequest,
    ImportBatch,
    ImportRow,
    Merge,
)
from stakeholders.privacy import erasure
from stakeholders.privacy.subject import contact_hash, subject_of
from tests.factories.delivery import MailingFactory, MessageFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory
from tests.stakeholders.privacy.dump import places_of
from tests.stakeholders.privacy.people import EMAIL, NAME, NAME_UR, PHONE, SECOND, person, subscribe

pytestmark = pytest.mark.django_db

NEEDLES = [NAME, NAME.split()[1], NAME_UR, EMAIL, EMAIL.split("@")[1], SECOND, PHONE, "5557771"]


@pytest.fixture
def coordinator():
    return staff(roles.COORDINATOR)


def erase(someone, by, **kwargs):
    return erasure.erase(someone.contact, by=by, now=timezone.now(), **kwargs)


# What is left ---------------------------------------------------------------------------------------------------------


def test_before_the_erasure_the_person_stands_in_many_tables():
    person()
    found = {place.split(".")[0] for place in places_of(*NEEDLES)}
    assert found >= {
        "delivery_address",
        "delivery_event",
        "delivery_exclusion",
        "delivery_mailingcontent",
        "delivery_message",
        "delivery_suppression",
        "stakeholders_affiliation",
        "stakeholders_contact",
        "stakeholders_contactphone",
        "stakeholders_importbatch",
        "stakeholders_importrow",
        "stakeholders_merge",
        "wagtailcore_modellogentry",
    }


def test_afterwards_no_table_holds_name_address_or_number(coordinator):
    erase(person(), coordinator)
    assert places_of(*NEEDLES) == set()


# Every model of ours: either about people, and then each of its text and JSON fields is planted with a token; or not.
PLANTED = {
    "delivery.Address": {"email"},
    "delivery.Event": {"detail"},
    "delivery.Exclusion": {"contact_ref", "detail"},
    "delivery.MailingContent": {"subject", "html", "text", "calendar", "hash"},  # of one-off mail
    "delivery.Message": {"contact_ref", "values", "last_reply"},
    "delivery.Suppression": {"note"},
    "stakeholders.Affiliation": {"designation"},
    "stakeholders.ConsentRecord": {"note"},
    "stakeholders.Contact": {"name", "name_ur", "stated_organisation", "stated_designation", "note", "search_text"},
    "stakeholders.Correction": {"fields", "message"},
    "stakeholders.ErasureRequest": {"refused_note"},
    "stakeholders.ExportFile": {"question"},
    "stakeholders.ImportRow": {"cells", "problems", "plan", "matches", "undo"},
    "stakeholders.Merge": {"before", "leftovers"},
    "wagtailcore.ModelLogEntry": {"label", "data"},
}


def is_text(field):
    return isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices


def test_every_text_that_a_person_left_is_found_wherever_it_is_planted(coordinator):
    someone = person()
    for pk in Suppression.objects.values_list("pk", flat=True):
        Suppression.objects.filter(pk=pk).update(note="planted")
    token = "tr4ce"
    subject = subject_of(someone.contact)
    for label, fields in PLANTED.items():
        model = apps.get_model(label)
        for row in rows_about(model, someone, subject):
            for name in fields - {"contact_ref"}:
                field = model._meta.get_field(name)
                value = [token] if isinstance(field, models.JSONField) else f"{token}{row.pk}"
                value = {"name": token} if name in {"values", "data", "plan", "undo", "before"} else value
                model._base_manager.filter(pk=row.pk).update(**{name: value})
    assert len(places_of(token)) == sum(len(fields - {"contact_ref"}) for fields in PLANTED.values())
    erase(someone, coordinator)
    assert places_of(token) == set()


def rows_about(model, someone, subject):
    """Return the rows of the person; where a model has colleagues' rows too, without those."""
    everything = model._base_manager.all()
    match model.__name__:
        case "Contact":
            return everything.filter(pk__in=subject.contacts)
        case "Address":
            return everything.filter(pk__in=subject.own)
        case "ImportRow" | "Affiliation" | "Correction":
            return everything.filter(contact__in=subject.contacts)
        case "ConsentRecord" | "ErasureRequest" | "Message" | "Exclusion":
            return everything.filter(address__in=subject.own)
        case "Event":
            return everything.filter(message__address__in=subject.own)
        case "MailingContent":
            return everything.filter(mailing__messages__address__in=subject.own)
        case _:
            return everything


# Fields of text in which no person stands, with what does.
NOT_ABOUT_PEOPLE = {
    "delivery.Address": {"key", "hash"},  # the key is replaced with the address; the hash stays
    "delivery.Event": {"source", "code", "fingerprint"},
    "delivery.MailingContent": {"language"},
    "delivery.Message": {"language", "message_id"},
    "delivery.Suppression": {"address_hash", "purpose"},
    "stakeholders.ConsentRecord": {"purpose", "language"},
    "stakeholders.ExportFile": {"language", "filename"},  # named after what is exported and the day
    "stakeholders.ContactPhone": {"number"},  # goes with its row
}
# Models that hold no person: lists, settings, what staff do, counts.
IMPERSONAL = {
    "delivery.GrantedMinute",
    "delivery.Heartbeat",
    "delivery.Mailing",
    "delivery.SenderCheck",
    "delivery.SendingLimits",
    "delivery.WorkerRun",
    "stakeholders.ConsentState",
    "stakeholders.ConsentWording",
    "stakeholders.DirectoryPage",
    "stakeholders.Erasure",
    "stakeholders.ExportPiece",
    "stakeholders.ExportRecord",
    "stakeholders.ImportBatch",
    "stakeholders.ImportMapping",
    "stakeholders.Language",
    "stakeholders.Organisation",
    "stakeholders.OrganisationKind",
    "stakeholders.OrganisationName",
    "stakeholders.PeopleSettings",
    "stakeholders.Province",
    "stakeholders.Repermission",
    "stakeholders.RetentionRun",
    "stakeholders.Sector",
    "stakeholders.Segment",
    "stakeholders.Tag",
    "stakeholders.Topic",
}


@pytest.mark.parametrize("room", ["delivery", "stakeholders"])
def test_every_text_field_is_known_to_be_about_people_or_not(room):
    unknown = set()
    for model in apps.get_app_config(room).get_models():
        label = f"{room}.{model.__name__}"
        if label in IMPERSONAL:
            continue
        known = PLANTED.get(label, set()) | NOT_ABOUT_PEOPLE.get(label, set())
        unknown |= {f"{label}.{field.name}" for field in model._meta.concrete_fields if is_text(field)} - {
            f"{label}.{name}" for name in known
        }
    assert unknown == set(), "Say in PLANTED or NOT_ABOUT_PEOPLE what stands there, and have it erased."


def test_the_fields_named_here_exist():
    for label, fields in [*PLANTED.items(), *NOT_ABOUT_PEOPLE.items()]:
        for name in fields:
            try:
                apps.get_model(label)._meta.get_field(name)
            except FieldDoesNotExist:
                pytest.fail(f"{label}.{name}")


# The certificate ------------------------------------------------------------------------------------------------------


def test_the_certificate_has_a_number_counts_and_hashes_and_nothing_else(coordinator):
    someone = person()
    now = timezone.now()
    hashes = sorted(Address.objects.filter(key__in=[EMAIL, SECOND]).values_list("hash", flat=True))
    expected = erasure.forecast(subject_of(someone.contact))
    own_hash = contact_hash(someone.contact)
    certificate = erasure.erase(someone.contact, by=coordinator, now=now)
    assert certificate.number == f"{now:%Y}-{certificate.pk:04d}"
    assert (certificate.removed, certificate.kept) == (expected.removed, expected.kept)
    assert certificate.removed == {
        "files": 2,
        "import_rows": 3,
        "merges": 1,
        "resemblances": 1,
        "consent": 2,
        "pauses": 1,
        "one_off": 1,
        "addresses": 2,
        "phones": 1,
        "posts": 1,
        "corrections": 1,
        "exports": 1,
        "contacts": 2,
    }
    assert certificate.kept == {"messages": 3, "exclusions": 1, "log": 1, "requests": 1}
    assert certificate.address_hashes == hashes
    assert own_hash in certificate.contact_hashes
    assert len(certificate.contact_hashes) == 2


def test_two_erasures_have_two_numbers(coordinator):
    numbers = {
        erasure.erase(ContactFactory(emails=[f"one{n}@example.org"]), by=coordinator, now=timezone.now()).number
        for n in range(2)
    }
    assert len(numbers) == 2


def test_a_failure_in_the_middle_leaves_everything_as_it_was(coordinator, monkeypatch):
    someone = person()
    before = places_of(*NEEDLES)

    def fail(*args, **kwargs):
        raise RuntimeError("the database is gone")

    monkeypatch.setattr("delivery.forgetting._empty_ledger", fail)
    with pytest.raises(RuntimeError):
        erase(someone, coordinator)
    assert places_of(*NEEDLES) == before
    assert not Erasure.objects.exists()


# What others keep -----------------------------------------------------------------------------------------------------


def test_the_colleague_loses_nothing(coordinator):
    someone = person()
    erase(someone, coordinator)
    colleague = Contact.objects.get()
    assert colleague == someone.colleague
    assert consent.purposes(colleague.main_address.address, ConsentRecord.Action.GIVEN) == {"newsletter"}
    assert ConsentState.objects.count() == 1


def test_a_shared_mailbox_stays_for_the_others_without_the_name(coordinator):
    address = addresses.get_or_create("desk@example.org")
    gone, stays = ContactFactory(name="Gone Example"), ContactFactory(name="Stays Example")
    for contact in (gone, stays):
        ContactAddress.objects.create(contact=contact, address=address)
    consent.record(
        address=address,
        purposes=["newsletter"],
        action=ConsentRecord.Action.GIVEN,
        source=ConsentRecord.Source.CONFIRMATION,
        now=timezone.now(),
    )
    mailing = MailingFactory(state="sending")
    message = MessageFactory(mailing=mailing, address=address, contact_ref=str(gone.pk), values={"name": "Gone"})
    other = MessageFactory(
        mailing=MailingFactory(state="sending"), address=address, contact_ref=str(stays.pk), values={"name": "Stays"}
    )
    certificate = erasure.erase(gone, by=coordinator, now=timezone.now())
    message.refresh_from_db()
    other.refresh_from_db()
    assert (message.state, message.skip_reason, message.values) == (MessageState.SKIPPED, SkipReason.SUPPRESSED, {})
    assert (other.state, other.values) == (MessageState.PENDING, {"name": "Stays"})
    assert stays.main_address.address.email == "desk@example.org"
    assert consent.purposes(address, ConsentRecord.Action.GIVEN) == {"newsletter"}
    assert suppression.check(address, "newsletter") is None
    assert certificate.kept["shared"] == 1
    assert places_of("Gone Example") == set()


def test_a_row_of_a_namesake_stays_as_it_is(coordinator):
    gone, namesake = (ContactFactory(name="Ali Example", emails=[f"ali{n}@example.org"]) for n in range(2))
    batch = ImportBatch.objects.create(filename="l.csv", sha256="0" * 64, size=1)
    row = ImportRow.objects.create(
        batch=batch, number=2, outcome="unchanged", cells=["Ali Example", "ali1@example.org"], contact=namesake
    )
    erasure.erase(gone, by=coordinator, now=timezone.now())
    row.refresh_from_db()
    assert row.cells == ["Ali Example", "ali1@example.org"]


def test_whoever_signs_with_a_letter_takes_no_files_and_rows_of_others_along(coordinator):
    batch = ImportBatch.objects.create(filename="list.csv", file=b"Name\nBilal", sha256="0" * 64, size=10)
    row = ImportRow.objects.create(batch=batch, number=2, outcome="error", cells=["Bilal"])

    erasure.erase(ContactFactory(name="a", emails=["a.x@example.org"]), by=coordinator, now=timezone.now())

    batch.refresh_from_db()
    row.refresh_from_db()
    assert (batch.state, batch.file is None, row.cells) == ("uploaded", False, ["Bilal"])


def test_the_row_of_somebody_with_a_longer_address_stays_as_it_is(coordinator):
    ali, wali = (ContactFactory(emails=[f"{name}@example.org"]) for name in ("ali", "wali"))
    batch = ImportBatch.objects.create(filename="list.csv", sha256="0" * 64, size=1)
    cells = ["Wali", "wali@example.org"]
    row = ImportRow.objects.create(batch=batch, number=2, outcome="create", cells=cells, contact=wali)

    erasure.erase(ali, by=coordinator, now=timezone.now())

    row.refresh_from_db()
    assert (row.cells, row.contact) == (cells, wali)


def test_ledgers_balance_afterwards_and_hold_the_same_counts(coordinator):
    someone = person()
    mailing = Mailing.objects.get(candidates=3)
    before = ledger.count(mailing)
    assert before.balanced
    erase(someone, coordinator)
    after = ledger.count(mailing)
    assert after.balanced
    assert (after.candidates_sum, after.prepared_sum) == (before.candidates_sum, before.prepared_sum)
    assert set(Message.objects.values_list("contact_ref", flat=True)) == {""}


def test_what_waits_to_be_sent_is_skipped_first(coordinator):
    someone = person()
    waiting = Message.objects.get(address__key=SECOND)
    assert waiting.state == MessageState.PENDING
    erase(someone, coordinator)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.skip_reason) == (MessageState.SKIPPED, SkipReason.SUPPRESSED)


def test_erasing_what_was_merged_away_erases_the_one_that_was_kept(coordinator):
    someone = person()
    gone = Contact.with_merged.get(merged_into=someone.contact)
    erasure.erase(gone, by=coordinator, now=timezone.now())
    assert places_of(*NEEDLES) == set()
    assert not Merge.objects.exists()


# Coming back ----------------------------------------------------------------------------------------------------------


def test_the_address_stays_suppressed_by_its_hash_and_nobody_lifts_that(coordinator):
    certificate = erase(person(), coordinator)
    reasons = suppression.reasons_for_emails([EMAIL.upper(), SECOND, "new@example.org"], "newsletter")
    assert reasons == {EMAIL.upper(): SuppressionReason.ERASED, SECOND: SuppressionReason.ERASED}
    for row in Suppression.objects.all():
        assert (row.purpose, row.note) == ("", certificate.number)
        with pytest.raises(SuppressionStands):
            suppression.lift(row, by=coordinator, note="They changed their mind", now=timezone.now())


def test_the_subscribe_form_stays_silent_and_writes_to_nobody(coordinator):
    erase(person(), coordinator)
    messages = Message.objects.count()
    assert not subscribe(EMAIL)
    assert Message.objects.count() == messages
    assert not Contact.objects.filter(name=NAME).exists()


def test_news_that_comes_late_finds_the_suppression_and_writes_no_address(coordinator):
    someone = person()
    message = Message.objects.get(address__key=EMAIL, mailing__candidates=3)
    erase(someone, coordinator)
    news = feedback.News(
        message_pk=message.pk, kind=EventKind.COMPLAINED, at=timezone.now(), source="report", fingerprint="9" * 64
    )
    assert feedback.hear(news, now=timezone.now())
    assert Suppression.objects.filter(reason=SuppressionReason.COMPLAINT).count() == 0
    assert places_of(*NEEDLES) == set()


def test_an_import_that_was_checked_before_leaves_the_person_out(coordinator):
    someone = person()
    batch = ImportBatch.objects.create(filename="n.csv", sha256="2" * 64, size=1, state=ImportBatch.State.CHECKED)
    row = ImportRow.objects.create(batch=batch, number=2, outcome="create", cells=[EMAIL], plan={"email": EMAIL})
    erase(someone, coordinator)
    row.refresh_from_db()
    assert (row.outcome, row.cells, row.plan) == (ImportRow.Outcome.SKIP, [], {})


# Requests -------------------------------------------------------------------------------------------------------------


def test_open_requests_are_done_and_hold_no_address(coordinator):
    certificate = erase(person(), coordinator)
    request = ErasureRequest.objects.get()
    assert (request.address, request.erasure) == (None, certificate)
    assert request.done_at is not None


def test_an_address_without_a_contact_is_erased_too(coordinator):
    address = addresses.get_or_create(EMAIL)
    consent.record(
        address=address,
        purposes=["newsletter"],
        action=ConsentRecord.Action.WITHDRAWN,
        source=ConsentRecord.Source.PAGE,
        now=timezone.now(),
    )
    request = ErasureRequest.objects.create(address=address, asked_at=timezone.now(), due_on=timezone.localdate())
    certificate = erasure.erase_address(address, by=coordinator, now=timezone.now(), request=request)
    assert certificate.removed == {"consent": 1}
    assert places_of(EMAIL) == set()


def test_events_and_exclusions_name_nobody(coordinator):
    erase(person(), coordinator)
    assert set(Event.objects.values_list("detail", flat=True)) == {""}
    exclusion = Exclusion.objects.get()
    assert (exclusion.address, exclusion.contact_ref, exclusion.detail) == (None, f"erased:{exclusion.pk}", "")


def test_an_erased_address_says_so_where_staff_read_it(coordinator):
    erase(person(), coordinator)
    assert {str(row) for row in Address.objects.filter(email="")} == {"(erased)"}


def test_an_import_is_undone_past_the_rows_of_somebody_who_was_erased(coordinator):
    erase(person(), coordinator)
    batch = ImportBatch.objects.get(state=ImportBatch.State.COMMITTED)
    batches.start_undo(batch, now=timezone.now())
    assert undoing.undo(batch.pk)
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.UNDONE
    assert places_of(*NEEDLES) == set()
