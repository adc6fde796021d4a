from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('references', '0004_gate_imports'),
    ]

    operations = [
        migrations.AddField(
            model_name='reference',
            name='formatted',
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.AddField(
            model_name='reference',
            name='formatted_key',
            field=models.TextField(blank=True, editable=False),
        ),
    ]
