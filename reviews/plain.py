"""Bringing what people typed, or a server said, into plain text that is read by others."""

from __future__ import annotations

import unicodedata

FROM_RIGHT_TO_LEFT = {"R", "AL", "AN"}
ISOLATED = "\u2068{}\u2069"
"""First strong isolate and its end (Unicode UAX #9): what is inside moves nothing outside."""
JOINERS = "\u200c\u200d"


def one_line(text: str, *, longest: int = 300) -> str:
    """Bring text into one line of at most so many characters, which can't disturb its neighbours.

    Line breaks and control characters become spaces; marks that turn the direction of writing
    are dropped, and what is written from right to left is isolated.
    """
    line = " ".join("".join(map(_harmless, text)).split())
    if len(line) > longest:
        line = line[: longest - 1].rstrip() + "…"
    turns = any(unicodedata.bidirectional(sign) in FROM_RIGHT_TO_LEFT for sign in line)
    return ISOLATED.format(line) if turns else line


def _harmless(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind in ("Cc", "Zl", "Zp"):
        return " "
    return "" if kind in ("Cf", "Cs") and sign not in JOINERS else sign
