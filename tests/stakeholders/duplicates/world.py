"""What the tables of this room say, so that a merge and its undoing can be compared with what was before."""

from django.apps import apps
from django.db import models

from stakeholders import search
from stakeholders.duplicates.relations import relations_to
from stakeholders.models import ConsentRecord, ConsentState, Contact, DuplicateSearch, Merge, Organisation, Resemblance

# Written by the acts themselves, or only ever added to.
LEFT_OUT = {ConsentRecord, ConsentState, DuplicateSearch, Merge, Resemblance}


def settled():
    """Bring the search columns up to date, as they are where people work, and return the `dump`."""
    search.refresh_contacts(Contact.objects.values_list("pk", flat=True))
    search.refresh_organisations(Organisation.objects.values_list("pk", flat=True))
    return dump()


def dump():
    """Return every row of the room as {label: {key: values}}, and the state of each consent."""
    rows = {}
    for model in apps.get_app_config("stakeholders").get_models(include_auto_created=True):
        if model not in LEFT_OUT:
            names = [field.attname for field in model._meta.concrete_fields if field.name != "updated_at"]
            rows[model._meta.label] = {row["id"]: row for row in model._base_manager.values(*names)}
    rows["consent"] = consents()
    return rows


def consents():
    """Return the state of every address and purpose, with the basis and wording that hold."""
    states = ConsentState.objects.select_related("record")
    return {
        (state.address_id, state.purpose): (state.action, state.record.basis, state.record.wording_id)
        for state in states
    }


def every_reference_is_sound():
    """Say whether merges form no ring, and whether no visible row hangs on a hidden one that it should have left."""
    for model in (Contact, Organisation):
        into = dict(model.with_merged.values_list("pk", "merged_into"))
        for pk in into:
            line, here = set(), pk
            while here is not None:
                assert here not in line
                line.add(here)
                here = into[here]
    parents = dict(Organisation.objects.values_list("pk", "parent"))
    for pk in parents:
        line, here = set(), pk
        while here is not None and here in parents:
            assert here not in line
            line.add(here)
            here = parents[here]
    return True


def rows_of(record: models.Model):
    """Return how many rows of each kind a record has."""
    counts = {relation: relation.rows(record.pk).count() for relation in relations_to(type(record))}
    return {relation.label: count for relation, count in counts.items() if count}
