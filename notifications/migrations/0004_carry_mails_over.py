from django.db import migrations

# A mail keeps the key of its notice, and so its Message-ID.
CARRY = """
INSERT INTO notifications_delivery
    (id, kind, person_id, hat_id, address, language, created_at, state, send_after, attempts,
     lease_until, sent_at, fault)
SELECT id, kind, person_id, hat_id, address, language, created_at, mail_state, send_after, attempts,
       lease_until, sent_at, fault
FROM notifications_notice WHERE mail_state <> 'no_mail'
"""
NAME = """
UPDATE notifications_notice
SET delivery_id = CASE WHEN mail_state = 'no_mail' THEN NULL ELSE id END,
    channel = CASE mail_state WHEN 'no_mail' THEN 'portal' WHEN 'dropped' THEN 'dropped'
              ELSE 'at_once' END
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_deliveries")]

    operations = [migrations.RunSQL(CARRY), migrations.RunSQL(NAME)]
