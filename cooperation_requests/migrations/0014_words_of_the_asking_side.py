from django.db import migrations

# Why candidates were set aside or passed over, where it was written before it was kept by its side.
WORDS_OF_THE_ASKING_SIDE = """
    INSERT INTO requests_wordsread (request_id, referral_id, side, text, kept_at)
    SELECT referral.request_id, referral.id, 'home', suggestion.reason_words, now()
    FROM requests_suggestion AS suggestion
    JOIN requests_referral AS referral ON referral.id = suggestion.referral_id
    WHERE suggestion.state IN ('set_aside', 'not_interested') AND suggestion.reason_words <> ''
    AND NOT EXISTS (
        SELECT FROM requests_wordsread AS kept
        WHERE kept.referral_id = referral.id AND kept.side = 'home'
        AND kept.text = suggestion.reason_words
    );
"""


class Migration(migrations.Migration):

    dependencies = [
        ('requests', '0013_words_the_company_read'),
    ]

    operations = [
        migrations.RunSQL(WORDS_OF_THE_ASKING_SIDE, migrations.RunSQL.noop),
    ]
