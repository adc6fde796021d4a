"""The plain reading text of an edition: every word a reader gets, in order.

Built from an edition's fields and not from its rendering, so that the two can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

from articles import body

BLOCKS = frozenset(
    "address article aside blockquote body br caption dd div dl dt figcaption figure footer h1 h2 "
    "h3 h4 h5 h6 header hr li main nav ol p section table tbody td tfoot th thead tr ul".split()
)


def text_of_html(fragment: str) -> str:
    """Extract the words of a fragment: one line a block, white space folded."""
    return text_of_element(body.parse(fragment))


def text_of_element(element: HtmlElement) -> str:
    """Extract the words under an element: one line a block, white space folded."""
    lines = "".join(_pieces(element)).split("\n")
    return "\n".join(folded for line in lines if (folded := " ".join(line.split())))


def _pieces(element: HtmlElement) -> Iterator[str]:
    is_block = element.tag in BLOCKS
    if is_block:
        yield "\n"
    yield (element.text or "").replace("\n", " ")
    for child in element:
        if isinstance(child.tag, str):
            yield from _pieces(child)
        yield (child.tail or "").replace("\n", " ")
    if is_block:
        yield "\n"


def reading_text(content: dict[str, Any]) -> str:
    """Write the reading text of an edition's content; one line a block."""
    return "\n".join(line for line in READINGS[content["format"]](content) if line)


def _reading_1(content: dict[str, Any]) -> Iterator[str]:
    labels = content["labels"]
    yield _folded(content["title"])
    if content["authors"]:
        yield f"{labels['written_by']} {_folded(', '.join(map(_author_1, content['authors'])))}"
    yield _folded(content["summary"])
    yield labels["key_takeaways"]
    yield from (text_of_html(takeaway) for takeaway in content["key_takeaways"])
    if content["contents"]:
        yield labels["contents"]
        yield from (_folded(heading["text"]) for heading in content["contents"])
    if content["therapies"]:
        yield labels["regulatory_status"]
        for therapy in content["therapies"]:
            yield from _therapy_1(therapy, labels)
    yield text_of_html(content["body"])
    if content["references"]:
        yield labels["references"]
        yield from (_reference_1(reference, labels) for reference in content["references"])


def _author_1(author: dict[str, str]) -> str:
    return f"{author['name']}, {author['credentials']}" if author["credentials"] else author["name"]


def _therapy_1(therapy: dict[str, Any], labels: dict[str, str]) -> Iterator[str]:
    abbreviation = f" ({therapy['abbreviation']})" if therapy["abbreviation"] else ""
    yield _folded(f"{therapy['name']}{abbreviation}")
    for status in therapy["statuses"]:
        yield _folded(
            f"{status['authority']}: {status['label']} {labels['for']} {status['condition']}, "
            f"{labels['as_of']} {status['as_of']}. {labels['source']}: {status['source_title']}"
        )


def _reference_1(reference: dict[str, Any], labels: dict[str, str]) -> str:
    pubmed = f" {labels['pubmed']} {reference['pmid']}" if reference["pmid"] else ""
    return text_of_html(reference["formatted"]) + pubmed


def _folded(text: str) -> str:
    return " ".join(text.split())


def _reading_2(content: dict[str, Any]) -> Iterator[str]:
    labels = content["labels"]
    yield _folded(content["title"])
    if content["authors"]:
        yield f"{labels['written_by']} {_folded(', '.join(map(_author_1, content['authors'])))}"
    yield _folded(content["summary"])
    if content["lead_image"]:
        yield _image_2(content["lead_image"])
    yield labels["key_takeaways"]
    yield from (text_of_html(takeaway) for takeaway in content["key_takeaways"])
    if content["contents"]:
        yield labels["contents"]
        yield from (_folded(heading["text"]) for heading in content["contents"])
    if content["therapies"]:
        yield labels["regulatory_status"]
        for therapy in content["therapies"]:
            yield from _therapy_1(therapy, labels)
    yield text_of_html(content["body"])
    if content["call_to_action"]:
        yield _folded(content["call_to_action"]["label"])
    if content["references"]:
        yield labels["references"]
        yield from (_reference_1(reference, labels) for reference in content["references"])


def _image_2(image: dict[str, Any]) -> str:
    credit = ". ".join(filter(None, (image["credit"], image["licence"])))
    return _folded(f"{image['caption']} {credit}")


def _reading_3(content: dict[str, Any]) -> Iterator[str]:
    labels = content["labels"]
    yield _folded(content["title"])
    if content["authors"]:
        yield f"{labels['written_by']} {_folded(', '.join(map(_author_1, content['authors'])))}"
    yield _folded(content["summary"])
    if content["lead_image"]:
        yield _image_2(content["lead_image"])
    yield labels["key_takeaways"]
    yield from (text_of_html(takeaway) for takeaway in content["key_takeaways"])
    if content["contents"]:
        yield labels["contents"]
        yield from (_folded(heading["text"]) for heading in content["contents"])
    if content["therapies"]:
        yield labels["regulatory_status"]
        for therapy in content["therapies"]:
            yield from _therapy_1(therapy, labels)
    yield text_of_html(content["body"])
    if content["call_to_action"]:
        yield _folded(content["call_to_action"]["label"])
    if content["references"]:
        yield labels["references"]
        yield from (_reference_3(reference, labels) for reference in content["references"])


def _reference_3(reference: dict[str, Any], labels: dict[str, str]) -> str:
    return f"{_reference_1(reference, labels)} {words_about(reference, labels)}".rstrip()


def words_about(reference: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """Write what an edition says of a source after its entry; empty before format 3."""
    words = [labels["cited_as_retracted"]] if reference.get("cited_as_retracted") else []
    if design := reference.get("study_design"):
        words.append(f"{labels['study_design']}: {design['label']}")
    return _folded(" ".join(words))


READINGS = {1: _reading_1, 2: _reading_2, 3: _reading_3, 4: _reading_3}
