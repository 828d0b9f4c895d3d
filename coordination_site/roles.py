"""Who of the staff may do what: one table, from which a migration makes the groups and `docs/roles.md` is written.

A change here needs a migration that calls `grant` again, and `as_markdown()` copied into the document.
"""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

AUTHOR = "Author"
REVIEWER = "Reviewer"
APPROVER = "Approver"
COORDINATOR = "Coordinator"
ADMINISTRATOR = "Administrator"
ROLES = (AUTHOR, REVIEWER, APPROVER, COORDINATOR, ADMINISTRATOR)
EVERYBODY = frozenset(ROLES)


@dataclass(frozen=True)
class Ability:
    """One row of the table: words, the roles that may, and what Wagtail and Django call it.

    `permissions` are patterns of ``app_label.codename``; `pages` hold for the whole page tree, `collections` for every
    collection of images and documents.
    """

    says: str
    roles: frozenset[str]
    permissions: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    collections: tuple[str, ...] = field(default=())


WRITERS = frozenset({AUTHOR, REVIEWER, ADMINISTRATOR})
PUBLISHERS = frozenset({REVIEWER, ADMINISTRATOR})
SENDERS = frozenset({APPROVER, ADMINISTRATOR})
PEOPLE = frozenset({COORDINATOR, ADMINISTRATOR})

ABILITIES = (
    Ability("Enter the admin", EVERYBODY, ("wagtailadmin.access_admin",)),
    Ability(
        "Find pages in the explorer; lock a page, and unlock what one locked",
        EVERYBODY - {COORDINATOR, AUTHOR},
        pages=("lock_page",),
    ),
    Ability(
        "Write issues and other pages, translate them, add images and documents",
        WRITERS,
        ("wagtail_localize.submit_translation",),
        pages=("add_page", "change_page"),
        collections=(
            *("wagtailimages.add_image", "wagtailimages.change_image", "wagtailimages.choose_image"),
            *("wagtaildocs.add_document", "wagtaildocs.change_document", "wagtaildocs.choose_document"),
        ),
    ),
    Ability(
        "Publish and unpublish pages; confirm what a machine translated; unlock what others locked",
        PUBLISHERS,
        pages=("publish_page", "unlock_page"),
    ),
    Ability("Import publications as drafts, and undo that", WRITERS, ("publications.add_publicationimport",)),
    Ability("Change key figures", PUBLISHERS, ("home.*_keyfigure",)),
    Ability("Change preferred terms", PUBLISHERS, ("home.*_preferredterm",)),
    Ability("Change the categories of articles", PUBLISHERS, ("publications.*_articlecategory",)),
    Ability(
        "Publish, with a note, words that the rules of safe messaging block",
        PUBLISHERS,
        ("home.add_messagingoverride",),
    ),
    Ability(
        "Enter helplines, change and delete them",
        PUBLISHERS | PEOPLE,
        ("home.add_helpline", "home.change_helpline", "home.delete_helpline"),
    ),
    Ability(
        "See helplines and verify them; be told by mail when one expires",
        SENDERS | PEOPLE,
        ("home.view_helpline", "home.verify_helpline"),
    ),
    Ability("See mailings, their progress and how many an audience reaches", EVERYBODY, ("delivery.view_mailing",)),
    Ability("Choose the audience of a mailing, send test copies", WRITERS | SENDERS, ("delivery.draft_mailing",)),
    Ability("Approve a mailing, send or schedule it", SENDERS, ("delivery.approve_mailing",)),
    Ability("Pause, resume and cancel a mailing", SENDERS, ("delivery.stop_mailing",)),
    Ability("Set how fast mail may leave", frozenset({ADMINISTRATOR}), ("delivery.change_sendinglimits",)),
    Ability(
        "Read a ledger row by row, with names and addresses",
        SENDERS | PEOPLE,
        ("delivery.view_message", "delivery.view_exclusion"),
    ),
    Ability("Export ledgers", SENDERS, ("delivery.export_ledger",)),
    Ability("See what the DNS says of the sending domain", SENDERS, ("delivery.view_sendercheck",)),
    Ability("Have the sending domain looked up", frozenset({ADMINISTRATOR}), ("delivery.add_sendercheck",)),
    Ability(
        "See and change organisations, contacts and their consent",
        PEOPLE,
        (
            *("stakeholders.*_organisation", "stakeholders.*_contact", "stakeholders.*_contactaddress"),
            *("stakeholders.*_affiliation", "stakeholders.view_*", "stakeholders.add_consentrecord"),
        ),
    ),
    Ability(
        "Settle what people tell us of themselves; have them asked once a year whether it is still right",
        PEOPLE,
        ("stakeholders.change_correction", "stakeholders.change_peoplesettings"),
    ),
    Ability("Export contacts", PEOPLE, ("stakeholders.export_contact",)),
    Ability("Import lists of contacts, and take an import back", PEOPLE, ("stakeholders.import_contact",)),
    Ability("Merge what was found to be one, and part it again", PEOPLE, ("stakeholders.merge_contact",)),
    Ability("Hand out all that is held on a person, and erase it", PEOPLE, ("stakeholders.erase_contact",)),
    Ability(
        "Ask the list whether it wants its mail; letting it go takes an approver",
        PEOPLE | SENDERS,
        ("stakeholders.*_repermission",),
    ),
    Ability("Make and change segments", PEOPLE, ("stakeholders.*_segment",)),
    Ability("See meetings, their agendas, minutes and actions", EVERYBODY, ("meetings.view_meeting",)),
    Ability(
        "Plan meetings, write agendas, minutes, decisions and actions, add documents",
        WRITERS | PEOPLE,
        ("meetings.add_meeting", "meetings.change_meeting", "meetings.view_meetingseries"),
    ),
    Ability(
        "Announce, postpone and cancel meetings; circulate and approve minutes",
        PUBLISHERS | PEOPLE,
        ("meetings.announce_meeting",),
    ),
    Ability("Record who attended a meeting", WRITERS | PEOPLE, ("meetings.record_attendance",)),
    Ability(
        "Invite people to meetings, write to them about it, see what they answered",
        PEOPLE,
        ("meetings.invite_meeting",),
    ),
    Ability("Export the actions of meetings", PEOPLE, ("meetings.export_actionitem",)),
    Ability("Delete meetings that are drafts", PEOPLE, ("meetings.delete_meeting",)),
    Ability(
        "See and change working groups, who sits in them, their terms, plans and years in review; series of meetings",
        PEOPLE,
        ("meetings.*_workinggroup", "meetings.*_yearinreview", "meetings.*_meetingseries"),
    ),
    Ability(
        "See which addresses must get no mail, add one, take one off again",
        PEOPLE,
        ("delivery.view_suppression", "delivery.add_suppression", "delivery.delete_suppression"),
    ),
    Ability("Export that list", PEOPLE, ("delivery.export_suppression",)),
    Ability(
        "Delete pages with children, images and documents",
        frozenset({ADMINISTRATOR}),
        pages=("bulk_delete_page",),
        collections=("wagtailimages.delete_image", "wagtaildocs.delete_document"),
    ),
    Ability(
        "Change topics, provinces, languages, sectors, tags and kinds of organisation",
        frozenset({ADMINISTRATOR}),
        tuple(
            f"stakeholders.*_{term}" for term in ("topic", "province", "language", "sector", "tag", "organisationkind")
        ),
    ),
    Ability(
        "Change the unit's details, sites, languages of the site, collections and workflows",
        frozenset({ADMINISTRATOR}),
        (
            *("home.*_unitsettings", "wagtailcore.*_site", "wagtailcore.*_locale"),
            *("wagtailcore.*_workflow", "wagtailcore.*_task", "wagtailcore.*_groupapprovaltask"),
        ),
        collections=("wagtailcore.add_collection", "wagtailcore.change_collection", "wagtailcore.delete_collection"),
    ),
    Ability(
        "Make staff accounts and give them roles",
        frozenset({ADMINISTRATOR}),
        ("coordination_site.*_user", "auth.*_group"),
    ),
)


