from pathlib import Path

import django.db.models.functions.datetime
from django.db import migrations, models

from gate.installation import install_gate


class Migration(migrations.Migration):

    dependencies = [
        ('references', '0005_kept_entries'),
    ]

    operations = [
        migrations.CreateModel(
            name='ServiceTurn',
            fields=[
                ('service', models.TextField(primary_key=True, serialize=False)),
                ('next_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('pause', models.FloatField(help_text='Seconds between two requests, where the service has said so.', null=True)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='KeptAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('service', models.TextField()),
                ('question', models.TextField(help_text='What was asked for, without who asked.')),
                ('status', models.PositiveSmallIntegerField()),
                ('content_type', models.TextField(blank=True)),
                ('body', models.BinaryField()),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('service', 'question'), name='a_question_has_one_kept_answer')],
            },
        ),
        install_gate(Path(__file__).with_suffix(".sql")),
    ]
