"""All tables of the app, as they stood when its first migrations were put together."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.lookups
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('disclosure', '0001_disclosures'),
    ]

    dependencies = [
        ('activities', '0001_squashed'),
        ('companies', '0001_squashed'),
        ('network', '0001_squashed'),
    ]

    operations = [
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('subject_kind', models.CharField(blank=True, max_length=20)),
                ('subject_id', models.UUIDField(null=True)),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('brief', 'brief'), ('card', 'card'), ('name', 'name'), ('contact', 'contact person')], max_length=10), size=None)),
                ('to_address', models.EmailField(max_length=254, null=True)),
                ('audience_kind', models.CharField(blank=True, max_length=20)),
                ('audience_id', models.UUIDField(null=True)),
                ('ground', models.CharField(max_length=20)),
                ('case_id', models.UUIDField(null=True)),
                ('origin_kind', models.CharField(max_length=20)),
                ('origin_id', models.UUIDField()),
                ('disclosed_at', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.activity')),
                ('company', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('to_company', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('to_organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
            ],
            options={
                'verbose_name': 'disclosure',
                'verbose_name_plural': 'disclosures',
                'indexes': [models.Index(fields=['case_id', 'company'], name='disclosure_case'), models.Index(fields=['origin_id'], name='disclosure_origin'), models.Index(condition=models.Q(('fields__contains', ['name'])), fields=['to_organisation', 'company'], name='disclosure_named_to')],
                'constraints': [models.CheckConstraint(condition=django.db.models.lookups.Exact(models.Func(models.F('company'), models.F('subject_id'), function='num_nonnulls', output_field=models.IntegerField()), 1), name='disclosure_of_one'), models.CheckConstraint(condition=django.db.models.lookups.Exact(models.Func(models.F('to_organisation'), models.F('to_company'), models.F('to_address'), models.F('audience_id'), function='num_nonnulls', output_field=models.IntegerField()), 1), name='disclosure_to_one')],
            },
        ),
    ]
