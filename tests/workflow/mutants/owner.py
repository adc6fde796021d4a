"""What only a trigger stops: the owner's own session, as in a data migration gone wrong."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from tests.workflow.attacks import evidence
from tests.workflow.attacks.forging import insert_statement
from tests.workflow.attacks.world import World
from tests.workflow.mutants.parts import Part
from tests.workflow.mutants.weakening import Owner

CHANGED = {
    "articles_editionimage": "digest = digest",
    "articles_editionreference": "reference_id = (SELECT max(id) FROM references_reference)",
    "articles_editiontherapy": "therapy_id = therapy_id",
    "publishing_redirect": "article_id = (SELECT max(id) FROM articles_article)",
    "reviews_checkpoint": "signature = ''",
    "reviews_ledgerentry": "at = now()",
    "reviews_signoff": "signed_at = now()",
}
"""What an UPDATE changes in the tables whose rows never change."""
ONE_ROW = {
    "reviews_comment": "id = {resolved}",
    "reviews_licence": "physician_id = {idle}",
    "reviews_review": "id = {declined}",
    "reviews_signingkey": "kid = 'retired'",
    "articles_edition": "article_id = {bare}",
    "publishing_release": "id = {withdrawn}",
    "references_integrityfact": "id = {untaken}",
}
"""Rows that nothing points at, in the tables that something points at."""


def statements(part: Part, world: World) -> list[str]:
    """Write what a trigger of the kind "rows stay" refuses, as far as no key refuses it too."""
    table, events = part.table, part.definition.split(" ON ")[0]
    row = ONE_ROW.get(table, "true").format(
        idle=world.idle.pk,
        declined=world.reviews.declined.pk,
        resolved=world.discussion.resolved.pk,
        bare=world.bare.pk,
        withdrawn=world.withdrawn.pk,
        untaken=world.concerned.untaken.pk,
    )
    deletion = [f"DELETE FROM {table} WHERE {row}"]
    change = [f"UPDATE {table} SET {CHANGED[table]}"] if "UPDATE" in events else []
    return deletion + change + ([] if table in ONE_ROW else [f"TRUNCATE {table}"])


def tried(owner: Owner, statement: str, world: World) -> str:
    """Try a statement as the owner and take it back; name the rule that refused, if any."""
    try:
        with owner.transaction(force_rollback=True):
            _write_an_edition_that_nothing_points_at(owner, world)
            cursor = owner.execute(statement)  # type: ignore[call-overload]
            owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
            assert statement.startswith("TRUNCATE") or cursor.rowcount > 0
    except psycopg.Error as error:
        return error.diag.constraint_name or str(error.sqlstate)
    return ""


def _write_an_edition_that_nothing_points_at(owner: Owner, world: World) -> None:
    content = {"article.id": world.bare.pk, "edition": 1, "references": [], "therapies": []}
    content["images"] = []
    last: Any = world.approval.edition
    edition = type(last)(
        article=world.bare, number=1, content=evidence.changed(bytes(last.content), content)
    )
    statement, values = insert_statement(edition)
    assert isinstance(statement, sql.Composed)
    owner.execute(statement, values)
