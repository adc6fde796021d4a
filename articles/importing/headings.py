"""Recognising headings in text without markup, their levels, and the therapies they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from articles.importing.abbreviations import Definition, read_definition

MOST_WORDS = 14
MOST_CHARACTERS = 110
SMALL_WORDS = frozenset(
    "a an and are as at but by for from if in into is it its nor of off on onto or our out over "
    "per so than that the their to up v via vs was with within without you your".split()
)
CITATION = re.compile(r"\[[\d,;\s–—-]+\]")
TITLE_BEFORE_NAME = re.compile(r"\b(?:Drs?|Prof|Mrs?|Ms|St|vs|No)\.")
DOTTED = re.compile(r"\b[A-Z]\.[A-Z]\.$")
GROUP = re.compile(
    r"\b(?:types|kinds|forms|classes|options|categories)\b|\b(?:therapies|treatments|procedures|"
    r"approaches|medications|medicines|drugs|interventions|transplants)\b",
    re.I,
)
THERAPY = re.compile(
    r"therap|treatment|transplant|infusion|injection|inhibitor|blocker|agonist|antagonist|"
    r"stimulation|surgery|procedure|replacement|antibod|vaccin|globulin|graft|ablation|dialysis|"
    r"exchange|drug|medication|medicine|insulin|steroid|implant|training|exercise|rehabilitation|"
    r"progenitor|stem cell",
    re.I,
)
NO_NAME = re.compile(
    r"\b(?:of|for|in|with|vs|about|after|before|is|are|how|what|why|who|when|your|"
    r"administration|academy|agency|association|society|institute|trial|study)\b",
    re.I,
)


@dataclass(frozen=True)
class Outlined:
    """A heading with its level (2 or 3) and the therapy that it names."""

    text: str
    level: int
    therapy: Definition | None = None


def looks_like_heading(text: str, *, before_prose: bool) -> bool:
    """Tell a heading from a paragraph: short, capitalised, without the end of a sentence.

    A single question counts. A heading in sentence case must stand before prose or a list.
    """
    bare = TITLE_BEFORE_NAME.sub("", CITATION.sub("", text)).strip()
    first_word = re.match(r"[“\"'‘(]?([\w’'-]+)", bare)
    if not first_word or first_word[1].islower() or re.search(r"[.!?;]\s", bare):
        return False
    if len(bare) > MOST_CHARACTERS or len(bare.split()) > MOST_WORDS:
        return False
    if bare.endswith("?"):
        return " " in bare
    if re.search(r"[.!;,:…]$", bare):
        return is_title_case(bare) and (bare.endswith(":") or DOTTED.search(bare) is not None)
    return is_title_case(bare) or before_prose


def is_title_case(text: str) -> bool:
    """Tell whether all words but the small ones have a capital or a digit."""
    words = re.findall(r"[\w'’-]+", text)
    large = words[:1] + [word for word in words[1:] if word.lower() not in SMALL_WORDS]
    return bool(large) and not any(word.islower() for word in large)


def outline(headings: Sequence[str]) -> list[Outlined]:
    """Give headings their levels, and find the therapies among them.

    Level 3 are the members of a group ("Types of …" and the therapies named right after it),
    and sentence-case headings among headings in title case; level 2 are the others.
    """
    titled = _are_mostly_in_title_case(headings)
    members = _members_of_groups(headings)
    return [
        Outlined(
            text,
            level=3 if is_member or (titled and i > 0 and not is_title_case(text)) else 2,
            therapy=_definition(text) if is_member or THERAPY.search(text) else None,
        )
        for i, (text, is_member) in enumerate(zip(headings, members, strict=True))
    ]


def _definition(heading: str) -> Definition | None:
    definition = None if heading.endswith("?") else read_definition(heading)
    return definition if definition and not NO_NAME.search(definition.name) else None


def _members_of_groups(headings: Sequence[str]) -> Iterator[bool]:
    """Tell of each heading whether it names a therapy in the group that the last h2 opened."""
    in_group = False
    for text in headings:
        names_one = _definition(text) or (THERAPY.search(text) and not NO_NAME.search(text))
        is_member = bool(in_group and names_one and not text.endswith("?"))
        yield is_member
        in_group = is_member or (GROUP.search(text) is not None and not text.endswith("?"))


def _are_mostly_in_title_case(headings: Sequence[str]) -> bool:
    telling = [text for text in headings if len(text.split()) > 2]
    return sum(map(is_title_case, telling)) * 4 >= len(telling) * 3 and len(telling) >= 3
