from pathlib import Path

from django.db import migrations

from gate.installation import install_gate


class Migration(migrations.Migration):
    dependencies = [
        ("medcontent", "0001_initial"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("reversion", "0002_add_index_on_version_for_content_type_and_db"),
        ("sessions", "0001_initial"),
    ]

    operations = [install_gate(Path(__file__).with_suffix(".sql"))]
