from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    """Sectors are codes of NACE Rev. 2 or 2.1, and are checked by the revision that is given."""

    dependencies = [
        ("companies", "0002_indexed_version"),
    ]

    operations = [
        migrations.AlterField(
            model_name="company",
            name="sector_revision",
            field=models.CharField(
                choices=[("2", "NACE Rev. 2 (2008)"), ("2.1", "NACE Rev. 2.1 (2025)")],
                default="2",
                max_length=4,
                verbose_name="codes of",
            ),
        ),
        migrations.AlterField(
            model_name="company",
            name="sectors",
            field=ArrayField(
                base_field=models.CharField(max_length=8),
                blank=True,
                default=list,
                size=None,
                verbose_name="sectors (NACE)",
            ),
        ),
        migrations.AddConstraint(
            model_name="company",
            constraint=models.CheckConstraint(
                condition=models.Q(("sector_revision__in", ["2", "2.1"])),
                name="companies_sector_revision_known",
            ),
        ),
    ]
