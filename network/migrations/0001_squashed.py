"""All tables of the app, as they stood when its first migrations were put together."""

import accounts.models
import accounts.names
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import network.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('network', '0001_initial'),
        ('network', '0002_services'),
        ('network', '0003_visible_names'),
        ('network', '0004_own_holidays'),
        ('network', '0005_words_of_trades'),
        ('network', '0006_state_and_successor'),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NetworkSettings',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(default='Kontor', max_length=120, validators=[accounts.names.check_visible], verbose_name='name of the network')),
                ('days_to_answer', models.PositiveSmallIntegerField(default=10, verbose_name='working days a partner has to answer')),
                ('words_of_trades', models.TextField(blank=True, help_text="One a line. Where a company's name has one of them it is asked about in texts for the other side instead of refused, as it is no name by itself.", max_length=10000, verbose_name='words of trades')),
            ],
            options={
                'verbose_name': 'network settings',
                'verbose_name_plural': 'network settings',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='network_settings_one_row'), models.CheckConstraint(condition=models.Q(('days_to_answer__range', (1, 60))), name='network_settings_days')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='address')),
                ('kind', models.CharField(choices=[('agency', 'business support agency'), ('cluster', 'cluster')], default='agency', max_length=20, verbose_name='kind')),
                ('name', models.CharField(max_length=200, validators=[accounts.names.check_visible], verbose_name='name')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('state', models.CharField(choices=[('applied', 'applied'), ('checking', 'being checked'), ('to_sign', 'to sign the declaration'), ('active', 'takes part'), ('suspended', 'suspended'), ('leaving', 'leaving'), ('left', 'left'), ('refused', 'refused'), ('ended', 'ended before it joined')], default='active', max_length=20, verbose_name='state')),
                ('country', models.CharField(max_length=2, verbose_name='country of its seat')),
                ('seat', models.CharField(help_text='Its public holidays count.', max_length=5, verbose_name='region of its seat (NUTS)')),
                ('holiday_part', models.CharField(blank=True, help_text='Empty: that of the region of its seat. Its code or name, as BY or Augsburg.', max_length=40, verbose_name='part of the country whose holidays count')),
                ('holiday_kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('catholic', 'of Catholic communities'), ('protestant', 'of Protestant communities'), ('bank', 'of banks'), ('de_facto', 'by custom'), ('optional', 'optional ones')], max_length=20), blank=True, default=list, size=None, verbose_name='holidays kept beside the public ones')),
                ('own_holidays', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None, verbose_name='own holidays')),
                ('city', models.CharField(max_length=100, verbose_name='city')),
                ('time_zone', models.CharField(default='Europe/Brussels', max_length=64, validators=[accounts.models.check_time_zone], verbose_name='time zone')),
                ('regions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), default=list, size=None, validators=[network.models.check_regions], verbose_name='regions served (NUTS)')),
                ('sectors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), blank=True, default=list, size=None, validators=[network.models.check_sectors], verbose_name='sectors covered (NACE Rev. 2)')),
                ('services', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('partner_search', 'search for business partners'), ('technology', 'technology and research partnerships'), ('investment', 'investment and joint ventures'), ('market_information', 'market information')], max_length=20), blank=True, default=list, size=None, verbose_name='services for companies from abroad')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), default=list, size=None, verbose_name='languages')),
                ('email', models.EmailField(max_length=254, verbose_name='public e-mail address')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('desk_mailbox', models.EmailField(blank=True, help_text='Hears what the desk hears, beside the people ticked for it.', max_length=254, verbose_name='shared mailbox of the desk')),
                ('desk_language', models.CharField(choices=[('en', 'English'), ('de', 'German')], default='en', max_length=8, verbose_name='language of the shared mailbox')),
                ('joined_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('successor', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('advisor', 'advisor'), ('coordinator', 'coordinator'), ('viewer', 'viewer')], max_length=20, verbose_name='role')),
                ('on_desk', models.BooleanField(default=False, help_text='Hears of what nobody is responsible for yet.', verbose_name='on the desk')),
                ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='network.organisation')),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
            },
        ),
        migrations.CreateModel(
            name='StaffInvitation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('nonce', models.CharField(max_length=64)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('language', models.CharField(choices=[('en', 'English'), ('de', 'German')], default='en', max_length=8, verbose_name='language')),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('role', models.CharField(choices=[('advisor', 'advisor'), ('coordinator', 'coordinator'), ('viewer', 'viewer')], max_length=20, verbose_name='role')),
                ('on_desk', models.BooleanField(default=False, verbose_name='on the desk')),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='network.organisation')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['agency', 'cluster'])), name='network_organisation_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['applied', 'checking', 'to_sign', 'active', 'suspended', 'leaving', 'left', 'refused', 'ended'])), name='network_organisation_state_known'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('organisation', 'user'), name='network_membership_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['advisor', 'coordinator', 'viewer'])), name='network_membership_role'),
        ),
        migrations.AddConstraint(
            model_name='staffinvitation',
            constraint=models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('revoked_at__isnull', True)), fields=('organisation', 'email'), name='network_invitation_open_once'),
        ),
    ]
