from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notifications", "0004_carry_mails_over")]

    operations = [
        migrations.RemoveIndex(
            model_name='notice',
            name='notifications_due',
        ),
        migrations.RemoveField(
            model_name='notice',
            name='attempts',
        ),
        migrations.RemoveField(
            model_name='notice',
            name='fault',
        ),
        migrations.RemoveField(
            model_name='notice',
            name='lease_until',
        ),
        migrations.RemoveField(
            model_name='notice',
            name='mail_state',
        ),
        migrations.RemoveField(
            model_name='notice',
            name='send_after',
        ),
        migrations.RemoveField(
            model_name='notice',
            name='sent_at',
        ),
    ]
