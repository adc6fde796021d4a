from pathlib import Path

from django.db import migrations

from gate.installation import install_gate


class Migration(migrations.Migration):
    dependencies = [
        ("medcontent", "0003_gate_sign_in"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [install_gate(Path(__file__).with_suffix(".sql"))]
