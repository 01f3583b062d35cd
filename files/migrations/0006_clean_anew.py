"""What was cleaned by the rules of before is looked at again; copies that nobody got go."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget_copies(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("files", "StoredFile").objects.filter(clean_copy__isnull=False).update(
        clean_copy=None
    )


class Migration(migrations.Migration):
    dependencies = [("files", "0005_cropped")]

    operations = [migrations.RunPython(forget_copies, migrations.RunPython.noop)]
