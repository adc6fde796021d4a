"""What confirming a notice does, in plain words, for whoever is about to do it."""

from __future__ import annotations

from dataclasses import dataclass

from references.notices import Nature


@dataclass(frozen=True)
class Effect:
    """``became`` ends the sentence “This publication …”; ``then`` are sentences on what follows."""

    became: str
    then: tuple[str, ...]


PAGES = (
    "Each public article that cites it gets a dated notice at the top of its page and a mark at "
    "the reference."
)
PEOPLE = "Editors and the physicians who signed these articles are told by letter."
DRAFTS = "A draft that cites it is submitted only where the citation says that it is retracted."
REASON = "A draft that cites it is submitted only with a reason, which the physician reads."
KEPT = "The confirmation is kept as evidence with your name and can't be taken back."
FOR_GOOD = f"{KEPT} A reinstatement, once confirmed, ends it."
FREED = (
    "What was confirmed against it before that day no longer holds: notices about it on public "
    "pages are closed, and drafts cite it like any other source."
)
SIGNED = (
    "A public article whose signed text says itself that it was retracted goes on saying so until "
    "a new edition is signed and released: have one written."
)
GONE = (PAGES, PEOPLE, DRAFTS, FOR_GOOD)
DOUBTED = (PAGES, PEOPLE, REASON, FOR_GOOD)
EFFECTS = {
    Nature.RETRACTION: Effect("was retracted", GONE),
    Nature.WITHDRAWAL: Effect("was withdrawn", GONE),
    Nature.REMOVAL: Effect("was removed", GONE),
    Nature.PARTIAL_RETRACTION: Effect("was retracted in part", DOUBTED),
    Nature.EXPRESSION_OF_CONCERN: Effect("is under an expression of concern", DOUBTED),
    Nature.REINSTATEMENT: Effect("was reinstated", (FREED, SIGNED, KEPT)),
}


def effect_of(nature: str) -> Effect:
    """Say what confirming a notice of some nature does."""
    return EFFECTS[Nature(nature)]
