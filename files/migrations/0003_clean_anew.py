"""What was cleaned by the lists of before counts as not cleaned: it is looked at again."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TEXTS = ("text/plain", "text/csv")


def forget_cleaning(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    stored = apps.get_model("files", "StoredFile")
    stored.objects.filter(media_type__in=TEXTS).update(cleaned=True)
    stored.objects.exclude(media_type__in=TEXTS).update(cleaned=False)


class Migration(migrations.Migration):
    dependencies = [("files", "0002_clean_copies")]

    operations = [migrations.RunPython(forget_cleaning, migrations.RunPython.noop)]
