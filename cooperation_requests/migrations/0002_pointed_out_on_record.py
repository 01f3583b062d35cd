"""That a company was pointed out is on record; what only its notice said is carried there."""

from __future__ import annotations

import re
from typing import Any

from django.db import migrations

# fits:<company>:<request or referral>:<reference>
SAID = re.compile(r"fits:([0-9a-f-]{36}):([0-9a-f-]{36}):(KO-\S+)")


def put_on_record(apps: Any, schema_editor: Any) -> None:
    activities = apps.get_model("activities", "Activity").objects
    notices = apps.get_model("notifications", "Notice").objects
    made: dict[str, Any] = {}
    told = notices.filter(kind__contains=".fits.", activity=None, case_id__isnull=False)
    for notice in told.order_by("created_at"):
        said = SAID.match(notice.occasion)
        if said is None:
            continue
        company, subject, reference = said.groups()
        data = {"reference": reference, "company": company}
        audience = "home"
        if notice.kind.startswith("referral."):
            audience = f"referral:{subject}"
            data |= {"referral": subject, "organisation": str(notice.hat_id)}
        if said[0] not in made:
            made[said[0]] = activities.create(
                verb="fits",
                subject_kind="fitting",
                subject_id=subject,
                context_kind="request",
                context_id=notice.case_id,
                happened_at=notice.created_at,
                channel="clock",
                audiences=[audience],
                data=data,
            )
        notices.filter(pk=notice.pk).update(activity=made[said[0]])


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0002_contexts"),
        ("notifications", "0001_squashed"),
        ("requests", "0001_squashed"),
    ]

    operations = [migrations.RunPython(put_on_record, migrations.RunPython.noop)]
