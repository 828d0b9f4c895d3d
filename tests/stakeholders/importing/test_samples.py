"""Whole files from check to commit: the planted faults, and what other programs export."""

import pytest

from stakeholders.importing.options import SameName
from stakeholders.models import Contact, Organisation, Tag
from tests.factories.stakeholders import OrganisationFactory
from tests.stakeholders.importing import samples
from tests.stakeholders.importing.faults import Fault, faulty_list, planted, rows_with_errors
from tests.stakeholders.importing.helpers import checked, commit, imported
from tests.stakeholders.importing.test_consent import PROOF, given

pytestmark = pytest.mark.django_db
OF_THE_PLANNER = {"organisation_unknown"}


def test_the_check_tells_every_planted_fault_by_row_and_column_and_nothing_else():
    batch = checked(faulty_list(), same_name=SameName.NEW)  # its people share a hundred names
    told = {
        Fault(row.number, problem["column"], problem["code"], problem["warning"])
        for row in batch.rows.all()
        for problem in row.problems
        if problem["code"] not in OF_THE_PLANNER
    }
    # What is left of a cell that is far too long still is.
    assert told - {Fault(1420, "Remarks", "too_long")} == set(planted())
    left_out = set(batch.rows.exclude(outcome="create").values_list("number", flat=True))
    assert left_out == rows_with_errors()
    assert batch.counts["error"] == len(left_out) == 40
    commit(batch)
    assert Contact.objects.count() == batch.counts["create"] == 1960


@pytest.mark.parametrize("sample", ["mailchimp", "google", "google_until_2024", "outlook"])
def test_what_another_program_exports_comes_in_as_it_is(sample):
    OrganisationFactory(name="Health Department")
    for code, label in (("trained", "Trained 2025"), ("speakers", "Speakers")):
        Tag.objects.create(code=code, label=label)
    batch = imported(getattr(samples, sample)(), consent=PROOF)
    told = {row.number: [problem for problem in row.problems if not problem["warning"]] for row in batch.rows.all()}
    assert not any(told.values()), told
    assert batch.counts["create"] == batch.rows_total == Contact.objects.count()
    assert given()
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("sample", ["mailchimp_unsubscribed", "mailchimp_cleaned"])
def test_who_left_or_bounced_in_mailchimp_gets_no_mail_from_here(sample):
    batch = imported(getattr(samples, sample)(), consent=PROOF)
    assert batch.counts["not_revived"] == batch.rows_total
    assert not given()
