from django.db import migrations
from django.db.models import F


def entered_by_their_agency(apps, schema_editor):
    """Until now whoever entered a company became its home agency."""
    companies = apps.get_model("companies", "Company").objects
    companies.filter(source__in=["advisor", "proposed"]).update(entering=F("agency"))


class Migration(migrations.Migration):

    dependencies = [
        ("companies", "0015_entering_and_form"),
    ]

    operations = [
        migrations.RunPython(entered_by_their_agency, migrations.RunPython.noop),
    ]
