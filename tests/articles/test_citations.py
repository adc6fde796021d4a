"""Citation nodes become numbered links, and each reference knows where it is cited."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from articles.citations import CitationResolver, citation_numbers
from articles.reading import text_of_html


def cite(*references: int) -> str:
    return "".join(f'<cite data-ref="{reference}"></cite>' for reference in references)


def resolved(*fragments: str) -> list[str]:
    resolver = CitationResolver(citation_numbers(list(fragments)))
    return [resolver.resolve(fragment) for fragment in fragments]


def test_numbers_follow_the_first_citation_over_all_fragments():
    assert citation_numbers([cite(30), f"<p>a{cite(10, 30)}b{cite(20)}</p>"]) == {
        30: 1,
        10: 2,
        20: 3,
    }


def test_a_node_without_a_number_is_not_numbered():
    nodes = "".join(f'<cite data-ref="{ref}"></cite>' for ref in ("x", "", "-1", "²", "9" * 30))
    assert citation_numbers([nodes + "<cite></cite>"]) == {}


def test_one_citation_becomes_a_superscript_link_with_a_name_to_come_back_to():
    assert resolved(f"a{cite(7)}.") == [
        'a<sup id="citation-1" class="citation"><a href="#reference-1">1</a></sup>.'
    ]


def test_citations_side_by_side_are_one_marker_with_ranges():
    [_, marker] = resolved(cite(1, 2, 3, 4, 5), f"a{cite(3, 1, 2)} {cite(5)} b")
    assert text_of_html(marker) == "a1–3,5 b"


def test_two_numbers_in_a_row_are_no_range():
    assert text_of_html(resolved(f"a{cite(8, 9)}")[0]) == "a1,2"


def test_a_reference_cited_twice_at_one_place_counts_once():
    resolver = CitationResolver({8: 1})
    assert text_of_html(resolver.resolve(f"a{cite(8, 8)}")) == "a1"
    assert resolver.places == {1: ["citation-1"]}


def test_words_between_citations_part_them():
    assert text_of_html(resolved(f"a{cite(1)} and {cite(2)}")[0]) == "a1 and 2"


def test_a_line_break_between_citations_parts_them():
    assert text_of_html(resolved(f"a{cite(1)}<br>{cite(2)}")[0]) == "a1\n2"


def test_every_place_of_a_reference_is_remembered_also_inside_a_range():
    resolver = CitationResolver({1: 1, 2: 2, 3: 3})
    resolver.resolve(cite(1, 2, 3))
    resolver.resolve(f"<p>a{cite(2)}</p><ul><li><em>b{cite(3)}</em></li></ul>")
    assert resolver.places == {
        1: ["citation-1"],
        2: ["citation-1", "citation-2"],
        3: ["citation-1", "citation-3"],
    }


words = st.text("ab &<é", min_size=1, max_size=4)
spans = st.lists(st.tuples(words, st.lists(st.integers(1, 6), max_size=4)), max_size=6)


@given(spans)
def test_resolving_adds_markers_and_keeps_all_other_words_in_order(spans):
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;") for text, _ in spans]
    plain = "".join(text if not cited else f"{text}|" for text, cited in spans)
    fragment = "".join(text + cite(*cited) for text, (_, cited) in zip(escaped, spans, strict=True))
    [html] = resolved(fragment)
    marked = "".join(char if char not in "0123456789,–" else "|" for char in text_of_html(html))
    assert squeezed(marked) == squeezed(plain)


def squeezed(text: str) -> str:
    """Drop white space, and let neighbouring markers be one."""
    text = "".join(text.split())
    while "||" in text:
        text = text.replace("||", "|")
    return text
