from pathlib import Path

from django.db import migrations

from gate.installation import install_gate


class Migration(migrations.Migration):
    dependencies = [
        ("references", "0003_identifiers_merging_and_imports"),
    ]

    operations = [install_gate(Path(__file__).with_suffix(".sql"))]
