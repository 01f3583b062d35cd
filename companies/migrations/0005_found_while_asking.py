from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('companies', '0004_written_by_region'),
    ]

    operations = [
        migrations.AddField(
            model_name='company',
            name='found_while_asking',
            field=models.BooleanField(default=False),
        ),
    ]
