from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from gate.installation import install_gate


class Migration(migrations.Migration):

    dependencies = [
        ('references', '0007_study_designs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='reference',
            name='checked_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name='IntegrityFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nature', models.CharField(choices=[('retraction', 'Retraction'), ('partial_retraction', 'Partial retraction'), ('withdrawal', 'Withdrawal'), ('removal', 'Removal'), ('expression_of_concern', 'Expression of concern'), ('reinstatement', 'Reinstatement')], max_length=30)),
                ('noticed_on', models.DateField(null=True, verbose_name='date of the notice')),
                ('notice_doi', models.TextField(blank=True, verbose_name='DOI of the notice')),
                ('notice_pmid', models.TextField(blank=True, verbose_name='PMID of the notice')),
                ('source', models.CharField(choices=[('retraction-watch', 'Retraction Watch'), ('crossref', 'Crossref'), ('pubmed', 'PubMed')], max_length=30)),
                ('address', models.TextField(blank=True, verbose_name='where the notice can be read')),
                ('confirmed_by', models.BigIntegerField(help_text='Number of the account that confirmed it.')),
                ('confirmed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('taken_at', models.DateTimeField(editable=False, help_text='When the articles that cite it were looked at.', null=True)),
                ('reference', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='integrity_facts', to='references.reference')),
            ],
            options={
                'ordering': ['pk'],
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('taken_at', None)), fields=['id'], name='integrity_facts_to_take')],
                'constraints': [models.CheckConstraint(condition=models.Q(('nature__in', ['retraction', 'partial_retraction', 'withdrawal', 'removal', 'expression_of_concern', 'reinstatement'])), name='an_integrity_fact_has_a_known_nature')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('retraction-watch', 'Retraction Watch'), ('crossref', 'Crossref'), ('pubmed', 'PubMed')], max_length=30)),
                ('nature', models.CharField(choices=[('retraction', 'Retraction'), ('partial_retraction', 'Partial retraction'), ('withdrawal', 'Withdrawal'), ('removal', 'Removal'), ('expression_of_concern', 'Expression of concern'), ('reinstatement', 'Reinstatement')], max_length=30)),
                ('noticed_on', models.DateField(help_text='The day on which the notice appeared.', null=True, verbose_name='date of the notice')),
                ('notice_doi', models.TextField(blank=True, verbose_name='DOI of the notice')),
                ('notice_pmid', models.TextField(blank=True, verbose_name='PMID of the notice')),
                ('reasons', models.TextField(blank=True, help_text='Why, as the source has it.')),
                ('url', models.TextField(blank=True, verbose_name='where it can be read')),
                ('found_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('decision', models.CharField(blank=True, choices=[('confirmed', 'confirmed'), ('dismissed', 'dismissed')], max_length=20)),
                ('decided_at', models.DateTimeField(editable=False, null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='references.reference')),
            ],
            options={
                'ordering': ['-pk'],
                'permissions': [('confirm_notice', 'Can confirm what is said of references')],
                'default_permissions': ('view',),
                'indexes': [models.Index(condition=models.Q(('decision', '')), fields=['id'], name='notices_to_decide')],
                'constraints': [models.UniqueConstraint(fields=('reference', 'source', 'nature', 'noticed_on', 'notice_doi', 'notice_pmid'), name='a_source_says_a_notice_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decision', '')), models.Q(('decided_at__isnull', False), ('decision__in', ['confirmed', 'dismissed'])), _connector='OR'), name='a_notice_is_decided_at_a_time')],
            },
        ),
        install_gate(Path(__file__).with_suffix(".sql")),
    ]
