"""What only the owner can do to the evidence, `verify` finds, each alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection

from publishing.verify import PARTS
from tests.databases import Databases
from tests.workflow.attacks.running import GUARDED
from tests.workflow.attacks.world import World

Tamper = Callable[[str], list[str]]


@dataclass(frozen=True)
class Tampering:
    """A statement of the owner's, and part of what is said of it."""

    statement: str
    fault: str


def _of(table: str, row: str) -> str:
    return f"DELETE FROM {table} WHERE {row}"


TAMPERINGS = {
    # acts that the ledger tells of, and that are gone
    "an edition": Tampering(_of("articles_edition", "id = {approved}"), "a submit not there"),
    "a recall": Tampering(
        "UPDATE articles_edition SET recalled_at = NULL, recall_reason = '' WHERE id = {recalled}",
        "a recall not there",
    ),
    "a sign-off": Tampering(_of("reviews_signoff", "id = {rejection}"), "a sign not there"),
    "a release": Tampering(_of("publishing_release", "id = {withdrawn}"), "a release not there"),
    "a withdrawal": Tampering(
        "UPDATE publishing_release SET end_reason = 'superseded' WHERE id = {withdrawn}",
        "a withdraw not there",
    ),
    "a comment": Tampering(_of("reviews_comment", "id = {blocking}"), "a comment not there"),
    "that a comment blocks": Tampering(
        "UPDATE reviews_comment SET is_blocking = false WHERE id = {blocking}",
        "a comment not there",
    ),
    "that a comment was settled": Tampering(
        "UPDATE reviews_comment SET resolved_at = NULL WHERE id = {resolved}",
        "a resolve not there",
    ),
    "that a suggestion was taken over": Tampering(
        "UPDATE reviews_comment SET taken_over_at = NULL WHERE id = {taken_over}",
        "a take_over not there",
    ),
    "a reply": Tampering(_of("reviews_reply", "id = {reply}"), "a reply not there"),
    "a safety notice": Tampering(
        _of("publishing_safetynotice", "id = {shown}"), "a safety_notice not there"
    ),
    "that a safety notice was lifted": Tampering(
        "UPDATE publishing_safetynotice SET lifted_at = NULL WHERE id = {lifted}",
        "a safety_notice_lifted not there",
    ),
    # acts that the ledger does not tell of
    "a recall of its own": Tampering(
        "UPDATE articles_edition SET recalled_at = now(), recall_reason = 'writer' "
        "WHERE id = {approved}",
        "recall of edition 1",
    ),
    "a comment settled by nobody": Tampering(
        "UPDATE reviews_comment SET resolved_at = now() WHERE id = {blocking}",
        "settling of a blocking comment on edition 1",
    ),
    "a comment that blocks by itself": Tampering(
        "INSERT INTO reviews_comment (review_id, kind, quote, text, replacement, is_blocking, "
        "made_at) SELECT review_id, 'remark', '', '', '', true, now() FROM reviews_comment "
        "WHERE id = {blocking}",
        "blocking comment on edition 1",
    ),
    "a safety notice of its own": Tampering(
        "INSERT INTO publishing_safetynotice (article_id, shown_at) VALUES ({bare}, now())",
        "safety notice",
    ),
    "a safety notice lifted by nobody": Tampering(
        "UPDATE publishing_safetynotice SET lifted_at = now() WHERE id = {shown}",
        "lifting of safety notice",
    ),
    # what is noted beside the evidence
    "a count of editions": Tampering(
        "UPDATE articles_articlehead SET editions = 7 WHERE article_id = {public}",
        "counts other editions",
    ),
    "another edition in work": Tampering(
        "UPDATE articles_articlehead SET edition_in_work_id = {approved} "
        "WHERE article_id = {public}",
        "names another edition in work",
    ),
    "no edition in work": Tampering(
        "UPDATE articles_articlehead SET edition_in_work_id = NULL WHERE article_id = {public}",
        "names another edition in work",
    ),
    "a public article that is not said to be": Tampering(
        "UPDATE articles_articlehead SET is_public = false WHERE article_id = {public}",
        "does not tell what is public",
    ),
    "an article that is said to be public": Tampering(
        "UPDATE articles_articlehead SET was_public = true WHERE edition_in_work_id = {approved}",
        "does not tell what was public",
    ),
    "a head": Tampering(
        _of("articles_articlehead", "edition_in_work_id = {approved}"), "counts other editions"
    ),
    "a review that is due later": Tampering(
        "UPDATE publishing_release SET review_due_on = review_due_on + 1 WHERE id = {withdrawn}",
        "has another review due date",
    ),
}


def _numbers(world: World) -> dict[str, int]:
    rows = {
        "approved": world.approval.edition,
        "recalled": world.closed.recalled.edition,
        "rejection": world.closed.objected.sign_offs.get(decision="reject"),
        "withdrawn": world.withdrawn,
        "public": world.release.article,
        "bare": world.bare,
        "blocking": world.closed.blocked,
        "resolved": world.discussion.resolved,
        "taken_over": world.discussion.taken_over,
        "reply": world.discussion.reply,
        "shown": world.announced.shown,
        "lifted": world.announced.lifted,
    }
    return {name: row.pk for name, row in rows.items()}


def _faults() -> set[str]:
    parts = (part for part in PARTS if part.name not in ("gate", "pages", "images"))
    return {str(fault) for part in parts for found in part.check() for fault in found}


@pytest.fixture
def tamper(databases: Databases, own_world: World) -> Tamper:
    """Alter evidence as the owner, triggers and keys out of the way; gives what is found then."""

    def altered(statement: str) -> list[str]:
        before = _faults()
        connection.close()
        with databases.owner(connection.settings_dict["NAME"]) as owner:
            for table in GUARDED:
                owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")  # type: ignore[arg-type]
            owner.execute("DROP INDEX an_article_has_one_safety_notice")
            keys = owner.execute(
                "SELECT conrelid::regclass::text, conname FROM pg_constraint "
                "WHERE connamespace = 'public'::regnamespace AND (contype = 'f' "
                "OR conname = 'articles_articlehead_edition_in_work_id_key')"
            ).fetchall()
            for table, key in keys:
                owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT {key}")  # type: ignore[arg-type]
            done = owner.execute(statement.format(**_numbers(own_world)))  # type: ignore[arg-type]
            assert done.rowcount == 1
        return sorted(_faults() - before)

    return altered


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_tampering_is_found(tamper: Tamper, what: str) -> None:
    tampering = TAMPERINGS[what]
    found = tamper(tampering.statement)
    assert [fault for fault in found if tampering.fault in fault], found


def test_the_world_before_is_whole_but_for_time_that_passed(own_world: World) -> None:
    """Only the sign-offs that the owner moved in time do not say what they did."""
    assert {fault.rsplit(":", 1)[0].split(":")[0] for fault in _faults()} == {"sign-offs"}
