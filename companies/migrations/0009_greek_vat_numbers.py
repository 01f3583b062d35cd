from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr


def one_prefix(apps, schema_editor):
    """GR and EL are one country's: numbers are compared as they are kept."""
    companies = apps.get_model("companies", "Company")._base_manager
    companies.filter(vat_number__startswith="GR").update(
        vat_number=Concat(Value("EL"), Substr(F("vat_number"), 3))
    )


class Migration(migrations.Migration):
    dependencies = [("companies", "0008_visible_names")]

    operations = [migrations.RunPython(one_prefix, migrations.RunPython.noop)]
