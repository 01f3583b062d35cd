from django.db import migrations, models

THREADS = [
    ("company", "company and advisor"),
    ("internal", "inside the agency"),
    ("referral", "agency and partner"),
    ("partner", "inside the partner agency"),
]


class Migration(migrations.Migration):
    """Partner agencies have a thread for themselves on each referral."""

    dependencies = [
        ("requests", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="attachment",
            name="thread",
            field=models.CharField(choices=THREADS, max_length=10),
        ),
        migrations.AlterField(
            model_name="message",
            name="thread",
            field=models.CharField(choices=THREADS, max_length=10),
        ),
        migrations.RemoveConstraint(
            model_name="message",
            name="requests_message_thread",
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("referral__isnull", False), ("thread__in", ("referral", "partner"))),
                    models.Q(
                        models.Q(("thread__in", ("referral", "partner")), _negated=True),
                        ("referral__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="requests_message_thread",
            ),
        ),
    ]
