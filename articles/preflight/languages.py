"""Whether the checks of wording can read a draft: they know English only."""

from __future__ import annotations

import re

from articles.drafts import Draft
from articles.preflight.registry import ENGLISH

FEWEST_WORDS = 25
"""Fewer words tell nothing about their language."""
FEWEST_COMMON = 0.15
"""Share of an English text's words that are among the commonest; prose has 0.35 to 0.5."""
COMMON = frozenset(
    "the of and to a in is it that for on are with as be this was by or from at not an they you "
    "have can may which their but has if these who more your will also other when been most some "
    "do does about than there such what how".split()
)
WORD = re.compile(r"[^\W\d_]+")


def why_not_read(draft: Draft) -> str | None:
    """Say why a draft's wording can't be checked; None where it can."""
    if draft.language.split("-")[0].lower() not in ENGLISH:
        return f"the checks read English, and the article's language is set to {draft.language!r}"
    words = [word.lower() for block in draft.blocks for word in WORD.findall(block.text)]
    if len(words) >= FEWEST_WORDS:
        common = sum(word in COMMON for word in words)
        if common < FEWEST_COMMON * len(words):
            return "the text does not read as English; set the article's language"
    return None
