from django.db import migrations

# Copies that the company got so far are known by their content, which is the clean one of what the
# partner sent.
COPIES_OF = """
    UPDATE requests_attachment AS copy SET copy_of_id = sent.id
    FROM requests_attachment AS sent
    JOIN files_storedfile AS sent_file ON sent_file.id = sent.file_id
    LEFT JOIN files_storedfile AS clean ON clean.id = sent_file.clean_copy_id,
    files_storedfile AS copy_file
    WHERE copy.thread = 'company' AND copy.side = 'home' AND sent.referral_id = copy.referral_id
    AND sent.thread = 'referral' AND sent.side = 'partner' AND copy_file.id = copy.file_id
    AND copy_file.sha256 = coalesce(clean.sha256, sent_file.sha256)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('requests', '0010_words_between_agencies'),
    ]

    operations = [
        migrations.RunSQL(COPIES_OF, migrations.RunSQL.noop),
    ]
