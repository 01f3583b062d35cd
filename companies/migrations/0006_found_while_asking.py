from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('companies', '0005_admission'),
    ]

    operations = [
        migrations.AddField(
            model_name='company',
            name='found_while_asking',
            field=models.BooleanField(default=False),
        ),
    ]
