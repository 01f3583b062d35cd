"""All tables of the app, as they stood when its first migrations were put together."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
import pgvector.django.halfvec
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models
from pgvector.django import VectorExtension


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('matching', '0001_extensions'),
        ('matching', '0002_initial'),
        ('matching', '0003_vector_extension'),
        ('matching', '0004_vectors'),
        ('matching', '0005_set_aside_by_hash'),
        ('matching', '0006_names_and_typed_needs'),
        ('matching', '0007_shown_matches_and_cells'),
        ('matching', '0008_looked_at'),
        ('matching', '0009_fitted_axes'),
        ('matching', '0010_verdicts_and_towns'),
        ('matching', '0011_written_by_region'),
        ('matching', '0012_agreed_entries'),
        ('matching', '0013_near_needs'),
        ('matching', '0014_names_in_latin_letters'),
    ]

    dependencies = [
        ('companies', '0001_squashed'),
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        VectorExtension(),
        migrations.CreateModel(
            name='EmbeddingModel',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('version', models.CharField(max_length=40)),
                ('dimensions', models.PositiveSmallIntegerField()),
                ('axes', models.BinaryField(null=True)),
                ('known_since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('complete_since', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'embedding model',
                'verbose_name_plural': 'embedding models',
            },
        ),
        migrations.CreateModel(
            name='NeedText',
            fields=[
                ('text_hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('language', models.CharField(blank=True, max_length=8)),
                ('lasting', models.BooleanField(default=True)),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name': 'text of a need',
                'verbose_name_plural': 'texts of needs',
            },
        ),
        migrations.CreateModel(
            name='SetAsideText',
            fields=[
                ('text_hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('deaths', models.PositiveSmallIntegerField(default=0)),
                ('last_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name': 'text set aside',
                'verbose_name_plural': 'texts set aside',
            },
        ),
        migrations.CreateModel(
            name='CompanyIndex',
            fields=[
                ('company', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='companies.company')),
                ('version', models.PositiveIntegerField()),
                ('configuration', models.CharField(max_length=30)),
                ('document', django.contrib.postgres.search.SearchVectorField()),
                ('words', models.TextField()),
                ('name', models.CharField(default='', max_length=310)),
                ('sector_paths', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), default=list, size=None)),
                ('region_paths', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), default=list, size=None)),
                ('entries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), default=list, size=None)),
                ('text_hash', models.CharField(blank=True, db_index=True, max_length=64)),
                ('lacks_vector', models.BooleanField(default=True)),
                ('looked_version', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'index of a company',
                'verbose_name_plural': 'index of companies',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['document'], name='matching_document'), django.contrib.postgres.indexes.GinIndex(fields=['sector_paths'], name='matching_sectors'), django.contrib.postgres.indexes.GinIndex(fields=['region_paths'], name='matching_regions'), django.contrib.postgres.indexes.GinIndex(fields=['name'], name='matching_names', opclasses=['gin_trgm_ops']), models.Index(condition=models.Q(('lacks_vector', True)), fields=['region_paths', 'sector_paths', 'company'], name='matching_lacks_vector'), models.Index(condition=models.Q(('looked_version__lt', models.F('version'))), fields=['company'], name='matching_not_looked_at')],
            },
        ),
        migrations.CreateModel(
            name='CompanyVector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text_hash', models.CharField(max_length=64)),
                ('vector', pgvector.django.halfvec.HalfVectorField()),
                ('cells', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='companies.company')),
                ('model', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='matching.embeddingmodel')),
            ],
            options={
                'verbose_name': 'vector of a company',
                'verbose_name_plural': 'vectors of companies',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['cells'], name='matching_cells')],
                'constraints': [models.UniqueConstraint(fields=('company', 'model'), name='matching_vector_once')],
            },
        ),
        migrations.CreateModel(
            name='NeedVector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vector', pgvector.django.halfvec.HalfVectorField(null=True)),
                ('entries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), db_default=[], default=list, size=None)),
                ('model', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='matching.embeddingmodel')),
                ('need', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='matching.needtext')),
            ],
            options={
                'verbose_name': 'vector of a need',
                'verbose_name_plural': 'vectors of needs',
                'constraints': [models.UniqueConstraint(fields=('need', 'model'), name='matching_need_vector_once')],
            },
        ),
        migrations.CreateModel(
            name='ShownMatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('need_key', models.UUIDField()),
                ('text_hash', models.CharField(max_length=64)),
                ('score', models.PositiveSmallIntegerField(null=True)),
                ('parts', models.JSONField(default=dict)),
                ('reasons', models.JSONField(default=list)),
                ('engine_version', models.CharField(blank=True, max_length=20)),
                ('model_key', models.BigIntegerField(null=True)),
                ('company_version', models.PositiveIntegerField(null=True)),
                ('shown_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(choices=[('shown', 'shown'), ('suggested', 'suggested'), ('set_aside', 'set aside'), ('not_interested', 'no interest'), ('interested', 'interested'), ('introduced', 'introduced'), ('agreement', 'agreement')], default='shown', max_length=20)),
                ('outcome_at', models.DateTimeField(null=True)),
                ('verdict_hash', models.CharField(blank=True, max_length=64)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('counts', models.BooleanField(default=True)),
                ('pointed_out_at', models.DateTimeField(null=True)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='companies.company')),
            ],
            options={
                'verbose_name': 'shown match',
                'verbose_name_plural': 'shown matches',
                'indexes': [models.Index(condition=models.Q(('outcome', 'shown'), _negated=True), fields=['company'], name='matching_came_of_it')],
                'constraints': [models.UniqueConstraint(fields=('need_key', 'company'), name='matching_shown_once_a_need'), models.CheckConstraint(condition=models.Q(('outcome__in', ['shown', 'suggested', 'set_aside', 'not_interested', 'interested', 'introduced', 'agreement'])), name='matching_outcome_known')],
            },
        ),
    ]
