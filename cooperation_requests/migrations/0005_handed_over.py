import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests', '0004_kind_of_the_brief'),
    ]

    operations = [
        migrations.AddField(
            model_name='referral',
            name='brief_version',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='suggestion',
            name='may_be',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='requests.suggestion'),
        ),
        migrations.AddField(
            model_name='suggestion',
            name='may_be_requester',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='suggestion',
            name='named_at_end',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='suggestion',
            name='submitted_at',
            field=models.DateTimeField(null=True),
        ),
    ]
