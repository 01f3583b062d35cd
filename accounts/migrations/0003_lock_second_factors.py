"""Seeds of second factors that lie readable are locked."""

from typing import Any

from django.db import migrations

from accounts.second_factors import LOCKED_FIELDS, MFAAdapter

# What Fernet made begins with its version and the first bytes of a time (until 2106).
LOCKED = "gAAAA"


def lock(apps: Any, schema_editor: Any) -> None:
    adapter = MFAAdapter()
    for row in apps.get_model("mfa", "Authenticator").objects.all():
        readable = [
            name for name in LOCKED_FIELDS if not row.data.get(name, LOCKED).startswith(LOCKED)
        ]
        for name in readable:
            row.data[name] = adapter.encrypt(row.data[name])
        if readable:
            row.save(update_fields=["data"])


def unlock(apps: Any, schema_editor: Any) -> None:
    adapter = MFAAdapter()
    for row in apps.get_model("mfa", "Authenticator").objects.all():
        for name in LOCKED_FIELDS:
            if row.data.get(name, "").startswith(LOCKED):
                row.data[name] = adapter.decrypt(row.data[name])
        row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_session_version"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunPython(lock, unlock)]
