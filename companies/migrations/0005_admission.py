"""When a company's agency took it up; companies that have an agency already were taken up before."""

from django.db import migrations, models
from django.db.models.functions import Now


def admit_those_with_an_agency(apps, schema_editor):
    company = apps.get_model("companies", "Company")
    company._base_manager.filter(agency__isnull=False).update(admitted_at=Now())


class Migration(migrations.Migration):

    dependencies = [
        ("companies", "0004_written_by_region"),
    ]

    operations = [
        migrations.AddField(
            model_name="company",
            name="admitted_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunPython(admit_those_with_an_agency, migrations.RunPython.noop),
    ]
