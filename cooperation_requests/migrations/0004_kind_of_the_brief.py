from django.db import migrations

# The kind that the advisor decided is the request's from now on.
TAKE_OVER = """
UPDATE requests_cooperationrequest request SET kind = brief.kind
FROM requests_brief brief
WHERE brief.request_id = request.id AND brief.version = request.brief_version
    AND brief.kind <> request.kind
"""


class Migration(migrations.Migration):
    """A request has the kind of its newest brief."""

    dependencies = [
        ("requests", "0003_brief_need_hash"),
    ]

    operations = [
        migrations.RunSQL(TAKE_OVER, migrations.RunSQL.noop),
    ]
