"""XML of bibliographies: one record at a time, nothing fetched, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import name2codepoint
from typing import Any

from lxml import etree

from references.formats.outcome import Unread

OURS = {"lt", "gt", "amp", "quot", "apos"}
NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,20});")
NAMESPACES = (
    '<r xmlns:mml="http://www.w3.org/1998/Math/MathML" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:jats="http://jats.nlm.nih.gov">'
)


@dataclass(frozen=True)
class Fragment:
    """One record's element in a text: where it starts, its text, whether it is closed."""

    line: int
    text: str
    is_closed: bool = True


def fragments(text: str, tag: str) -> Iterator[Fragment]:
    """Find the elements of some tags (a regular expression), so that one bad spoils no other.

    Elements of these tags never hold one another.
    """
    opening = re.compile(rf"<({tag})(?=[\s>])[^<>]*>")
    line, counted = 1, 0
    match = opening.search(text)
    while match:
        following = opening.search(text, match.end())
        limit = following.start() if following else len(text)
        end = text.rfind(f"</{match[1]}>", match.end(), limit)
        line += text.count("\n", counted, match.start())
        counted = match.start()
        stop = limit if end < 0 else end + len(match[1]) + 3
        yield Fragment(line, text[match.start() : stop], is_closed=end >= 0)
        match = following


def parse(fragment: Fragment) -> etree._Element | Unread:
    """Parse a record without network, entities or a document type; say what is wrong with it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    known = NAMED_ENTITY.sub(_character, fragment.text)
    try:
        root = etree.fromstring(f"{NAMESPACES}{known}</r>".encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        at = fragment.line + max(error.position[0] - 1, 0)
        end = "" if fragment.is_closed else " The record is cut off before its end."
        return Unread(
            fragment.line, f"Its XML is broken in line {at}: {error.msg}.{end}", fragment.text
        )
    return root[0]


def _character(entity: re.Match[str]) -> str:
    """Write HTML's named entities as characters: XML does not know them by itself."""
    code = None if entity[1] in OURS else name2codepoint.get(entity[1])
    return chr(code) if code else entity[0]


def markup_of(element: etree._Element | None) -> str:
    """Write what an element holds, its inner tags as they are, as text for ``markup.rich``."""
    if element is None:
        return ""
    inner = "".join(etree.tostring(child, encoding="unicode") for child in element)
    return (element.text or "").replace("&", "&amp;").replace("<", "&lt;") + inner


def as_json(element: etree._Element) -> Any:
    """Turn an element into JSON: its text, or its attributes (@) and children by their tags."""
    text = (element.text or "").strip()
    if len(element) and text:
        text = " ".join("".join(str(part) for part in element.itertext()).split())
        return {f"@{name}": value for name, value in element.items()} | {"text": text}
    held: dict[str, Any] = {f"@{name}": value for name, value in element.items()}
    for child in element:
        _add(held, str(child.tag), as_json(child))
    if not held:
        return text
    return held | {"text": text} if text else held


def _add(held: dict[str, Any], tag: str, value: Any) -> None:
    if value in ("", {}, []):
        return
    if tag not in held:
        held[tag] = value
    elif isinstance(held[tag], list):
        held[tag].append(value)
    else:
        held[tag] = [held[tag], value]
