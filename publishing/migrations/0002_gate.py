from pathlib import Path

from django.db import migrations

from gate.installation import install_gate


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0001_initial"),
        ("reviews", "0002_gate"),
    ]

    operations = [install_gate(Path(__file__).with_suffix(".sql"))]
