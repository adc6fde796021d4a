"""From citation nodes in a draft to numbered, linked citations in an edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml.html import HtmlElement, builder

from articles import body
from references.numbering import EN_DASH, number_by_first_citation, runs


def citation_numbers(fragments: list[str]) -> dict[int, int]:
    """Number the references cited in fragments, read one after another.

    Returns reference number in the database → citation number. Nodes that name no number are
    left out; preflight finds them.
    """
    cited = (node for fragment in fragments for node in body.cited_references(fragment))
    return number_by_first_citation(int(node) for node in cited if body.is_number(node))


class CitationResolver:
    """Replaces citation nodes by numbered links, and remembers where each reference is cited."""

    def __init__(self, numbers: Mapping[int, int]) -> None:
        self.numbers = numbers
        self.places: dict[int, list[str]] = {number: [] for number in numbers.values()}
        self._count = 0

    def resolve(self, fragment: str) -> str:
        """Resolve one fragment; fragments come in reading order."""
        root = body.parse(fragment)
        for cluster in list(_clusters(root)):
            self._replace(cluster)
        return body.serialise(root)

    def _replace(self, cluster: list[HtmlElement]) -> None:
        self._count += 1
        place = f"citation-{self._count}"
        numbers = [self.numbers[int(node.get("data-ref", ""))] for node in cluster]
        for number in dict.fromkeys(numbers):
            self.places[number].append(place)
        marker = _marker(numbers, place)
        marker.tail = cluster[-1].tail
        parent = cluster[0].getparent()
        assert parent is not None
        parent.replace(cluster[0], marker)
        for node in cluster[1:]:
            parent.remove(node)


def _clusters(root: HtmlElement) -> Iterator[list[HtmlElement]]:
    """Group citation nodes that stand side by side, with nothing but white space between."""
    cluster: list[HtmlElement] = []
    for node in root.iter("cite"):
        follows = cluster and node.getprevious() is cluster[-1]
        if follows and not (cluster[-1].tail or "").strip():
            cluster.append(node)
            continue
        if cluster:
            yield cluster
        cluster = [node]
    if cluster:
        yield cluster


def _marker(numbers: list[int], place: str) -> HtmlElement:
    marker = builder.SUP(builder.CLASS("citation"), id=place)
    for first, last in runs(numbers):
        _append_text(marker, "," if len(marker) else "")
        marker.append(_link(first))
        if last != first:
            _append_text(marker, EN_DASH)
            marker.append(_link(last))
    return marker


def _link(number: int) -> HtmlElement:
    return builder.A(str(number), href=f"#reference-{number}")


def _append_text(marker: HtmlElement, text: str) -> None:
    if len(marker):
        marker[-1].tail = (marker[-1].tail or "") + text
