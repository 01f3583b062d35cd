
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('companies', '0014_contacts_that_are_claimed'),
        ('network', '0006_state_and_successor'),
    ]

    operations = [
        migrations.AddField(
            model_name='company',
            name='entering',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation'),
        ),
        migrations.AddField(
            model_name='company',
            name='form',
            field=models.CharField(choices=[('company', 'company'), ('research', 'research institute'), ('cluster', 'cluster'), ('public_body', 'public body')], db_default='company', default='company', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.CheckConstraint(condition=models.Q(('form__in', ['company', 'research', 'cluster', 'public_body'])), name='companies_form_known'),
        ),
    ]
