from django.db import migrations


def keep_room_on_every_page(apps, schema_editor):
    """Let PostgreSQL fill half of each page: a message that is marked or settled then stays on its page, and no index
    is touched (a heap-only tuple)."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE delivery_message SET (fillfactor = 50)")


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial")]

    operations = [migrations.RunPython(keep_room_on_every_page, migrations.RunPython.noop)]
