"""What only the missing right to make objects stops."""

from __future__ import annotations

from tests.workflow.attacks import evidence
from tests.workflow.attacks.forging import run
from tests.workflow.attacks.matrix import Act
from tests.workflow.attacks.world import World

OWN_TABLES = {
    "TEMPORARY ON DATABASE {database}": ["CREATE TEMPORARY TABLE forged {columns}"],
    "CREATE ON DATABASE {database}": [
        "CREATE SCHEMA mine",
        "SET LOCAL search_path = mine",
        "CREATE TABLE mine.forged {columns}",
    ],
    "CREATE ON SCHEMA public": [
        "SET LOCAL search_path = public",
        "CREATE TABLE public.forged {columns}",
    ],
}
"""How each right gives the application a table of its own."""


def chain_moved_from_a_table_of_its_own(right: str, world: World) -> Act:
    """Lend a table of one's own the trigger by which the ledger moves an article's chain."""
    forged = evidence.entry(world.article)
    columns = "(article_id bigint, number integer, content bytea, hash text)"
    making = [statement.replace("{columns}", columns) for statement in OWN_TABLES[right]]
    return lambda: (
        run(
            *making,
            "CREATE TRIGGER moving AFTER INSERT ON forged FOR EACH ROW "
            "EXECUTE FUNCTION public.gate_ledger_follows()",
        ),
        run(
            "INSERT INTO forged VALUES (%s, %s, %s, 'forged')",
            parameters=[world.article.pk, forged.number, forged.content],
        ),
    )
