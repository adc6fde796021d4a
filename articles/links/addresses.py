"""The addresses that a draft leads to, in normal form, and where in it they stand."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from articles import body
from articles.blocks import LinkSpan, Place, TextBlock

if TYPE_CHECKING:
    from articles.drafts import Draft
    from articles.models import CallToAction
    from references.models import Reference

LONGEST = 2000
"""Characters of an address; longer ones are not looked at."""
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Linked:
    """A place of a draft that leads somewhere: ``words`` are what readers see of it."""

    place: Place
    address: str
    words: str
    sentence: str = ""
    button: CallToAction | None = None


def normal(address: str) -> str | None:
    """Write a web address in one form: no fragment, no usual port, no account; None for others.

    Case and percent-encoding follow RFC 3986, section 6.2.2.
    """
    try:
        parts = parse_url(address.strip())
    except (LocationParseError, ValueError):
        return None
    if parts.scheme not in PORTS or not parts.host:
        return None
    port = None if parts.port == PORTS[parts.scheme] else parts.port
    url = parts._replace(auth=None, port=port, path=parts.path or "/", fragment=None).url
    return url if len(url) <= LONGEST else None


def links_of(draft: Draft) -> Iterator[Linked]:
    """Give all that a draft leads to: text links, buttons, and sources that have no DOI."""
    yield from text_links(draft)
    yield from buttons(draft)
    for row, number in enumerate(draft.bibliography):
        reference = draft.references.get(number)
        if reference and (address := address_of_source(reference)):
            yield Linked(Place("bibliography", row), address, reference.title, reference.title)


def buttons(draft: Draft) -> Iterator[Linked]:
    """Give the calls to action in the text, each once, and the closing one."""
    for pk in dict.fromkeys(body.called_actions(draft.body)):
        call = draft.calls_to_action.get(int(pk)) if body.is_number(pk) else None
        if call:
            yield Linked(Place("body"), call.url, call.label, call.label, call)
    if closing := draft.calls_to_action.get(draft.call_to_action or 0):
        place = Place("call_to_action")
        yield Linked(place, closing.url, closing.label, closing.label, closing)


def text_links(draft: Draft) -> Iterator[Linked]:
    """Give the links in key takeaways and body, in reading order, with their exact places."""
    for row, takeaway in enumerate(draft.key_takeaways):
        place = Place("key_takeaways", row)
        yield from _placed(takeaway, [one for one in draft.blocks if one.place == place], place)
    if "<a " in draft.body:
        blocks = [block for block in draft.blocks if block.place.field == "body"]
        yield from _placed(draft.body, blocks, Place("body"))


def _placed(fragment: str, blocks: list[TextBlock], whole: Place) -> Iterator[Linked]:
    """Give each link with the place of its words; the whole field where no text block has it."""
    places: dict[tuple[str, str], deque[tuple[TextBlock, LinkSpan]]] = defaultdict(deque)
    for block in blocks:
        for span in block.links:
            places[span.target, block.text[span.start : span.end]].append((block, span))
    for link in body.parse(fragment).iter("a"):
        address, words = link.get("href", ""), str(link.text_content())
        if not words.strip() or not places[address, words]:
            yield Linked(whole, address, " ".join(words.split()))
            continue
        block, span = places[address, words].popleft()
        place, sentence = block.at(span.start, span.end), block.sentence_around(span.start)
        yield Linked(place, address, words, sentence)


def address_of_source(reference: Reference) -> str:
    """Give the address of a source that is known by nothing better than its address."""
    if reference.doi or reference.pmid:
        return ""
    address = reference.csl.get("URL", "")
    return address if isinstance(address, str) else ""
