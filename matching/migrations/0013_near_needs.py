"""Needs that are alike are found by an index of their own, of each model that is known."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_indexes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    models = apps.get_model("matching", "EmbeddingModel")
    for key, dimensions in models.objects.values_list("pk", "dimensions"):
        schema_editor.execute(
            f"CREATE INDEX IF NOT EXISTS matching_near_need_{key:d} ON matching_needvector "
            f"USING hnsw ((vector::halfvec({dimensions:d})) halfvec_cosine_ops) "
            f"WHERE model_id = {key:d}"
        )


class Migration(migrations.Migration):
    dependencies = [("matching", "0012_agreed_entries")]
    operations = [migrations.RunPython(make_indexes, migrations.RunPython.noop)]
