import django.db.models.deletion
from django.db import migrations, models

# What the company has read of its home agency so far, as it is kept from now on when it is written.
WORDS_OF_THE_HOME_AGENCY = """
    SET CONSTRAINTS ALL IMMEDIATE;
    UPDATE requests_wordsread AS words SET request_id = referral.request_id
    FROM requests_referral AS referral WHERE referral.id = words.referral_id;
    INSERT INTO requests_wordsread (request_id, side, text, kept_at)
    SELECT referral.request_id, 'home', text, now()
    FROM requests_suggestion AS suggestion
    JOIN requests_referral AS referral ON referral.id = suggestion.referral_id,
    unnest(ARRAY[suggestion.advisor_words, suggestion.introduction_words]) AS text
    WHERE suggestion.presented_at IS NOT NULL AND text <> ''
    UNION ALL
    SELECT id, 'home', end_words, now() FROM requests_cooperationrequest
    WHERE state IN ('closed', 'declined') AND end_words <> '';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('requests', '0012_handed_over_before'),
    ]

    operations = [
        migrations.AddField(
            model_name='wordsread',
            name='request',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests.cooperationrequest'),
        ),
        migrations.AlterField(
            model_name='wordsread',
            name='referral',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests.referral'),
        ),
        migrations.RunSQL(WORDS_OF_THE_HOME_AGENCY, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='wordsread',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests.cooperationrequest'),
        ),
    ]
