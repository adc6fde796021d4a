from pathlib import Path

import django.db.models.functions.datetime
from django.db import migrations, models

from gate.installation import install_gate


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0009_offers_end'),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.TextField(unique=True, verbose_name='address')),
                ('finding', models.CharField(blank=True, choices=[('', 'not looked at yet'), ('ok', 'there'), ('gone', 'gone'), ('home', 'sent on to a home page'), ('refused', 'refused to us'), ('fault', 'out of order'), ('no_answer', 'no answer'), ('off_limits', 'not a public address')], default='', max_length=20)),
                ('status', models.PositiveSmallIntegerField(null=True, verbose_name='HTTP status')),
                ('final_url', models.TextField(blank=True, verbose_name='where it led')),
                ('detail', models.TextField(blank=True, verbose_name='in words')),
                ('failures', models.PositiveIntegerField(default=0, verbose_name='failed checks in a row')),
                ('checked_at', models.DateTimeField(null=True, verbose_name='looked at')),
                ('seen_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='last found in a text')),
                ('articles', models.ManyToManyField(related_name='link_checks', to='articles.article')),
            ],
            options={
                'verbose_name': 'link',
                'ordering': ['url'],
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['checked_at'], name='links_in_turn')],
                'constraints': [models.CheckConstraint(condition=models.Q(('url__regex', '^https?://')), name='a_link_leads_to_the_web')],
            },
        ),
        install_gate(Path(__file__).with_suffix(".sql")),
    ]
