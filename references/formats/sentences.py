"""Splitting a reference at its full stops, those of abbreviations left alone."""

from __future__ import annotations

import re

from references.formats.ama import FULL_STOP, SENTENCE_END

ABBREVIATED = re.compile(
    r"(?:^|[\s(:,])(?:St|Mt|Ft|Dr|Mr|Mrs|Ms|[Vv]s|No|Dept|Univ|Inc|Co|Ltd|Bros|[A-Z]\.[A-Z])\.$"
)
INITIAL = re.compile(r"(?:^|:\s)(?:[A-Z]\.\s?){1,3}$")
"""Of a publisher: "W. B. Saunders", "New York: W. B. Saunders"."""


def sentences(text: str) -> list[str]:
    """Split at full stops, question and exclamation marks that end something."""
    parts: list[str] = []
    for part in SENTENCE_END.split(text.strip()):
        last = parts[-1][-40:] if parts else ""
        is_broken = ABBREVIATED.search(last) or INITIAL.search(last)
        if part and is_broken and not part.startswith("In:"):
            parts[-1] += f" {part}"
        elif part.strip(" .,;"):
            parts.append(part)
    return parts


def one_title(parts: list[str]) -> str:
    """Put a title together again; empty where a full stop stands in it, which may end it."""
    if any(FULL_STOP.search(part) for part in parts[:-1]):
        return ""
    return FULL_STOP.sub("", " ".join(parts)).strip(" ,;")
