"""Text out of foreign hands: plain, or with the four marks that CSL's rich text has."""

from __future__ import annotations

import html
import math
import re
from typing import Any

MARKS = {"i", "b", "sub", "sup"}
SAME = {"em": "i", "italic": "i", "strong": "b", "bold": "b", "inf": "sub"}
"""HTML's, JATS's and others' names of the marks."""

ACTIVE = (
    r"(?:script|style|iframe|object|embed|svg|img|video|audio|form|input|button|link|meta|base|a)"
)
NAME = r"(?:[a-zA-Z][\w-]*:)?(?P<name>[a-zA-Z][\w-]*)"
TAG = re.compile(
    rf"<(?P<end>/?)(?:{NAME}(?:\s(?=[^<>=]*=)[^<>]*|\s*)/?>|(?P<active>{ACTIVE})\b[^<>]*(?:>|$))",
    re.I,
)
"""A tag, as against a lone angle: of such as "a <b and c>" only the names that act count."""
COMMENT = re.compile(r"<!--.*?(?:-->|$)|<!\[CDATA\[|\]\]>|<[!?][a-zA-Z][^<>]*>", re.S)
SILENT = re.compile(r"<(script|style)\b[^<>]*>.*?(?:</\1\s*>|$)", re.S | re.I)
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
BREAKS = {"br", "p", "div", "li", "tr", "td", "title", "sec"}
ROUNDS = 3


def plain(text: str) -> str:
    """Leave out tags, scripts and needless white space; entities become what they stand for."""
    return _cleaned(text, set())


def rich(text: str) -> str:
    """Do the same, and keep italic, bold, sub- and superscript, each closed where it ends."""
    return _cleaned(text, MARKS)


def _cleaned(text: str, marks: set[str]) -> str:
    """Clean again what unescaping brings to light: sources escape once or twice."""
    for _ in range(ROUNDS):
        if "<" not in text and "&" not in text:
            break
        before, text = text, _without_tags(text, marks)
        if text == before:
            break
    return " ".join(text.split())


def _without_tags(text: str, marks: set[str]) -> str:
    if "<" in text:
        text = COMMENT.sub("", SILENT.sub("", text))
        text = _balanced(TAG.split(text), marks) if marks else TAG.sub(_gap, text)
    return html.unescape(text)


def _gap(tag: re.Match[str]) -> str:
    return " " if (tag["name"] or "").lower() in BREAKS else ""


def _balanced(pieces: list[str], marks: set[str]) -> str:
    """Put text and marks together again: closed in order, never a mark within the same mark."""
    written, opened = [pieces[0]], list[str]()
    for end, name, _active, text in zip(*(pieces[at::4] for at in (1, 2, 3, 4)), strict=True):
        mark = SAME.get((name or "").lower(), (name or "").lower())
        if mark in BREAKS:
            written.append(" ")
        elif mark in marks and not end and mark not in opened:
            opened.append(mark)
            written.append(f"<{mark}>")
        elif mark in opened and end:
            written += _closed_down_to(mark, opened)
        written.append(text)
    return "".join(written + [f"</{mark}>" for mark in reversed(opened)])


def _closed_down_to(mark: str, opened: list[str]) -> list[str]:
    closed = []
    while mark in opened:
        closed.append(f"</{opened.pop()}>")
    return closed


def storable(value: Any) -> Any:
    """Take out of a value, however deep, what no JSON column stores: controls, half characters."""
    if isinstance(value, str):
        return UNSTORABLE.sub("", value) if UNSTORABLE.search(value) else value
    if isinstance(value, dict):
        return {storable(key): storable(held) for key, held in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return [storable(held) for held in value] if isinstance(value, list) else value
