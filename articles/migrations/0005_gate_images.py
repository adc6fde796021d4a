from pathlib import Path

from django.db import migrations

from gate.installation import install_gate


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_images_and_reasons"),
    ]

    operations = [install_gate(Path(__file__).with_suffix(".sql"))]
