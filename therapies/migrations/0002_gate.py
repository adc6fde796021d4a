from pathlib import Path

from django.db import migrations

from gate.installation import install_gate


class Migration(migrations.Migration):
    dependencies = [
        ("therapies", "0001_initial"),
    ]

    operations = [install_gate(Path(__file__).with_suffix(".sql"))]
