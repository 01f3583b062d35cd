"""All tables of the app, as they stood when its first migrations were put together."""

import accounts.names
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('companies', '0001_initial'),
        ('companies', '0002_indexed_version'),
        ('companies', '0003_sector_revision'),
        ('companies', '0004_written_by_region'),
        ('companies', '0005_admission'),
        ('companies', '0006_found_while_asking'),
        ('companies', '0007_join_requests'),
        ('companies', '0008_visible_names'),
        ('companies', '0009_greek_vat_numbers'),
        ('companies', '0010_known_as'),
        ('companies', '0011_by_name'),
        ('companies', '0012_names_that_are_claimed'),
        ('companies', '0013_who_left_as_whom'),
        ('companies', '0014_contacts_that_are_claimed'),
        ('companies', '0015_entering_and_form'),
        ('companies', '0016_entered_by_their_agencies'),
    ]

    dependencies = [
        ('network', '0001_squashed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Company',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('form', models.CharField(choices=[('company', 'company'), ('research', 'research institute'), ('cluster', 'cluster'), ('public_body', 'public body')], db_default='company', default='company', max_length=20)),
                ('external_id', models.CharField(blank=True, help_text='The number that your agency knows this company by.', max_length=60, verbose_name='own number')),
                ('source', models.CharField(choices=[('registered', 'registered itself'), ('advisor', 'registered by its agency'), ('proposed', 'entered by a partner to be proposed'), ('demo', 'demo')], default='registered', max_length=20)),
                ('admitted_at', models.DateTimeField(editable=False, null=True)),
                ('legal_name', models.CharField(max_length=200, validators=[accounts.names.check_visible], verbose_name='legal name')),
                ('sort_name', models.CharField(editable=False, max_length=200)),
                ('vat_number', models.CharField(blank=True, max_length=20, verbose_name='VAT number')),
                ('vat_check', models.CharField(choices=[('not_checked', 'not checked')], default='not_checked', max_length=20)),
                ('website', models.URLField(blank=True, max_length=300, verbose_name='website')),
                ('country', models.CharField(max_length=2, verbose_name='country')),
                ('postcode', models.CharField(blank=True, max_length=12, verbose_name='postcode')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='town')),
                ('region', models.CharField(blank=True, db_index=True, max_length=5, verbose_name='region (NUTS)')),
                ('sectors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), blank=True, default=list, size=None, verbose_name='sectors (NACE)')),
                ('sector_revision', models.CharField(choices=[('2', 'NACE Rev. 2 (2008)'), ('2.1', 'NACE Rev. 2.1 (2025)')], default='2', max_length=4, verbose_name='codes of')),
                ('head_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='staff')),
                ('size_class', models.CharField(blank=True, choices=[('micro', 'micro (under 10)'), ('small', 'small (10 to 49)'), ('medium', 'medium (50 to 249)'), ('larger', 'larger (250 and more)')], max_length=10, verbose_name='size')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), blank=True, default=list, size=None, verbose_name='languages spoken')),
                ('offers', models.TextField(blank=True, verbose_name='what the company offers')),
                ('offers_language', models.CharField(blank=True, max_length=8, verbose_name='written in')),
                ('seeks', models.TextField(blank=True, verbose_name='what the company seeks')),
                ('seeks_language', models.CharField(blank=True, max_length=8, verbose_name='written in')),
                ('certificates', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None, verbose_name='certificates')),
                ('exports_to', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, default=list, size=None, verbose_name='exports to')),
                ('visibility', models.CharField(choices=[('own', 'its own agency only'), ('network', 'all agencies of the network'), ('public', 'everybody')], default='own', max_length=10, verbose_name='who may find the profile')),
                ('found_while_asking', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('indexed_version', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('entering', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
            ],
            options={
                'verbose_name': 'company',
                'verbose_name_plural': 'companies',
            },
        ),
        migrations.CreateModel(
            name='CompanyInvitation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('nonce', models.CharField(max_length=64)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('language', models.CharField(choices=[('en', 'English'), ('de', 'German')], default='en', max_length=8, verbose_name='language')),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='companies.company')),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'invitation of a company',
                'verbose_name_plural': 'invitations of companies',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CompanyMember',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.CharField(blank=True, max_length=100, verbose_name='position')),
                ('telephone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='companies.company')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='company_members', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'person of a company',
                'verbose_name_plural': 'people of companies',
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=150, validators=[accounts.names.check_visible], verbose_name='name')),
                ('position', models.CharField(blank=True, max_length=100, verbose_name='position')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('telephone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('language', models.CharField(choices=[('en', 'English'), ('de', 'German')], default='en', max_length=8, verbose_name='language')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('is_claimed', models.BooleanField(default=False, editable=False)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='companies.company')),
            ],
            options={
                'verbose_name': 'contact person',
                'verbose_name_plural': 'contact persons',
                'ordering': ['created_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='JoinRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.CharField(blank=True, max_length=100)),
                ('telephone', models.CharField(blank=True, max_length=40)),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='join_requests', to='companies.company')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='join_requests', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'person who waits for a company',
                'verbose_name_plural': 'people who wait for companies',
                'ordering': ['asked_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='KnownAs',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('legal_name', models.CharField(blank=True, max_length=200)),
                ('website', models.URLField(blank=True, max_length=300)),
                ('vat_number', models.CharField(blank=True, max_length=20)),
                ('person_name', models.CharField(blank=True, max_length=150)),
                ('is_claimed', models.BooleanField(default=False)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='known_as', to='companies.company')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'former name of a company',
                'verbose_name_plural': 'former names of companies',
            },
        ),
        migrations.AddIndex(
            model_name='company',
            index=models.Index(fields=['agency', 'sort_name'], name='companies_agency_name'),
        ),
        migrations.AddIndex(
            model_name='company',
            index=models.Index(fields=['sort_name', 'id'], name='companies_by_name'),
        ),
        migrations.AddIndex(
            model_name='company',
            index=models.Index(condition=models.Q(('version__gt', models.F('indexed_version'))), fields=['region', 'sectors', 'id'], name='companies_not_indexed'),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('agency', 'external_id'), name='companies_external_id_once', violation_error_message='Another company of your agency has this number.'),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.CheckConstraint(condition=models.Q(('visibility__in', ['own', 'network', 'public'])), name='companies_visibility_known'),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.CheckConstraint(condition=models.Q(('sector_revision__in', ['2', '2.1'])), name='companies_sector_revision_known'),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.CheckConstraint(condition=models.Q(('form__in', ['company', 'research', 'cluster', 'public_body'])), name='companies_form_known'),
        ),
        migrations.AddConstraint(
            model_name='companyinvitation',
            constraint=models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('revoked_at__isnull', True)), fields=('company', 'email'), name='companies_invitation_open_once'),
        ),
        migrations.AddConstraint(
            model_name='companymember',
            constraint=models.UniqueConstraint(fields=('company', 'user'), name='companies_member_once'),
        ),
        migrations.AddConstraint(
            model_name='joinrequest',
            constraint=models.UniqueConstraint(fields=('company', 'user'), name='companies_join_asked_once'),
        ),
    ]
