"""Reading files of CSL-JSON: a list of items, one item, or an item a line."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from gate.refusals import Refusal


class UnreadableFile(Refusal):
    """The file holds no CSL-JSON; the message says where it ends to be readable."""


class NumberedItem(NamedTuple):
    """An item as it stands in a file; nothing of its shape is promised."""

    number: int
    line: int
    value: Any


def read_csl_items(content: bytes) -> list[NumberedItem]:
    """Read the items of a file with their numbers and lines, from 1. Raises UnreadableFile."""
    text = _decoded(content)
    if not text.strip():
        raise UnreadableFile("The file is empty.")
    decoder, line, seen = json.JSONDecoder(), 1, 0
    items: list[NumberedItem] = []
    at, is_list = _start(text)
    while (at := _skip(text, at)) < len(text):
        if is_list and text[at] == "]":
            _require_end(text, at + 1)
            return items
        line, seen = line + text.count("\n", seen, at), at
        value, at = _value(decoder, text, at)
        items.append(NumberedItem(len(items) + 1, line, value))
        at = _after_item(text, at) if is_list else at
    if is_list:
        raise _broken(text, len(text), "the list is not closed by “]”: the end may be missing")
    return items


def _decoded(content: bytes) -> str:
    try:
        return content.decode(
            "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        )
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            f"Line {line} is not UTF-8 text. Save the file in UTF-8, which CSL-JSON asks for."
        ) from error


def _start(text: str) -> tuple[int, bool]:
    at = _skip(text, 0)
    return (at + 1, True) if text[at] == "[" else (at, False)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _value(decoder: json.JSONDecoder, text: str, at: int) -> tuple[Any, int]:
    try:
        return decoder.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise _broken(text, error.pos, error.msg) from error
    except RecursionError as error:
        raise _broken(text, at, "it is nested too deeply") from error
    except ValueError as error:  # a number of thousands of digits
        raise _broken(text, at, str(error)) from error


def _after_item(text: str, at: int) -> int:
    at = _skip(text, at)
    if at < len(text) and text[at] == ",":
        return at + 1
    if at < len(text) and text[at] != "]":
        raise _broken(text, at, "a comma or “]” has to follow an item")
    return at


def _require_end(text: str, at: int) -> None:
    if (at := _skip(text, at)) < len(text):
        raise _broken(text, at, "something follows the end of the list")


def _broken(text: str, at: int, reason: str) -> UnreadableFile:
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return UnreadableFile(f"This is no JSON, line {line}, column {column}: {reason}.")
