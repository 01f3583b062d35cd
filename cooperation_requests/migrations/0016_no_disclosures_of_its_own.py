from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('requests', '0015_disclosures_in_their_app'),
    ]

    operations = [
        migrations.DeleteModel(
            name='Disclosure',
        ),
    ]
