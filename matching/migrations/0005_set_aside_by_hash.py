from django.db import migrations


class Migration(migrations.Migration):
    """Whose text it is stands in the index, under the same hash."""

    dependencies = [("matching", "0004_vectors")]
    operations = [migrations.RemoveField(model_name="setasidetext", name="company")]
