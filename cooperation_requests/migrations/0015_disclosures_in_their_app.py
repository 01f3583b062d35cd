from django.db import migrations

# One row for each who came to know it. A candidate's yes to be named holds while its word stands
# and it was not proposed anew since; what led to it was read from the word until now.
CARRY = """
    INSERT INTO disclosure_disclosure (
        id, company_id, subject_kind, fields, to_organisation_id, to_company_id, audience_kind,
        ground, case_id, origin_kind, origin_id, activity_id, disclosed_at, withdrawn_at
    )
    SELECT
        CASE WHEN recipient.of_two THEN gen_random_uuid() ELSE kept.id END,
        kept.company_id, '', kept.fields, recipient.organisation, recipient.company, '',
        CASE kept.ground WHEN 'introduce' THEN 'introduced' ELSE kept.ground END,
        kept.request_id,
        CASE WHEN kept.suggestion_id IS NULL THEN done.subject_kind ELSE 'suggestion' END,
        COALESCE(kept.suggestion_id, done.subject_id), kept.activity_id, kept.disclosed_at,
        CASE WHEN kept.ground = 'agree' AND NOT EXISTS (
            SELECT FROM requests_suggestion AS suggestion
            WHERE suggestion.id = kept.suggestion_id AND suggestion.word = 'agreed'
            AND kept.disclosed_at >= suggestion.proposed_at
        ) THEN now() END
    FROM requests_disclosure AS kept
    JOIN activities_activity AS done ON done.id = kept.activity_id
    CROSS JOIN LATERAL (
        VALUES (kept.to_organisation_id, NULL::uuid, FALSE),
            (NULL::uuid, kept.to_company_id, kept.to_organisation_id IS NOT NULL)
    ) AS recipient (organisation, company, of_two)
    WHERE num_nonnulls(recipient.organisation, recipient.company) = 1;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('disclosure', '0001_disclosures'),
        ('requests', '0014_words_of_the_asking_side'),
    ]

    operations = [
        migrations.RunSQL(CARRY),
    ]
