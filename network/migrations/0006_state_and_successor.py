
import django.db.models.deletion
from django.db import migrations, models


def who_takes_no_part_left(apps, schema_editor):
    apps.get_model("network", "Organisation").objects.filter(is_active=False).update(state="left")


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0005_words_of_trades'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='state',
            field=models.CharField(choices=[('applied', 'applied'), ('checking', 'being checked'), ('to_sign', 'to sign the declaration'), ('active', 'takes part'), ('suspended', 'suspended'), ('leaving', 'leaving'), ('left', 'left'), ('refused', 'refused'), ('ended', 'ended before it joined')], default='active', max_length=20, verbose_name='state'),
        ),
        migrations.RunPython(who_takes_no_part_left, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='organisation',
            name='is_active',
        ),
        migrations.AddField(
            model_name='organisation',
            name='successor',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation'),
        ),
        migrations.AlterField(
            model_name='organisation',
            name='kind',
            field=models.CharField(choices=[('agency', 'business support agency'), ('cluster', 'cluster')], default='agency', max_length=20, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['agency', 'cluster'])), name='network_organisation_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['applied', 'checking', 'to_sign', 'active', 'suspended', 'leaving', 'left', 'refused', 'ended'])), name='network_organisation_state_known'),
        ),
    ]
