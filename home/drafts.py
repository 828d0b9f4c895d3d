"""Drafts outlive what they name: an organisation that was merged since is the one that it became."""

from typing import Any, Self

from django.apps import apps
from django.db import models
from modelcluster.models import model_from_serializable_data


class NamesOrganisation(models.Model):
    """A row of a page that has an `organisation`.

    The key must be SET_NULL, not PROTECT: a draft that names an organisation which is gone could not be opened.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_serializable_data(
        cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False
    ) -> Self | None:
        """Read a row of a draft. Merged organisations are out of sight, and its link would be lost."""
        data = {**data, "organisation": cls._survivor(data.get("organisation"))}
        row: Self | None = model_from_serializable_data(cls, data, check_fks=check_fks, strict_fks=strict_fks)
        return row

    @staticmethod
    def _survivor(pk: int | None) -> int | None:
        organisations = apps.get_model("stakeholders.Organisation")._base_manager
        passed: set[int] = set()
        while pk and pk not in passed:
            passed.add(pk)
            merged_into = organisations.filter(pk=pk).values_list("merged_into", flat=True).first()
            pk = merged_into or pk
        return pk
