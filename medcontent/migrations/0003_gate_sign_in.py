from pathlib import Path

from django.db import migrations

from gate.installation import install_gate


class Migration(migrations.Migration):
    dependencies = [
        ("medcontent", "0002_gate"),
        ("axes", "0010_accessattemptexpiration"),
    ]

    operations = [install_gate(Path(__file__).with_suffix(".sql"))]
