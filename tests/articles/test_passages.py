"""The passages of an edition: what a physician comments on, in reading order."""

from __future__ import annotations

from articles.passages import passages
from tests.articles.contents import content


def texts(body: str) -> list[str]:
    """The passages of a body, those around it left out."""
    found = [passage.text for passage in passages(content(body=body, references=[]))]
    return found[
        found.index("FDA: not approved for Migraine, as of 2026-01-15. Source: List") + 1 :
    ]


def test_each_element_with_words_of_its_own_is_a_passage_in_reading_order():
    found = passages(content())
    assert [(one.kind, one.text) for one in found] == [
        ("h1", "Migraine and sleep"),
        ("p", "Written by Ann Writer, MSc, Bob Plain"),
        ("p", "Sleep may help."),
        ("h2", "Key takeaways"),
        ("li", "Sleep well."),
        ("li", "Ask a physician."),
        ("h2", "Regulatory status"),
        ("dt", "Sleep coaching (SC)"),
        ("dd", "FDA: not approved for Migraine, as of 2026-01-15. Source: List"),
        ("h2", "Why"),
        ("p", "It is so.1"),
        ("h2", "References"),
        ("li", "Tester T. Sleep. 2024. PubMed 123"),
    ]
    assert [one.number for one in found] == list(range(len(found)))


def test_the_list_of_contents_repeats_words_and_is_no_passage():
    assert [one.text for one in passages(content())].count("Why") == 1


def test_the_numbers_of_citations_are_left_out_and_other_small_print_stays():
    body = '<p>CO<sub>2</sub> rose<sup class="citation"><a href="#reference-1">1,2</a></sup>.</p>'
    assert texts(body) == ["CO2 rose."]


def test_a_line_break_parts_words():
    assert texts("<p>One<br>two<br>\nthree</p>") == ["One two three"]


def test_a_passage_inside_another_is_one_of_its_own():
    body = "<ul><li>Outer <em>words</em><ul><li>Inner</li></ul> and more</li></ul>"
    assert texts(body) == ["Outer words and more", "Inner"]


def test_a_quotation_is_its_paragraphs():
    assert texts("<blockquote><p>One</p><p>Two</p></blockquote>") == ["One", "Two"]


def test_the_cells_and_the_caption_of_a_table_are_passages():
    body = (
        "<table><caption>Doses</caption><thead><tr><th>Drug</th></tr></thead>"
        "<tbody><tr><td>A</td><td></td><td>5 mg</td></tr></tbody></table>"
    )
    assert texts(body) == ["Doses", "Drug", "A", "5 mg"]


def test_elements_without_words_are_no_passages():
    assert texts("<p> </p><p><br></p><figure data-image='1'></figure><p>Words</p>") == ["Words"]
