"""Lists, their counts and their search are read from indexes of their own."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.comparison
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

    dependencies = [
        ('activities', '0001_initial'),
        ('companies', '0010_known_as'),
        ('network', '0003_visible_names'),
        ('requests', '0007_overwritten_words'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGinExtension(),
        migrations.RunSQL(FUNCTIONS, WITHOUT_FUNCTIONS),
        migrations.AddIndex(
            model_name='brief',
            index=django.contrib.postgres.indexes.GinIndex(models.Func('title', 'text', models.Value(''), function='requests_document', output_field=django.contrib.postgres.search.SearchVectorField()), name='requests_brief_words'),
        ),
        migrations.AddIndex(
            model_name='cooperationrequest',
            index=models.Index(fields=['home_agency', 'waiting_since', 'id'], name='requests_agency_waiting'),
        ),
        migrations.AddIndex(
            model_name='cooperationrequest',
            index=django.contrib.postgres.indexes.GinIndex(models.F('home_agency'), models.Func('title', 'text', django.db.models.functions.comparison.Coalesce('reference', models.Value('')), function='requests_document', output_field=django.contrib.postgres.search.SearchVectorField()), name='requests_words'),
        ),
        migrations.RemoveIndex(
            model_name='cooperationrequest',
            name='requests_agency_state',
        ),
        migrations.AddIndex(
            model_name='cooperationrequest',
            index=models.Index(fields=['home_agency', 'state', 'waiting_since', 'id'], include=('company', 'started_side', 'undecided_count', 'responsible', 'late_from'), name='requests_inbox'),
        ),
        migrations.RemoveIndex(
            model_name='referral',
            name='requests_referral_desk',
        ),
        migrations.AddIndex(
            model_name='disclosure',
            index=models.Index(condition=models.Q(('fields__contains', ['name'])), fields=['to_organisation_id', 'company'], name='requests_named_to'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['organisation', 'state', 'answer_due_on', 'id'], include=('request', 'responsible', 'late_from', 'waits_for'), name='requests_referral_list'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['organisation', 'sent_at'], name='requests_referral_lately'),
        ),
    ]
