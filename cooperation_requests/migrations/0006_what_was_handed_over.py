from django.db import migrations

SUBMITTED = """
UPDATE requests_suggestion suggestion SET submitted_at = handed.happened_at
FROM (
    SELECT subject_id, max(happened_at) AS happened_at FROM activities_activity
    WHERE subject_kind = 'suggestion' AND verb = 'submit' GROUP BY subject_id
) handed
WHERE handed.subject_id = suggestion.id AND handed.happened_at >= suggestion.proposed_at
    AND suggestion.state <> 'draft'
"""
# What could be read until now; to those who refused, nothing was to be told.
NAMED = """
UPDATE requests_suggestion suggestion SET named_at_end = true
FROM companies_company company, requests_referral referral, requests_cooperationrequest request
WHERE company.id = suggestion.company_id AND suggestion.state IN ('withdrawn', 'lapsed')
    AND referral.id = suggestion.referral_id AND request.id = referral.request_id
    AND (company.visibility IN ('network', 'public') OR company.agency_id = request.home_agency_id)
"""
# The brief of a referral's own time: the newest, or the last one before its request opened again.
BRIEF = """
UPDATE requests_referral referral SET brief_version = coalesce(
    (
        SELECT max(brief.version) FROM requests_brief brief
        WHERE brief.request_id = referral.request_id AND brief.written_at < (
            SELECT min(opened.happened_at) FROM activities_activity opened
            WHERE opened.subject_kind = 'request' AND opened.verb = 'reopen'
                AND opened.subject_id = referral.request_id AND opened.happened_at > referral.sent_at
        )
    ),
    (
        SELECT request.brief_version FROM requests_cooperationrequest request
        WHERE request.id = referral.request_id
    )
)
"""


class Migration(migrations.Migration):
    """What was handed over before these fields were there. Likeness is noted from now on."""

    dependencies = [("requests", "0005_handed_over")]

    operations = [
        migrations.RunSQL([SUBMITTED, NAMED, BRIEF], migrations.RunSQL.noop),
    ]
