"""All tables of the app, as they stood when its first migrations were put together."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('notifications', '0001_initial'),
        ('notifications', '0002_by_recipient'),
        ('notifications', '0003_deliveries'),
        ('notifications', '0004_carry_mails_over'),
        ('notifications', '0005_notices_without_mail'),
    ]

    dependencies = [
        ('activities', '0001_squashed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=80)),
                ('hat_id', models.UUIDField(null=True)),
                ('address', models.EmailField(blank=True, max_length=254)),
                ('language', models.CharField(default='en', max_length=8)),
                ('created_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('pending', 'waiting'), ('claimed', 'being sent'), ('sent', 'sent'), ('dropped', 'no longer due'), ('failed', 'given up')], default='pending', max_length=10)),
                ('send_after', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('lease_until', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('fault', models.CharField(blank=True, max_length=60)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('occasion', models.CharField(max_length=120)),
                ('recipient', models.CharField(max_length=270)),
                ('kind', models.CharField(max_length=80)),
                ('hat_id', models.UUIDField(null=True)),
                ('address', models.EmailField(blank=True, max_length=254)),
                ('language', models.CharField(default='en', max_length=8)),
                ('case_id', models.UUIDField(db_index=True, null=True)),
                ('subject_id', models.UUIDField()),
                ('created_at', models.DateTimeField()),
                ('channel', models.CharField(choices=[('at_once', 'by e-mail, at once'), ('digest', 'in the daily digest'), ('portal', 'in the portal only'), ('dropped', 'no longer due')], default='at_once', max_length=10)),
                ('read_at', models.DateTimeField(null=True)),
                ('activity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='activities.activity')),
                ('delivery', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notices', to='notifications.delivery')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
            },
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state__in', ['pending', 'claimed'])), fields=['send_after'], name='notifications_delivery_due'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('channel', 'at_once'), ('delivery__isnull', True)), fields=['created_at', 'id'], name='notifications_to_assemble'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('channel', 'digest'), ('delivery__isnull', True)), fields=['person'], name='notifications_of_digest'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['person', 'hat_id', '-created_at'], name='notifications_person'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['recipient', 'created_at'], name='notifications_recipient'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('occasion', 'recipient'), name='notifications_notice_once'),
        ),
    ]
