"""Screens of Wagtail's own, and who gets in."""

from coordination_site.roles import APPROVER
from tests.architecture.screens.case import ADMINISTRATORS, EVERYBODY, PEOPLE, PUBLISHERS, WRITERS, get, post

SCREENS = [
    get("wagtailadmin_home", allows=EVERYBODY),
    get("wagtailadmin_explore", "archive", allows=WRITERS | {APPROVER}),
    get("wagtailadmin_pages:edit", "draft", allows=WRITERS),
    post("wagtailadmin_pages:edit", "draft", allows=WRITERS, **{"body-count": "0", "comments-TOTAL_FORMS": "0"}),
    get("wagtailadmin_pages:add", "newsletters", "issuepage", "archive", allows=WRITERS),
    get("wagtailadmin_pages:unpublish", "draft", allows=PUBLISHERS),
    post("wagtailadmin_pages:unpublish", "draft", allows=PUBLISHERS),
    post("wagtailadmin_pages:lock", "draft", allows=PUBLISHERS | {APPROVER}),
    get("wagtailimages:index", allows=WRITERS),
    get("wagtailimages:add", allows=WRITERS),
    get("wagtaildocs:index", allows=WRITERS),
    get("wagtaildocs:add", allows=WRITERS),
    get("wagtailusers_users:index", allows=ADMINISTRATORS),
    get("wagtailusers_users:add", allows=ADMINISTRATORS),
    post("wagtailusers_users:add", allows=ADMINISTRATORS),
    get("wagtailusers_groups:index", allows=ADMINISTRATORS),
    get("wagtailsettings:edit", "home", "unitsettings", "site", allows=ADMINISTRATORS),
    post("wagtailsettings:edit", "home", "unitsettings", "site", allows=ADMINISTRATORS),
    get("wagtailsettings:edit", "stakeholders", "peoplesettings", "people_settings", allows=PEOPLE),
    post("wagtailsettings:edit", "stakeholders", "peoplesettings", "people_settings", allows=PEOPLE),
    get("wagtailsites:index", allows=ADMINISTRATORS),
    get("wagtaillocales:index", allows=ADMINISTRATORS),
    get("wagtailadmin_collections:index", allows=ADMINISTRATORS),
    get("wagtailadmin_workflows:index", allows=ADMINISTRATORS),
]
