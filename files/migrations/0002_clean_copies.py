"""Each stored file knows its clean copy, or why it has none."""

import django.db.models.deletion
from django.db import migrations, models

REASONS = """
kind disagrees empty size total damaged encrypted macros pixels pixels_together
too_large_unpacked too_costly busy picture_kind embedded linked hidden unfinished not_known
not_examined
""".split()


class Migration(migrations.Migration):
    dependencies = [("files", "0001_stored_file")]

    operations = [
        migrations.AlterField(
            model_name="storedfile",
            name="cleaned",
            field=models.BooleanField(
                default=False, help_text="nothing is in it but what its readers see"
            ),
        ),
        migrations.AddField(
            model_name="storedfile",
            name="clean_copy",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="storedfile",
            name="uncleanable",
            field=models.CharField(
                blank=True,
                choices=[(reason, reason) for reason in REASONS],
                default="",
                help_text="why there is no clean copy",
                max_length=20,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="storedfile",
            name="uncleanable_details",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddIndex(
            model_name="storedfile",
            index=models.Index(
                condition=models.Q(("clean_copy", None), ("cleaned", False), ("uncleanable", "")),
                fields=["created_at"],
                name="files_not_examined",
            ),
        ),
    ]
