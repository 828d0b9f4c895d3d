"""The languages of the site. English comes with Wagtail; Urdu is there from the first day."""

from django.db import migrations


def add_languages(apps, schema_editor):
    Locale = apps.get_model("wagtailcore", "Locale")
    for code in ("en", "ur"):
        Locale.objects.get_or_create(language_code=code)


class Migration(migrations.Migration):

    dependencies = [("home", "0001_initial")]

    # Going back keeps the languages: pages may stand on them.
    operations = [migrations.RunPython(add_languages, migrations.RunPython.noop)]
