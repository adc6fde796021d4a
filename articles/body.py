"""The closed schema of a draft's HTML: what a body and a key takeaway may hold.

Forms and importers sanitise with it; freeze refuses whatever still lies outside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape

import nh3
from lxml import html
from lxml.html import HtmlElement

INLINE_TAGS = frozenset({"a", "br", "cite", "em", "strong", "sub", "sup"})
BLOCK_TAGS = frozenset(
    {"h2", "h3", "h4", "p", "ul", "ol", "li", "blockquote", "div", "figure"}
    | {"table", "caption", "thead", "tbody", "tr", "th", "td"}
)
VOID_NODES = frozenset({"cite", "div", "figure"})
"""Nodes that stand for a record, by its number, and hold no text of their own."""

ATTRIBUTES = {
    "a": {"href"},
    "cite": {"data-ref"},
    "div": {"data-call-to-action"},
    "figure": {"data-image"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x80-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Control characters and others that neither HTML nor XML can carry."""
CITED = re.compile(r'(<cite\b[^>]*?\bdata-ref=")(\d{1,18})(?=")')
CITED_TWICE = re.compile(r'(<cite\b[^>]*?\bdata-ref="\d+"[^>]*></cite>)(?:\s*\1)+')
MOST_DIGITS = 19
"""Digits of the largest number that a record can have."""
URL_SCHEMES = {"http", "https", "mailto"}


def sanitise_body(fragment: str) -> str:
    """Bring HTML into the body's schema, dropping what it does not know."""
    return _clean(fragment, INLINE_TAGS | BLOCK_TAGS)


def sanitise_inline(fragment: str) -> str:
    """Bring HTML into the schema of a key takeaway: inline nodes only."""
    return _clean(fragment, INLINE_TAGS)


def faults_in_body(fragment: str) -> list[str]:
    """Say, a sentence each, what in a body lies outside the schema."""
    return _faults(fragment, INLINE_TAGS | BLOCK_TAGS)


def faults_in_inline(fragment: str) -> list[str]:
    """Say, a sentence each, what in a key takeaway lies outside the schema."""
    return _faults(fragment, INLINE_TAGS)


def parse(fragment: str) -> HtmlElement:
    """Parse a fragment under one wrapping element; what HTML can't carry becomes a space."""
    # Led in by <body>, it is a fragment to lxml even where it begins with <html>.
    readable = UNREADABLE.sub(" ", fragment)
    return html.fragment_fromstring(f"<body>{readable}", create_parent="section")


def serialise(root: HtmlElement) -> str:
    """Write what stands under the wrapping element of ``parse`` as HTML."""
    whole = html.tostring(root, encoding="unicode")
    return whole[whole.index(">") + 1 : whole.rindex("</")] if root.text or len(root) else ""


def cited_references(fragment: str) -> list[str]:
    """List the ``data-ref`` of each citation node, in text order."""
    return [node.get("data-ref", "") for node in parse(fragment).iter("cite")]


def exchange_references(fragment: str, into: Mapping[int, int]) -> str:
    """Let citation nodes name other references; of two side by side that say the same one stays."""

    def exchanged(node: re.Match[str]) -> str:
        number = int(node[2])
        return f"{node[1]}{into.get(number, number)}"

    return CITED_TWICE.sub(r"\1", CITED.sub(exchanged, fragment))


def called_actions(fragment: str) -> list[str]:
    """List the ``data-call-to-action`` of each call-to-action node, in text order."""
    return [node.get("data-call-to-action", "") for node in parse(fragment).iter("div")]


def shown_images(fragment: str) -> list[str]:
    """List the ``data-image`` of each figure, in text order."""
    return [node.get("data-image", "") for node in parse(fragment).iter("figure")]


def links(fragment: str) -> list[str]:
    """List the targets of all links, in text order."""
    return [node.get("href", "") for node in parse(fragment).iter("a")]


def _clean(fragment: str, tags: frozenset[str]) -> str:
    return nh3.clean(
        UNREADABLE.sub("", fragment),
        tags=set(tags),
        attributes={tag: names for tag, names in ATTRIBUTES.items() if tag in tags},
        url_schemes=URL_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )


def _faults(fragment: str, tags: frozenset[str]) -> list[str]:
    if UNREADABLE.search(fragment):
        return ["A control character stands in the text; save it once more, and it is gone."]
    root = parse(fragment)
    faults = [fault for node in root.iter() for fault in _faults_of_node(node, tags)]
    if not faults and _letters(root.text_content()) != _letters(_as_browsers_read(fragment)):
        faults.append(
            "The markup is broken or nested too deeply: a browser would not read the words that "
            "were written, in their order. Paste the text anew without its formatting."
        )
    return faults


def _as_browsers_read(fragment: str) -> str:
    """Extract the text by the rules of HTML 5 (section 13.2.6), without libxml2's limits."""
    return unescape(nh3.clean(fragment, tags=set()))


def _letters(text: str) -> str:
    return "".join(text.split())


def _faults_of_node(node: HtmlElement, tags: frozenset[str]) -> Iterator[str]:
    if not isinstance(node.tag, str):
        yield "A comment or processing instruction stands in the text; remove it."
        return
    if node.getparent() is None:
        return
    if node.tag not in tags:
        yield f"The element <{node.tag}> is not allowed here; remove it or write it otherwise."
        return
    for name, setting in node.attrib.items():
        if name not in ATTRIBUTES.get(node.tag, ()):
            yield f"The attribute {name} of <{node.tag}> is not allowed; remove it."
        elif name == "href" and not _leads_somewhere(setting):
            yield f"The link {setting!r} does not begin with http://, https:// or mailto:."
    if node.tag in VOID_NODES:
        yield from _faults_of_void_node(node, node.tag)


def is_number(text: str) -> bool:
    """Tell whether a node's attribute can be a record's number (a bigint above zero)."""
    return (
        len(text) <= MOST_DIGITS and text.isascii() and text.isdecimal() and 0 < int(text) < 2**63
    )


def _leads_somewhere(href: str) -> bool:
    return any(href.lower().startswith(f"{scheme}:") for scheme in URL_SCHEMES)


def _faults_of_void_node(node: HtmlElement, tag: str) -> Iterator[str]:
    if len(node) or (node.text or "").strip():
        yield f"A <{tag}> stands for a record and may hold no text of its own."
    if not any(is_number(node.get(name, "")) for name in ATTRIBUTES[tag]):
        yield f"A <{tag}> does not say which record it stands for."
