"""What each role may do: the table in code, in the database, in the document, and at every screen."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.urls import reverse
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, Page

from coordination_site import roles
from coordination_site.roles import ADMINISTRATOR, AUTHOR, REVIEWER
from tests.architecture.screens import OURS, WAGTAILS
from tests.architecture.screens.world import build
from tests.factories.staff import staff

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


# The table -----------------------------------------------------------------------------------------------------------


def held(group):
    codenames = group.permissions.values_list("content_type__app_label", "codename")
    return {f"{app_label}.{codename}" for app_label, codename in codenames}


@pytest.mark.parametrize("role", roles.ROLES)
def test_every_pattern_of_the_table_names_a_permission_that_the_group_holds(role):
    group = Group.objects.get(name=role)
    names = {f"{p.content_type.app_label}.{p.codename}" for p in Permission.objects.select_related("content_type")}
    wanted = set()
    for pattern in roles.permission_patterns(role):
        matching = {name for name in names if roles.fnmatchcase(name, pattern)}
        assert matching, pattern
        wanted |= matching
    assert held(group) == wanted
    pages = GroupPagePermission.objects.filter(group=group, page__depth=1)
    assert set(pages.values_list("permission__codename", flat=True)) == roles.page_permissions(role)
    collections = GroupCollectionPermission.objects.filter(group=group, collection=Collection.get_first_root_node())
    held_there = {f"{row.permission.content_type.app_label}.{row.permission.codename}" for row in collections}
    assert held_there == roles.collection_permissions(role)


def test_granting_again_mends_what_drifted_and_keeps_the_members():
    member = staff(AUTHOR)
    group = Group.objects.get(name=AUTHOR)
    before = held(group)
    group.permissions.set(Permission.objects.filter(codename="approve_mailing"))
    GroupPagePermission.objects.create(
        group=group, page=Page.get_first_root_node(), permission=Permission.objects.get(codename="publish_page")
    )
    roles.grant(apps)
    roles.grant(apps)
    assert held(group) == before
    assert not GroupPagePermission.objects.filter(group=group, permission__codename="publish_page").exists()
    assert list(group.user_set.all()) == [member]


def test_the_document_shows_the_table():
    document = Path(settings.BASE_DIR, "docs", "roles.md").read_text()
    assert roles.as_markdown() in document


def test_wagtails_first_groups_are_gone_and_reviewers_decide_its_workflow():
    assert set(Group.objects.values_list("name", flat=True)) == set(roles.ROLES)
    assert [group.name for task in GroupApprovalTask.objects.all() for group in task.groups.all()] == [REVIEWER]


# The screens ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """What all cases share: building it takes longer than any of them, and none of them leaves anything changed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


def is_turned_away(response):
    """Say whether the answer is Wagtail's refusal: back to the admin's home, or to the login."""
    refusals = (reverse("wagtailadmin_home"), reverse("wagtailadmin_login"))
    return response.status_code == 403 or (
        response.status_code == 302 and response["Location"].split("?")[0] in refusals
    )


def _close_files(response):
    """Close the file of an export; `response.close()` would end the test's database connection as well."""
    for close in response._resource_closers:
        close()


@pytest.mark.parametrize("case", OURS + WAGTAILS, ids=str)
def test_who_gets_in(client, world, case):
    turned_away = {}
    for role in [*roles.ROLES, "no role", "anonymous"]:
        with transaction.atomic():  # what one role does must not reach the next
            client.logout()
            if role != "anonymous":
                client.force_login(staff(role))
            response = getattr(client, case.method)(world.url(case.name, *case.keys), case.data)
            _close_files(response)
            assert response.status_code in (200, 302, 403), f"{role}: {response.status_code}"
            turned_away[role] = is_turned_away(response)
            transaction.set_rollback(True)
    assert {role for role, away in turned_away.items() if not away} == case.roles


def test_every_screen_of_ours_stands_in_the_table():
    from meetings import admin_urls as meetings_urls
    from newsletters import admin_urls

    for urls in (admin_urls, meetings_urls):
        ours = {f"{urls.app_name}:{name}" for name in names_in(urls.urlpatterns)}
        assert ours == {case.name for case in OURS if case.name.startswith(f"{urls.app_name}:")}


def names_in(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names_in(pattern.url_patterns)
        else:
            yield pattern.name


POST_ONLY = ["audience", "test", "take_back"]


@pytest.mark.parametrize("name", POST_ONLY)
def test_what_changes_something_answers_no_get(client, world, name):
    client.force_login(staff(ADMINISTRATOR))
    assert client.get(world.url(f"newsletters_admin:{name}", "draft")).status_code == 405


READ_ONLY = ["send", "mailing", "progress", "ledger", "count", "uncertain"]


@pytest.mark.parametrize("name", READ_ONLY)
def test_what_shows_something_answers_no_post(client, world, name):
    client.force_login(staff(ADMINISTRATOR))
    key = "draft" if name in {"send", "count"} else "mailing"
    assert client.post(world.url(f"newsletters_admin:{name}", key)).status_code == 405
