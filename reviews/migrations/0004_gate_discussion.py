from pathlib import Path

from django.db import migrations

from gate.installation import install_gate


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0003_replies_suggestions_and_letters"),
    ]

    operations = [install_gate(Path(__file__).with_suffix(".sql"))]
