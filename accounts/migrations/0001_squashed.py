"""All tables of the app, as they stood when its first migrations were put together."""

import accounts.models
import accounts.names
import django.db.models.functions.datetime
import django.db.models.functions.text
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('accounts', '0001_initial'),
        ('accounts', '0002_session_version'),
        ('accounts', '0003_lock_second_factors'),
        ('accounts', '0004_visible_names'),
        ('accounts', '0005_mail_wishes'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('name', models.CharField(max_length=150, validators=[accounts.names.check_visible], verbose_name='name')),
                ('language', models.CharField(choices=[('en', 'English'), ('de', 'German')], default='en', max_length=8, verbose_name='language')),
                ('time_zone', models.CharField(default='Europe/Brussels', max_length=64, validators=[accounts.models.check_time_zone], verbose_name='time zone')),
                ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                ('is_secretariat', models.BooleanField(default=False, help_text='Runs the network and its settings.', verbose_name='network secretariat')),
                ('mail_wishes', models.JSONField(blank=True, default=dict, editable=False)),
                ('digest_hour', models.PositiveSmallIntegerField(editable=False, null=True)),
                ('digest_sent_on', models.DateField(editable=False, null=True)),
                ('session_version', models.PositiveIntegerField(default=0, editable=False)),
                ('date_joined', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='joined')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='accounts_user_email_once')],
            },
        ),
    ]
