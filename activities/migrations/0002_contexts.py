"""What was done stands on the timeline of a context: a request, a company or an organisation."""

from django.db import migrations, models

# What was done with an organisation's people was its own, but for what the secretariat did: only
# of its mailbox the record says whose that was.
FILL = """
UPDATE activities_activity SET
    context_kind = CASE
        WHEN case_id IS NOT NULL THEN 'request'
        WHEN subject_kind = 'company' THEN 'company'
        ELSE 'organisation' END,
    context_id = CASE
        WHEN case_id IS NOT NULL THEN case_id
        WHEN subject_kind = 'company' THEN subject_id
        ELSE coalesce(acting_organisation_id, subject_id) END
"""


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_squashed")]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="context_kind",
            field=models.CharField(max_length=40, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="activity", name="context_id", field=models.UUIDField(null=True)
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="activity", name="context_id", field=models.UUIDField()
        ),
        migrations.RemoveIndex(model_name="activity", name="activities_case_time"),
        migrations.RemoveField(model_name="activity", name="case_id"),
        # Whoever reads a timeline asks for its context; what a reader may see beside is few rows.
        migrations.RemoveIndex(model_name="activity", name="activities_audiences"),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["context_id", "-happened_at"], name="activities_context_time"
            ),
        ),
    ]
