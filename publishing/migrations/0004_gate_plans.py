from pathlib import Path

from django.db import migrations

from gate.installation import install_gate

PUBLIC = """
UPDATE articles_articlehead head
SET was_public = true,
    is_public = EXISTS (SELECT FROM publishing_release release
                        WHERE release.article_id = head.article_id AND release.ended_at IS NULL),
    edition_in_work_id = CASE WHEN NOT EXISTS (SELECT FROM publishing_release release
                                               WHERE release.edition_id = edition_in_work_id)
                         THEN edition_in_work_id END
WHERE EXISTS (SELECT FROM publishing_release release WHERE release.article_id = head.article_id)
"""
REVIEW_DUE = """
ALTER TABLE publishing_release DISABLE TRIGGER USER;
UPDATE publishing_release SET review_due_on = gate_review_due(edition_id);
ALTER TABLE publishing_release ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0003_plans_and_safety_notices"),
    ]

    operations = [
        migrations.RunSQL(PUBLIC, migrations.RunSQL.noop),
        install_gate(Path(__file__).with_suffix(".sql")),
        migrations.RunSQL(REVIEW_DUE, migrations.RunSQL.noop),
        # Once more: triggers that were switched off come back weaker than the gate has them.
        install_gate(Path(__file__).with_suffix(".sql")),
    ]
