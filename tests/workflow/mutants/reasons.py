"""Why some parts of the gate have no mutant."""

from __future__ import annotations

from collections.abc import Callable

from tests.workflow.mutants.parts import Part, Withheld, parts_of

STANDING_ON = {
    "an_edition_is_named_with_its_article": "a_release_shows_an_edition_of_its_article",
    "an_edition_is_named_with_its_digest": "a_sign_off_carries_its_editions_digest",
    "an_image_is_named_with_its_digest": "an_edition_shows_the_file_it_names",
    "a_licence_is_named_with_its_physician": "a_sign_off_rests_on_the_signers_licence",
    "a_review_is_named_with_its_edition_and_physician": "a_sign_off_answers_its_own_review",
}
"""Unique constraints and the foreign keys without which they can't be dropped."""

HELD_BY_ANOTHER = {
    "an_edition_has_its_own_number": "editions_are_numbered_in_order",
    "a_ledger_entry_has_its_own_number": "a_ledger_entry_follows_the_last",
    "reviews_physician_account_id_key": "an_account_is_one_physicians_for_good",
}
"""Constraints, and the rule or constraint that refuses the same."""

OTHERWISE = {
    "a_contributor_is_recorded_once": "A contribution recorded twice is still one.",
    "a_physician_account_is_recorded_once": "An account recorded twice is still one.",
    "a_head_belongs_to_an_article": "It takes the row away with an article without evidence.",
    "articles_articlehead_edition_in_work_id_key": "The gate alone writes the article's edition.",
    "a_contributor_wrote_on_an_article": "It takes the row away with an article without evidence.",
    "an_account_belongs_to_a_physician": "It takes the row away with a physician without evidence.",
}

INDIRECT = {
    ("publishing_release", "article_id"),
    ("publishing_scheduledrelease", "article_id"),
    ("reviews_signoff", "physician_id"),
}
"""Columns that a wider key compares with those of an edition or a review."""


def _is_written_by_the_gate(part: Part) -> bool:
    """Say whether only the gate writes the table, pointing at what stays with its edition."""
    return (
        part.table
        in (
            "articles_editionimage",
            "articles_editionreference",
            "articles_editiontherapy",
            "publishing_redirect",
        )
        and "FOREIGN KEY" in part.definition
        and _target(part) in ("articles_edition", "articles_article")
    )


def _is_doubled(part: Part) -> bool:
    """Say whether a deferrable key of Django's is one of the gate's too, maybe a wider one."""
    return "DEFERRABLE" in part.definition and any(
        other.table == part.table
        and "DEFERRABLE" not in other.definition
        and _target(other) == _target(part)
        and _column(part) in other.definition.split("REFERENCES")[0]
        for other in parts_of("constraint")
        if "FOREIGN KEY" in other.definition
    )


def _target(key: Part) -> str:
    return key.definition.split("REFERENCES ")[1].split("(")[0]


def _column(key: Part) -> str:
    return key.definition.split("(")[1].split(")")[0]


_TESTS: list[tuple[Callable[[Part], bool], str]] = [
    (lambda part: not part.is_guarded, "It shapes drafts, references or therapies: no evidence."),
    (lambda part: part.name.endswith("_pkey"), "It says which row is which; the keys stand on it."),
    (lambda part: part.name in STANDING_ON, "A foreign key stands on it: it can't go alone."),
    (
        lambda part: part.name in ("articles_image_width_check", "articles_image_height_check"),
        "an_image_has_pixels asks for more.",
    ),
    (lambda part: part.name.endswith("_number_check"), "Numbers count up from 1 by their rules."),
    (_is_written_by_the_gate, "The gate writes the row with its edition."),
    (lambda part: (part.table, _column(part)) in INDIRECT, "The row pointed at has this key."),
    (
        lambda part: part.table == "publishing_concern" and "FOREIGN KEY" in part.definition,
        "The gate looks up what a concern names, and an edition or evidence keeps it.",
    ),
    (_is_doubled, "A key of the gate on the same columns holds it."),
]


def no_constraint_mutant(part: Part) -> str:
    """Give the reason why a constraint has no mutant of its own; empty where it has one."""
    return OTHERWISE.get(part.name, "") or next(
        (reason for applies, reason in _TESTS if applies(part)), ""
    )


REFERENCES = "It needs a table of one's own to refer from, which TEMP and CREATE withhold."
FRAMEWORK = "Keys of the frameworks' own tables stand on it."
DELETABLE = "The application may lock and delete these rows anyhow: they are no evidence."
GENERATED = "PostgreSQL computes the column and takes no value for it."
BY_COLUMN = "Its columns are withheld one by one; a table's privilege is no more than all of them."


def no_grant_mutant(wanted: Withheld, *, is_generated: bool, deletable: bool) -> str:
    """Give the reason why a withheld privilege has no mutant; empty where it has one."""
    if wanted.privilege == "REFERENCES":
        return REFERENCES
    if wanted.privilege == "TRUNCATE" and deletable:
        return DELETABLE
    if wanted.privilege == "UPDATE" and deletable and not wanted.column:
        return BY_COLUMN
    if wanted.column == "id" and wanted.table.startswith(("auth_", "django_")):
        return FRAMEWORK
    return GENERATED if is_generated else ""


BEHIND_A_GRANT = {
    "a_licence_is_never_corrected": "UPDATE reviews_licence.expires_on",
    "a_reply_keeps_its_place": "UPDATE reviews_reply.comment_id",
    "a_review_keeps_its_edition_and_physician": "UPDATE reviews_review.edition_id",
}
"""Rules that a withheld privilege shields, so that attacks do not reach them; see the tests of
withheld columns."""

NO_RACE = {
    "gate_edition_begins": "Counting waits as well, and the number is unique.",
    "gate_release_ends": "The head is told of the end, and others wait for that as well.",
    "gate_safety_notice_changes": "One notice is shown at a time; who lifts it waits for it.",
    "gate_ledger_begins": "The number is unique, so that the second waits and is refused.",
}
"""Functions that take a turn without which no race is won."""

NOTHING_MORE = {
    "gate_author_contributes without AND CASE TG_TABLE_NAME WHEN 'articles_author' "
    "THEN author.id = NEW.id ELSE byline.id = NEW.id END": (
        "It narrows the work: whoever else matches is recorded already."
    ),
    "gate_release_is_approved without AND sign_off.capacity = 'physician'": (
        "There is no other capacity yet: a_capacity_is_a_known_one."
    ),
    "gate_review_due without AND sign_off.capacity = 'physician'": (
        "There is no other capacity yet: a_capacity_is_a_known_one."
    ),
    "gate_review_due without AND sign_off.decision = 'approve'": (
        "Nothing else was decided on an edition that is released."
    ),
}
"""Conditions whose absence changes nothing now."""
