from pathlib import Path

from django.db import migrations

from gate.installation import install_gate

# After the triggers are there, whose installation waits for releases that are being written: so
# that none is missed between them and what is read here.
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
# The triggers that stop or follow a change of a release are the gate's own, and always on.
REVIEW_DUE = """
ALTER TABLE publishing_release
    DISABLE TRIGGER gate_a_release_only_ends,
    DISABLE TRIGGER gate_9_the_head_knows_what_is_public;
UPDATE publishing_release SET review_due_on = gate_review_due(edition_id);
ALTER TABLE publishing_release
    ENABLE ALWAYS TRIGGER gate_a_release_only_ends,
    ENABLE ALWAYS TRIGGER gate_9_the_head_knows_what_is_public;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0007_gate_head"),
        ("reviews", "0004_gate_discussion"),
        ("publishing", "0003_plans_and_safety_notices"),
    ]

    operations = [
        install_gate(Path(__file__).with_suffix(".sql")),
        migrations.RunSQL(PUBLIC, migrations.RunSQL.noop),
        migrations.RunSQL(REVIEW_DUE, migrations.RunSQL.noop),
    ]
