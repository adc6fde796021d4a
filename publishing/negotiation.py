"""Which of a page's representations a request asks for (RFC 9110 sections 12.5.3 and 13.1.2)."""

from __future__ import annotations

from functools import lru_cache

CODINGS = ("br", "gzip", "identity")
"""The content codings that every page is kept in, the preferred first."""

_ALIASES = {"x-gzip": "gzip"}


@lru_cache(maxsize=512)
def preferred_coding(accept_encoding: str | None) -> str:
    """Choose the coding for an Accept-Encoding header; None stands for no header.

    A reader who refuses all of them is given identity: words matter more than their coding.
    """
    if accept_encoding is None:
        return "identity"
    weights = _weights(accept_encoding)
    others = weights.get("*", 0.0)
    # What is not listed is not acceptable, but identity is, as the last choice.
    weighed = {coding: weights.get(coding, others) for coding in CODINGS}
    best = max(CODINGS, key=lambda coding: weighed[coding])
    return best if weighed[best] > 0 else "identity"


def _weights(accept_encoding: str) -> dict[str, float]:
    weights = {}
    for member in accept_encoding.lower().split(","):
        coding, _, parameters = member.partition(";")
        coding = coding.strip()
        weights[_ALIASES.get(coding, coding)] = _weight(parameters)
    return weights


def _weight(parameters: str) -> float:
    """Read ``q=0.5``; no parameter means 1, one that can't be read means refused."""
    name, _, value = parameters.strip().partition("=")
    if not name:
        return 1.0
    try:
        weight = float(value) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0


def is_known(if_none_match: str, entity_tag: str) -> bool:
    """Tell whether an If-None-Match header names an entity tag, by weak comparison.

    A tag holds no quotation mark, so the quoted one occurs in a list just where it is a member.
    """
    return entity_tag in if_none_match or if_none_match.strip() == "*"
