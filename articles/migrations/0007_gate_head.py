from pathlib import Path

from django.db import migrations

from gate.installation import install_gate

IN_WORK = """
UPDATE articles_articlehead head SET edition_in_work_id = edition.id
FROM articles_edition edition
WHERE edition.article_id = head.article_id AND edition.number = head.editions
  AND edition.recalled_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_the_head_knows_the_work"),
    ]

    operations = [
        install_gate(Path(__file__).with_suffix(".sql")),
        migrations.RunSQL(IN_WORK, migrations.RunSQL.noop),
    ]
