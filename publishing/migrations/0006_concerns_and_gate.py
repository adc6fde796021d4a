from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from gate.installation import install_gate


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0005_plans_and_withdrawals_by_time'),
        ('references', '0008_notices_and_gate'),
    ]

    operations = [
        migrations.CreateModel(
            name='Concern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('closed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('closing', models.CharField(blank=True, choices=[('answered', 'a physician who signed looked at it and stands by the text'), ('reinstated', 'the source was reinstated')], max_length=20)),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concerns', to='references.integrityfact')),
                ('reference', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concerns', to='references.reference')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concerns', to='publishing.release')),
            ],
            options={
                'ordering': ['pk'],
                'default_permissions': ('view',),
                'constraints': [models.UniqueConstraint(fields=('release', 'reference', 'fact'), name='a_fact_concerns_a_release_once'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closing', '')), models.Q(('closed_at__isnull', False), ('closing__in', ['answered', 'reinstated'])), _connector='OR'), name='a_concern_closes_for_a_known_reason')],
            },
        ),
        install_gate(Path(__file__).with_suffix(".sql")),
    ]
