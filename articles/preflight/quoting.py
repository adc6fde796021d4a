"""Words that are not the writer's own choice: quotations, titles, and names of institutions."""

from __future__ import annotations

import re
from functools import lru_cache

from articles.blocks import Sentence
from articles.preflight.lexicon import Span, lexicon
from articles.preflight.scopes import QUOTATION

CAPITALISED = r"[^\W\d_a-zß-öø-ÿ][\w’'&-]*"
NAME = re.compile(
    rf"{CAPITALISED}(?:[\s\xa0]+(?:(?:of|for|the|and|in|on|&)[\s\xa0]+){{0,2}}{CAPITALISED})+"
)
"""Words with capitals in a row, with small words between them: "Society for Neuroscience"."""
ADDRESS = re.compile(
    r"\b(?:https?://|www\.)\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|gov|edu|uk|int)\b\S*"
)


def is_anothers(sentence: Sentence, span: Span) -> bool:
    """Tell whether words are quoted, or belong to a name, a title or an address."""
    if sentence.block.is_quoted:
        return True
    return any(first <= span[0] and span[1] <= last for first, last in _kept(sentence.text))


@lru_cache(maxsize=256)
def _kept(text: str) -> tuple[Span, ...]:
    """List the spans of a sentence that stand as somebody else wrote them."""
    spans = [match.span() for match in QUOTATION.finditer(text)]
    spans += (
        [match.span() for match in ADDRESS.finditer(text)] if "." in text or "@" in text else []
    )
    names = lexicon("names", "institutions")
    spans += [match.span() for match in NAME.finditer(text) if names.is_in(match[0])]
    return tuple(spans)
