"""Make the staff's groups. What each may do is the table in coordination_site/roles.py."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from coordination_site import roles

# Wagtail's own first groups say nothing that ours do not; two sets would leave staff guessing.
FIRST_GROUPS = ("Moderators", "Editors")


def make_roles(apps, schema_editor):
    create_all_permissions(apps)
    roles.grant(apps)
    hand_over_workflow(apps)
    apps.get_model("auth", "Group").objects.filter(name__in=FIRST_GROUPS, user=None).delete()


def create_all_permissions(apps):
    """Django makes permissions after the last migration; groups need them now."""
    for app_config in apps.get_app_configs():
        app_config.models_module = True
        create_permissions(app_config, apps=apps, verbosity=0)
        app_config.models_module = None


def hand_over_workflow(apps):
    """Let Reviewers decide where Wagtail's first workflow asks its Moderators."""
    reviewers = apps.get_model("auth", "Group").objects.get(name=roles.REVIEWER)
    for task in apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(groups__name="Moderators"):
        task.groups.add(reviewers)


class Migration(migrations.Migration):
    dependencies = [
        ("coordination_site", "0001_initial"),
        ("newsletters", "0001_initial"),
        ("meetings", "0001_initial"),
        ("publications", "0001_initial"),
        ("stakeholders", "0001_initial"),
        ("delivery", "0001_initial"),
        ("home", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop, elidable=False)]
