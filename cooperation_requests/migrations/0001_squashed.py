"""All tables of the app, as they stood when its first migrations were put together."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import network.models
import uuid
from django.conf import settings
from django.contrib.postgres.operations import BtreeGinExtension
from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION requests_folded(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN regexp_replace(regexp_replace(lower(normalize(
        translate(replace(replace(words, 'ß', 'ss'), 'æ', 'ae'), 'øØłŁđĐ', 'oOlLdD'), NFKD)),
        '[\u0300-\u036f]', '', 'g'), '[^[:alnum:]]+', ' ', 'g');
CREATE FUNCTION requests_document(title text, words text, reference text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 5000
    RETURN to_tsvector('simple'::regconfig,
        requests_folded(title || ' ' || words || ' ' || reference) || ' '
        || ltrim(split_part(reference, '-', 3), '0') || ' '
        || CASE WHEN title || words ~ '[äöüÄÖÜ]' THEN requests_folded(replace(replace(replace(
            replace(replace(replace(title || ' ' || words, 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'),
            'Ä', 'ae'), 'Ö', 'oe'), 'Ü', 'ue')) ELSE '' END)
"""
WITHOUT_FUNCTIONS = """
DROP FUNCTION requests_document(text, text, text);
DROP FUNCTION requests_folded(text)
"""


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('requests', '0001_initial'),
        ('requests', '0002_partner_thread'),
        ('requests', '0003_brief_need_hash'),
        ('requests', '0004_kind_of_the_brief'),
        ('requests', '0005_handed_over'),
        ('requests', '0006_what_was_handed_over'),
        ('requests', '0007_overwritten_words'),
        ('requests', '0008_lists_by_index'),
        ('requests', '0009_withdrawn_documents'),
        ('requests', '0010_words_between_agencies'),
        ('requests', '0011_copies_given_on'),
        ('requests', '0012_handed_over_before'),
        ('requests', '0013_words_the_company_read'),
        ('requests', '0014_words_of_the_asking_side'),
        ('requests', '0015_disclosures_in_their_app'),
        ('requests', '0016_no_disclosures_of_its_own'),
        ('requests', '0017_what_waits'),
        ('requests', '0018_links'),
    ]

    dependencies = [
        ('companies', '0001_squashed'),
        ('files', '0001_squashed'),
        ('network', '0001_squashed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGinExtension(),
        migrations.RunSQL(FUNCTIONS, WITHOUT_FUNCTIONS),
        migrations.CreateModel(
            name='RequestCounter',
            fields=[
                ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('last', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'counter of requests',
                'verbose_name_plural': 'counters of requests',
            },
        ),
        migrations.CreateModel(
            name='CooperationRequest',
            fields=[
                ('waits_for', models.CharField(blank=True, choices=[('', 'nobody'), ('starter', 'who started it'), ('home_desk', 'the home desk'), ('advisor', 'the advisor'), ('company', 'the company'), ('partners', 'the partners'), ('partner', 'the partner'), ('candidate', 'the candidate'), ('both_companies', 'both companies')], default='', max_length=20)),
                ('waiting_since', models.DateTimeField(null=True)),
                ('due_on', models.DateField(null=True)),
                ('late_from', models.DateTimeField(db_index=True, null=True)),
                ('title', models.CharField(blank=True, max_length=160, verbose_name='title')),
                ('text', models.TextField(blank=True, max_length=20000, verbose_name='what is looked for')),
                ('language', models.CharField(default='en', max_length=8, verbose_name='language of the text')),
                ('kind', models.CharField(blank=True, choices=[('supplier', 'Supplier'), ('customer', 'Customer'), ('distributor', 'Distributor'), ('agent', 'Agent'), ('production', 'Production partner'), ('licence', 'Licence'), ('research', 'R&D partner'), ('investment', 'Investment'), ('joint_venture', 'Joint venture'), ('market_information', 'Market information')], max_length=20, verbose_name='kind of partner')),
                ('sectors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), blank=True, default=list, size=None, validators=[network.models.check_sectors], verbose_name='sectors')),
                ('regions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), blank=True, default=list, size=None, validators=[network.models.check_regions], verbose_name='target regions')),
                ('size_classes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('micro', 'micro (under 10)'), ('small', 'small (10 to 49)'), ('medium', 'medium (50 to 249)'), ('larger', 'larger (250 and more)')], max_length=10), blank=True, default=list, size=None, verbose_name='size of the partner')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), blank=True, default=list, size=None, verbose_name='languages of contact')),
                ('quantities', models.CharField(blank=True, max_length=300, verbose_name='quantities')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(editable=False, max_length=20, null=True, unique=True)),
                ('started_side', models.CharField(choices=[('company', 'company'), ('home', 'home agency')], max_length=10)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('in_triage', 'in triage'), ('needs_information', 'waiting for the company'), ('qualified', 'qualified'), ('with_partners', 'with partners'), ('presented', 'presented'), ('introduced', 'introduced'), ('closed', 'closed'), ('declined', 'declined'), ('withdrawn', 'withdrawn')], default='draft', max_length=20)),
                ('question_open', models.BooleanField(default=False)),
                ('brief_version', models.PositiveIntegerField(default=0)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('forwarded_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_reason', models.CharField(blank=True, max_length=30)),
                ('end_words', models.TextField(blank=True, max_length=5000)),
                ('saved_at', models.DateTimeField()),
                ('undecided_count', models.PositiveIntegerField(default=0)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('home_agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('responsible', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'request',
                'verbose_name_plural': 'requests',
            },
        ),
        migrations.CreateModel(
            name='Brief',
            fields=[
                ('title', models.CharField(blank=True, max_length=160, verbose_name='title')),
                ('text', models.TextField(blank=True, max_length=20000, verbose_name='what is looked for')),
                ('language', models.CharField(default='en', max_length=8, verbose_name='language of the text')),
                ('kind', models.CharField(blank=True, choices=[('supplier', 'Supplier'), ('customer', 'Customer'), ('distributor', 'Distributor'), ('agent', 'Agent'), ('production', 'Production partner'), ('licence', 'Licence'), ('research', 'R&D partner'), ('investment', 'Investment'), ('joint_venture', 'Joint venture'), ('market_information', 'Market information')], max_length=20, verbose_name='kind of partner')),
                ('sectors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), blank=True, default=list, size=None, validators=[network.models.check_sectors], verbose_name='sectors')),
                ('regions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), blank=True, default=list, size=None, validators=[network.models.check_regions], verbose_name='target regions')),
                ('size_classes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('micro', 'micro (under 10)'), ('small', 'small (10 to 49)'), ('medium', 'medium (50 to 249)'), ('larger', 'larger (250 and more)')], max_length=10), blank=True, default=list, size=None, verbose_name='size of the partner')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), blank=True, default=list, size=None, verbose_name='languages of contact')),
                ('quantities', models.CharField(blank=True, max_length=300, verbose_name='quantities')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField()),
                ('written_at', models.DateTimeField()),
                ('need_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests.cooperationrequest')),
            ],
            options={
                'verbose_name': 'brief',
                'verbose_name_plural': 'briefs',
            },
        ),
        migrations.CreateModel(
            name='DraftInput',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('subject_id', models.UUIDField()),
                ('form', models.CharField(max_length=40)),
                ('fields', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'unsent input',
                'verbose_name_plural': 'unsent input',
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('waits_for', models.CharField(blank=True, choices=[('', 'nobody'), ('starter', 'who started it'), ('home_desk', 'the home desk'), ('advisor', 'the advisor'), ('company', 'the company'), ('partners', 'the partners'), ('partner', 'the partner'), ('candidate', 'the candidate'), ('both_companies', 'both companies')], default='', max_length=20)),
                ('waiting_since', models.DateTimeField(null=True)),
                ('due_on', models.DateField(null=True)),
                ('late_from', models.DateTimeField(db_index=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('sent', 'sent'), ('accepted', 'accepted'), ('expired', 'expired'), ('answered', 'answered'), ('no_candidate', 'no candidate'), ('declined', 'declined'), ('recalled', 'recalled')], max_length=20)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('brief_version', models.PositiveIntegerField(default=0)),
                ('sent_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer_due_on', models.DateField()),
                ('reminders_sent', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=list, size=None)),
                ('asked_back_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=30)),
                ('words', models.TextField(blank=True, max_length=5000)),
                ('other_body', models.CharField(blank=True, max_length=200)),
                ('answer_words', models.TextField(blank=True, max_length=20000)),
                ('presented_words', models.TextField(blank=True, max_length=20000)),
                ('answer_presented', models.BooleanField(default=False)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests.cooperationrequest')),
                ('responsible', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'referral',
                'verbose_name_plural': 'referrals',
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('thread', models.CharField(choices=[('company', 'company and advisor'), ('internal', 'inside the agency'), ('referral', 'agency and partner'), ('partner', 'inside the partner agency')], max_length=10)),
                ('side', models.CharField(choices=[('company', 'company'), ('home', 'home agency'), ('partner', 'partner')], max_length=10)),
                ('kind', models.CharField(choices=[('message', 'message'), ('question', 'question'), ('answer', 'answer')], default='message', max_length=10)),
                ('text', models.TextField(max_length=20000)),
                ('written_at', models.DateTimeField()),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests.cooperationrequest')),
                ('writer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('referral', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests.referral')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('thread', models.CharField(choices=[('company', 'company and advisor'), ('internal', 'inside the agency'), ('referral', 'agency and partner'), ('partner', 'inside the partner agency')], max_length=10)),
                ('side', models.CharField(choices=[('company', 'company'), ('home', 'home agency'), ('partner', 'partner')], max_length=10)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('copy_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='requests.attachment')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests.cooperationrequest')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='requests.message')),
                ('referral', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests.referral')),
            ],
            options={
                'verbose_name': 'attachment',
                'verbose_name_plural': 'attachments',
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('shortlisted', 'shortlisted'), ('set_aside', 'set aside'), ('presented', 'presented'), ('interested', 'interested'), ('not_interested', 'no interest'), ('introduced', 'introduced'), ('withdrawn', 'taken back'), ('refused', 'not available'), ('lapsed', 'lapsed')], max_length=20)),
                ('word', models.CharField(choices=[('not_asked', 'not asked'), ('asked', 'asked'), ('agreed', 'agreed'), ('refused', 'refused')], default='not_asked', max_length=10)),
                ('proposed_side', models.CharField(choices=[('partner', 'partner'), ('home', 'home agency')], max_length=10)),
                ('words', models.TextField(blank=True, max_length=5000)),
                ('advisor_words', models.TextField(blank=True, max_length=5000)),
                ('introduction_words', models.TextField(blank=True, max_length=5000)),
                ('introduction_words_for_candidate', models.TextField(blank=True, max_length=5000)),
                ('score', models.PositiveSmallIntegerField(null=True)),
                ('reasons', models.JSONField(default=list)),
                ('reason', models.CharField(blank=True, max_length=30)),
                ('reason_words', models.TextField(blank=True, max_length=5000)),
                ('proposed_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('handed_over_before', models.BooleanField(default=False)),
                ('presented_at', models.DateTimeField(null=True)),
                ('introduced_at', models.DateTimeField(null=True)),
                ('named_at_end', models.BooleanField(default=False)),
                ('may_be_requester', models.BooleanField(default=False)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('may_be', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='requests.suggestion')),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests.referral')),
            ],
            options={
                'verbose_name': 'suggestion',
                'verbose_name_plural': 'suggestions',
            },
        ),
        migrations.CreateModel(
            name='AnswerLink',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('nonce', models.CharField(max_length=64)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('purpose', models.CharField(choices=[('referral', 'a partner answers'), ('suggestion', 'a candidate answers')], max_length=10)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('used_verb', models.CharField(blank=True, max_length=20)),
                ('referral', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests.referral')),
                ('suggestion', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests.suggestion')),
            ],
            options={
                'verbose_name': 'answer link',
                'verbose_name_plural': 'answer links',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WordsRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('company', 'company'), ('home', 'home agency'), ('partner', 'partner')], default='partner', max_length=10)),
                ('text', models.TextField()),
                ('kept_at', models.DateTimeField()),
                ('referral', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests.referral')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests.cooperationrequest')),
            ],
            options={
                'verbose_name': 'words read',
                'verbose_name_plural': 'words read',
            },
        ),
        migrations.CreateModel(
            name='BriefDocument',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('attachment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='requests.attachment')),
                ('brief', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='requests.brief')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
            ],
            options={
                'verbose_name': 'document of a brief',
                'verbose_name_plural': 'documents of a brief',
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('brief', 'position'), name='requests_brief_document_position')],
            },
        ),
        migrations.AddIndex(
            model_name='cooperationrequest',
            index=models.Index(fields=['home_agency', 'state', 'waiting_since', 'id'], include=('company', 'started_side', 'undecided_count', 'responsible', 'late_from'), name='requests_inbox'),
        ),
        migrations.AddIndex(
            model_name='cooperationrequest',
            index=models.Index(fields=['home_agency', 'waiting_since', 'id'], name='requests_agency_waiting'),
        ),
        migrations.AddIndex(
            model_name='cooperationrequest',
            index=django.contrib.postgres.indexes.GinIndex(models.F('home_agency'), models.Func('title', 'text', django.db.models.functions.comparison.Coalesce('reference', models.Value('')), function='requests_document', output_field=django.contrib.postgres.search.SearchVectorField()), name='requests_words'),
        ),
        migrations.AddIndex(
            model_name='cooperationrequest',
            index=models.Index(condition=models.Q(('waits_for__in', ['home_desk', 'advisor', 'starter'])), fields=['home_agency', 'responsible'], name='requests_waits_home'),
        ),
        migrations.AddIndex(
            model_name='cooperationrequest',
            index=models.Index(fields=['company', '-submitted_at'], name='requests_company'),
        ),
        migrations.AddIndex(
            model_name='cooperationrequest',
            index=django.contrib.postgres.indexes.GinIndex(fields=['regions'], name='requests_regions'),
        ),
        migrations.AddConstraint(
            model_name='cooperationrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'in_triage', 'needs_information', 'qualified', 'with_partners', 'presented', 'introduced', 'closed', 'declined', 'withdrawn'])), name='requests_request_state'),
        ),
        migrations.AddConstraint(
            model_name='cooperationrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), ('reference__isnull', False), _connector='OR'), name='requests_submitted_has_number'),
        ),
        migrations.AddIndex(
            model_name='brief',
            index=django.contrib.postgres.indexes.GinIndex(models.Func('title', 'text', models.Value(''), function='requests_document', output_field=django.contrib.postgres.search.SearchVectorField()), name='requests_brief_words'),
        ),
        migrations.AddConstraint(
            model_name='brief',
            constraint=models.UniqueConstraint(fields=('request', 'version'), name='requests_brief_version'),
        ),
        migrations.AddConstraint(
            model_name='draftinput',
            constraint=models.UniqueConstraint(fields=('user', 'subject_id', 'form'), name='requests_draft_input_once'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['organisation', 'state', 'answer_due_on', 'id'], include=('request', 'responsible', 'late_from', 'waits_for'), name='requests_referral_list'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['organisation', 'sent_at'], name='requests_referral_lately'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('waits_for', 'partner')), fields=['organisation', 'responsible'], name='requests_waits_partner'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('waits_for', 'advisor')), fields=['request'], name='requests_referral_asks'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.UniqueConstraint(fields=('request', 'organisation'), name='requests_referral_once'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['sent', 'accepted', 'expired', 'answered', 'no_candidate', 'declined', 'recalled'])), name='requests_referral_state'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['request', 'thread', 'written_at'], name='requests_thread'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('referral__isnull', False), ('thread__in', ('referral', 'partner'))), models.Q(models.Q(('thread__in', ('referral', 'partner')), _negated=True), ('referral__isnull', True)), _connector='OR'), name='requests_message_thread'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('file__isnull', False), ('withdrawn_at__isnull', True)), models.Q(('file__isnull', True), ('withdrawn_at__isnull', False)), _connector='OR'), name='requests_attachment_file'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.UniqueConstraint(fields=('referral', 'company'), name='requests_suggestion_once'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'shortlisted', 'set_aside', 'presented', 'interested', 'not_interested', 'introduced', 'withdrawn', 'refused', 'lapsed'])), name='requests_suggestion_state'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(('word__in', ['not_asked', 'asked', 'agreed', 'refused'])), name='requests_suggestion_word'),
        ),
        migrations.AddConstraint(
            model_name='answerlink',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True), ('suggestion__isnull', True)), fields=('referral', 'round', 'email'), name='requests_link_referral_once'),
        ),
        migrations.AddConstraint(
            model_name='answerlink',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True), ('suggestion__isnull', False)), fields=('suggestion', 'round', 'email'), name='requests_link_suggestion_once'),
        ),
    ]
