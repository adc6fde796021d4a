"""Reading JSON: CSL-JSON items and Crossref's works, in a list, in lines, or alone.

Values are decoded one after the other, so that a large file never stands in memory as objects.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from references.csl import CslItem
from references.formats.crossref import read_work
from references.formats.csl_members import tidy_item
from references.formats.outcome import Outcomes, Read, Unread

WRAPPERS = ("items", "references", "records")
"""Members that hold the list of items in the files of some programs."""

BETWEEN = re.compile(r"[\s,]*")
NEXT = re.compile(r"\}\s*,?\s*(?=\{)")
CROSSREF_ONLY = ("container-title", "title", "reference-count", "is-referenced-by-count")


def read_json(text: str) -> Outcomes:
    """Read items of either kind, each told by its own members."""
    decoder = json.JSONDecoder(parse_constant=_no_number)
    line, counted, at = 1, 0, _start(text)
    while at < len(text):
        if text[at] == "]":  # whatever follows a list is another, or broken
            at = _start(text, at + 1)
            continue
        line += text.count("\n", counted, at)
        counted = at
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            end = _resume(text, at)
            yield Unread(line, _reason(error, line), text[at:end])
        else:
            yield from _outcomes(value, line, text[at:end])
        at = _past_gap(text, end)


def _start(text: str, at: int = 0) -> int:
    """Step into the list where there is one."""
    at = _past_gap(text, at)
    return _past_gap(text, at + 1) if text[at : at + 1] == "[" else at


def _past_gap(text: str, at: int) -> int:
    match = BETWEEN.match(text, at)
    return match.end() if match else at


def _resume(text: str, at: int) -> int:
    """Find the next object after a broken one."""
    match = NEXT.search(text, at)
    return match.end() if match else len(text)


def _reason(error: Exception, line: int) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"Its JSON is broken in line {error.lineno}: {error.msg}."
    if "limit" in f"{error}":  # Python's on the digits of a number
        return "It holds a number of thousands of digits."
    return "Its JSON is nested too deeply." if isinstance(error, RecursionError) else f"{error}."


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


def _outcomes(value: Any, line: int, source: str) -> Iterator[Read | Unread]:
    """Read an item, or the items that a response or a program wraps up."""
    if isinstance(value, list):
        for held in value:
            yield from _outcomes(held, line, json.dumps(held, ensure_ascii=False))
        return
    if not isinstance(value, Mapping):
        yield Unread(line, "It is no JSON object.", source)
        return
    wrapped = next((value[name] for name in WRAPPERS if isinstance(value.get(name), list)), None)
    message = value.get("message")
    if isinstance(message, Mapping):
        yield from _outcomes(message, line, source)
    elif wrapped is not None and "type" not in value:
        yield from _outcomes(wrapped, line, source)
    else:
        reader: Callable[[Mapping[str, Any]], CslItem] = read_work if _is_work(value) else tidy_item
        yield Read(reader(value), line, source)


def _is_work(value: Mapping[str, Any]) -> bool:
    lists = any(isinstance(value.get(name), list) for name in CROSSREF_ONLY[:2])
    return lists or any(name in value for name in CROSSREF_ONLY[2:])
