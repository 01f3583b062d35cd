"""All tables of the app, as they stood when its first migrations were put together."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('activities', '0001_initial'),
        ('activities', '0002_timers'),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('part', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'heartbeat',
                'verbose_name_plural': 'heartbeats',
            },
        ),
        migrations.CreateModel(
            name='SubmittedForm',
            fields=[
                ('key', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('user_id', models.UUIDField(null=True)),
                ('submitted_at', models.DateTimeField(db_index=True)),
                ('result', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'verbose_name': 'submitted form',
                'verbose_name_plural': 'submitted forms',
            },
        ),
        migrations.CreateModel(
            name='Timer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField()),
                ('step', models.CharField(max_length=40)),
                ('due_at', models.DateTimeField()),
                ('calendar_id', models.UUIDField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('try_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('fault', models.CharField(blank=True, max_length=60)),
            ],
            options={
                'verbose_name': 'timer',
                'verbose_name_plural': 'timers',
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['try_at'], name='activities_timer_waiting'), models.Index(condition=models.Q(('done_at__isnull', True)), fields=['calendar_id'], name='activities_timer_calendar'), models.Index(fields=['done_at'], name='activities_timer_done')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'subject_id', 'step'), name='activities_timer_once')],
            },
        ),
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=40)),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField(db_index=True)),
                ('case_id', models.UUIDField(null=True)),
                ('happened_at', models.DateTimeField()),
                ('acting_organisation_id', models.UUIDField(null=True)),
                ('acting_company_id', models.UUIDField(null=True)),
                ('on_behalf', models.BooleanField(default=False)),
                ('said_how', models.CharField(blank=True, choices=[('telephone', 'by telephone'), ('mail', 'by e-mail'), ('meeting', 'at a meeting'), ('letter', 'by letter')], max_length=20)),
                ('said_on', models.DateField(null=True)),
                ('channel', models.CharField(choices=[('page', 'page'), ('link', 'link'), ('mail', 'mail'), ('api', 'API'), ('clock', 'clock')], max_length=10)),
                ('from_state', models.CharField(blank=True, max_length=30)),
                ('to_state', models.CharField(blank=True, max_length=30)),
                ('audiences', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('data', models.JSONField(default=dict)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'activity',
                'verbose_name_plural': 'activities',
                'indexes': [models.Index(fields=['case_id', '-happened_at'], name='activities_case_time'), django.contrib.postgres.indexes.GinIndex(fields=['audiences'], name='activities_audiences')],
            },
        ),
    ]
