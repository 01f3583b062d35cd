from django.db import migrations, models


class Migration(migrations.Migration):
    """A brief knows by which hash matching keeps its text; older ones get theirs with a revision."""

    dependencies = [
        ("requests", "0002_partner_thread"),
    ]

    operations = [
        migrations.AddField(
            model_name="brief",
            name="need_hash",
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=64),
        ),
    ]