def permission_patterns(role: str) -> list[str]:
    """Return the patterns of ``app_label.codename`` that hold everywhere for `role`."""
    return [pattern for ability in ABILITIES if role in ability.roles for pattern in ability.permissions]


def page_permissions(role: str) -> set[str]:
    return {codename for ability in ABILITIES if role in ability.roles for codename in ability.pages}


def collection_permissions(role: str) -> set[str]:
    return {name for ability in ABILITIES if role in ability.roles for name in ability.collections}


def grant(apps: Any) -> None:
    """Make every role's group hold exactly what the table says. Safe to repeat; members stay.

    `apps` is the registry, a migration's or the real one. A permission that a later migration creates is left out
    here: that migration calls this again.
    """
    group_model = apps.get_model("auth", "Group")
    permissions = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in apps.get_model("auth", "Permission").objects.select_related("content_type")
    }
    root_page = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    root_collection = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).first()
    for role in ROLES:
        group, _ = group_model.objects.get_or_create(name=role)
        patterns = permission_patterns(role)
        group.permissions.set(
            [row for name, row in permissions.items() if any(fnmatchcase(name, pattern) for pattern in patterns)]
        )
        _set_scoped(
            apps.get_model("wagtailcore", "GroupPagePermission"),
            {"group_id": group.pk, "page_id": root_page.pk},
            [permissions[f"wagtailcore.{codename}"] for codename in page_permissions(role)],
        )
        _set_scoped(
            apps.get_model("wagtailcore", "GroupCollectionPermission"),
            {"group_id": group.pk, "collection_id": root_collection.pk},
            [permissions[name] for name in collection_permissions(role)],
        )


def _set_scoped(model: Any, scope: dict[str, int], wanted: list[Any]) -> None:
    model.objects.filter(**scope).exclude(permission_id__in=[permission.pk for permission in wanted]).delete()
    for permission in wanted:
        model.objects.get_or_create(permission_id=permission.pk, **scope)


def as_markdown() -> str:
    """Return the table as it stands in docs/roles.md."""
    lines = [f"| may | {' | '.join(ROLES)} |", f"| --- |{' :-: |' * len(ROLES)}"]
    for ability in ABILITIES:
        marks = " | ".join("yes" if role in ability.roles else "–" for role in ROLES)
        lines.append(f"| {ability.says} | {marks} |")
    return "\n".join(lines)
