"""Names are kept in Latin letters: those of other scripts are written anew by the worker."""

from django.db import migrations

NOT_LATIN = "legal_name || city ~ '[^\\x01-\\x7f]'"


class Migration(migrations.Migration):
    dependencies = [("matching", "0013_near_needs")]
    operations = [
        migrations.RunSQL(
            "UPDATE matching_companyindex SET version = 0 WHERE company_id IN "
            f"(SELECT id FROM companies_company WHERE {NOT_LATIN}); "
            f"UPDATE companies_company SET indexed_version = 0 WHERE {NOT_LATIN}",
            migrations.RunSQL.noop,
        )
    ]
