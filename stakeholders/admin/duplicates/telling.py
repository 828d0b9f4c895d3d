"""What a merge will do, in words and counts, before it does it."""

from typing import Any

from django.db.models import Count
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from delivery.models import Address, Message
from stakeholders.admin.duplicates.comparing import groups_of
from stakeholders.consent import DIRECTORY
from stakeholders.duplicates.planning import Move, Plan
from stakeholders.duplicates.subjects import CONTACT
from stakeholders.duplicates.survivors import refs_of
from stakeholders.models import Contact, ContactAddress, Topic


def counts(plan: Plan) -> list[dict[str, Any]]:
    """Return for each kind of rows how many join the survivor, how many stay behind and how many it gives up."""
    headings = {group.model: group.heading for group in groups_of(plan.subject)}
    found: dict[Any, dict[str, Any]] = {}
    parts: list[tuple[str, list[Move]]] = [
        ("joining", plan.joining),
        ("staying", plan.staying),
        ("leaving", plan.leaving),
    ]
    for part, moves in parts:
        for move in moves:
            model = move.relation.model
            label = headings.get(model) or capfirst(model._meta.verbose_name_plural)
            row = found.setdefault(move.relation, {"label": label, "joining": 0, "staying": 0, "leaving": 0})
            row[part] += len(move.pks)
    return list(found.values())


def sentences(plan: Plan) -> list[str]:
    """Return what else happens, each in a sentence."""
    told = [
        _("“%(gone)s” is no longer listed. Links to it lead to “%(kept)s”.") % {"gone": plan.gone, "kept": plan.kept}
    ]
    if plan.subject is CONTACT:
        mails = Message.objects.filter(
            contact_ref__in=[str(pk) for pk in refs_of(plan.gone)],
            address__in=ContactAddress.objects.filter(contact=plan.gone.pk).values("address"),
        ).count()
        if mails:
            told.append(
                ngettext(
                    "%(count)d mail that it was sent stands in the history of both.",
                    "%(count)d mails that it was sent stand in the history of both.",
                    mails,
                )
                % {"count": mails}
            )
    if plan.names:
        names = _(", ").join(f"“{name}”" for name in plan.names)
        told.append(_("It will be found by these names too: %(names)s.") % {"names": names})
    return told


def stopping(plan: Plan) -> list[dict[str, Any]]:
    """Return each consent that is withdrawn: the purpose in words, the address, and how many others read mail there."""
    topics = {topic.code: str(topic) for topic in Topic.objects.all()}
    topics[DIRECTORY] = _("Public directory")
    others = ContactAddress.objects.filter(address__in=plan.stopping, contact__in=Contact.objects.all())
    others = others.exclude(contact__in=[plan.kept.pk, plan.gone.pk])
    shared = dict(others.order_by().values_list("address").annotate(Count("contact", distinct=True)))
    return [
        {"purpose": topics.get(purpose, purpose), "address": address, "others": shared.get(address.pk, 0)}
        for address in Address.objects.filter(pk__in=plan.stopping).order_by("pk")
        for purpose in sorted(plan.stopping[address.pk])
    ]
