from pathlib import Path

from django.db import migrations

from gate.installation import install_gate


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0001_initial"),
        ("articles", "0003_gate"),
    ]

    operations = [install_gate(Path(__file__).with_suffix(".sql"))]
