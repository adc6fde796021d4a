"""Finding in the records what a parsed text names, or making it where it is not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.text import slugify

from articles.importing.classes import classes_of
from articles.importing.conditions import choose_condition
from articles.importing.markup import shortcode_of
from articles.importing.parsed import (
    HEADINGS,
    ClaimedReviewer,
    NamedAuthor,
    NamedCondition,
    NamedTherapy,
    NotPlaced,
    NumberedReference,
    ParsedText,
)
from articles.models import Author, CallToAction
from references.records import record_reference
from therapies.models import Condition, TherapyType
from therapies.names import plain_name
from therapies.records import find_therapy_types


@dataclass
class Matches:
    """The records that a draft will name, and what a person should know of them."""

    references: dict[int, int]
    """Record of each citation number."""
    therapies: list[TherapyType]
    condition: Condition | None
    authors: list[Author]
    actions: dict[str, int]
    """Call to action of each shortcode."""
    sentences: list[str]
    not_placed: list[NotPlaced]


def match(parsed: ParsedText) -> Matches:
    """Find or make the records of a text; runs within the transaction that saves the draft."""
    matches = Matches({}, [], None, [], _actions(), [], [])
    for reviewer in parsed.reviewers:
        matches.sentences.append(_sentence_on_reviewer(reviewer))
    for author in parsed.authors:
        _match_author(author, matches)
    if not parsed.authors:
        matches.sentences.append("Author: the text names none; add the author in the draft.")
    _match_condition(parsed, matches)
    for therapy in parsed.therapies:
        _match_therapy(therapy, matches)
    for reference in parsed.references:
        _match_reference(reference, matches)
    return matches


def _actions() -> dict[str, int]:
    actions = CallToAction.objects.exclude(shortcode=None).values_list("shortcode", "pk")
    return {shortcode_of(shortcode): pk for shortcode, pk in actions if shortcode}


def _sentence_on_reviewer(reviewer: ClaimedReviewer) -> str:
    """Say whether the claimed reviewer is a known physician; the claim itself is not kept."""
    find_physician = import_string(settings.REVIEWER_LOOKUP)
    known = find_physician(reviewer.name)
    found = f"is the physician {known}" if known else "matches no physician"
    return (
        f"Reviewer: “{reviewer.name}” (line {reviewer.line}) {found}. "
        "The line is no sign-off and is kept nowhere; assign a review when the draft is submitted."
    )


def _match_author(named: NamedAuthor, matches: Matches) -> None:
    fields = {"name": named.name, "credentials": named.credentials}
    known = Author.objects.filter(
        name__iexact=named.name, credentials__iexact=named.credentials
    ).first()
    author = known or Author.objects.create(**fields)
    if author not in matches.authors:
        matches.authors.append(author)
    matches.sentences.append(f"Author: {author} ({_origin(known)}).")


def _match_condition(parsed: ParsedText, matches: Matches) -> None:
    """Choose among the known conditions and the one that the text itself suggests."""
    records = {
        condition: NamedCondition(condition.name, condition.abbreviation)
        for condition in Condition.objects.all()
    }
    named = list(records.values())
    if parsed.condition and plain_name(parsed.condition.name) not in {
        plain_name(candidate.name) for candidate in named
    }:
        named.append(parsed.condition)
    headings, passages = _headings_and_passages(parsed)
    chosen = choose_condition(named, headings, passages)
    if chosen is None:
        matches.sentences.append("Condition: none stands out; choose it in the draft.")
        return
    known = next((record for record, name in records.items() if name == chosen), None)
    matches.condition = known or _make_condition(chosen)
    matches.sentences.append(f"Condition: {matches.condition} ({_origin(known)}).")


def _make_condition(named: NamedCondition) -> Condition:
    return Condition.objects.create(
        name=named.name, slug=slugify(named.name), abbreviation=named.abbreviation
    )


def _headings_and_passages(parsed: ParsedText) -> tuple[list[str], list[str]]:
    headings = [block.text for block in parsed.blocks if block.kind in HEADINGS]
    passages = [passage.text for passage in (*parsed.takeaways, *parsed.summary)]
    passages += [block.text for block in parsed.blocks if block.kind not in HEADINGS]
    return [parsed.title, *headings], passages


def _match_therapy(named: NamedTherapy, matches: Matches) -> None:
    found = find_therapy_types(named.name, [named.abbreviation, *named.synonyms])
    if len(found) > 1:
        names = ", ".join(map(str, found))
        matches.not_placed.append(
            NotPlaced(named.line, f"“{named.name}” may be any of: {names}. Choose in the draft.")
        )
        return
    therapy = found[0] if found else _make_therapy(named)
    if therapy not in matches.therapies:
        matches.therapies.append(therapy)
    proposed = "" if found else _class_proposed(therapy)
    matches.sentences.append(
        f"Therapy type: {therapy} ({_origin(found)}{proposed}), "
        f"from “{named.name}” (line {named.line})."
    )


def _make_therapy(named: NamedTherapy) -> TherapyType:
    return TherapyType.objects.create(
        name=named.name,
        abbreviation=named.abbreviation,
        synonyms=list(named.synonyms),
        class_names=classes_of(named.name, *named.synonyms),
    )


def _class_proposed(therapy: TherapyType) -> str:
    named = " and ".join(f"“{name}”" for name in therapy.class_names)
    return f", of the class {named} as its name tells" if named else ""


def _match_reference(numbered: NumberedReference, matches: Matches) -> None:
    recorded = record_reference(numbered.item, source_line=numbered.source_line)
    if recorded.reference.pk in matches.references.values():
        matches.not_placed.append(
            NotPlaced(numbered.line, f"Reference {numbered.number} is listed twice; kept once.")
        )
    matches.references[numbered.number] = recorded.reference.pk
    origin = "new" if recorded.is_new else "already in the records, unchanged"
    sentence = f"Reference {numbered.number}: {recorded.reference} ({origin})."
    matches.sentences.append(f"{sentence} {recorded.remark}".rstrip())


def _origin(known: Any) -> str:
    return "already in the records" if known else "new"
