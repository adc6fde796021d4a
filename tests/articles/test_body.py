"""The closed schema: what it keeps, what it names as a fault, and that no word gets lost."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles import body

WHOLE = (
    '<h2>A</h2><p>b <strong>c</strong><cite data-ref="1"></cite> '
    '<a href="https://example.org/">d</a></p><ol start="3"><li>e</li></ol>'
    '<table><tbody><tr><th scope="row">f</th><td colspan="2">g</td></tr></tbody></table>'
    "<blockquote><p>H<sub>2</sub>O, m<sup>2</sup><br>i</p></blockquote>"
    '<div data-call-to-action="7"></div>'
)
PIECES = [
    *("word", " ", "&amp;", "&lt;b&gt;", "é", "&nbsp;", "\n", "<", ">", '"', "&#0;"),
    *("<p>", "</p>", "<h2>", "</h2>", "<td>", "<tr>", "<table>", "</table>", "<li>", "<ul>"),
    *("<script>", "</script>", "<style>", "<svg>", "<math>", "<title>", "<!--", "-->", "<?x ?>"),
    *('<a href="javascript:x">', '<a href="https://e.org">', "</a>", '<p onclick="x">', "</body>"),
    *('<cite data-ref="1">', "</cite>", "<html>", "</html>", "<b>", "<br>", "<em>", "</em>"),
]
soup = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


def test_a_fragment_of_the_schema_is_kept_as_it_is_and_has_no_fault():
    assert body.sanitise_body(WHOLE) == WHOLE
    assert body.faults_in_body(WHOLE) == []
    assert body.serialise(body.parse(WHOLE)) == WHOLE


@pytest.mark.parametrize(
    ("fragment", "kept"),
    [
        ("<p>a<script>b()</script></p>", "<p>a</p>"),
        ("<p onclick='x()' style='color:red' class='c' id='i'>a</p>", "<p>a</p>"),
        ("<h1>a</h1>", "a"),
        ("<p>a<!-- b --></p>", "<p>a</p>"),
        ("<p><img src='x' onerror='y()'>a</p>", "<p>a</p>"),
        ("<a href='javascript:x()'>a</a>", "<a>a</a>"),
        ("<a href='data:text/html,x'>a</a>", "<a>a</a>"),
        ("<p>a\x00b</p>", "<p>ab</p>"),
    ],
)
def test_sanitising_drops_what_the_schema_does_not_know(fragment, kept):
    assert body.sanitise_body(fragment) == kept


def test_a_key_takeaway_keeps_inline_nodes_only():
    assert body.sanitise_inline("<p>a <em>b</em></p><ul><li>c</li></ul>") == "a <em>b</em>c"


@given(soup)
def test_sanitised_text_holds_nothing_that_could_run(fragment):
    clean = body.sanitise_body(fragment)
    for node in body.parse(clean).iterdescendants():
        assert node.tag in body.INLINE_TAGS | body.BLOCK_TAGS
        assert set(node.attrib) <= body.ATTRIBUTES.get(node.tag, set())
        assert not node.get("href", "").lower().startswith(("javascript:", "data:"))


@given(soup)
@example("<html></html>")
@example("<html><frameset></frameset></html>")
@example("a</body>b")
@example("<table><tr><td>a</td>b</tr></table>")
def test_what_has_no_fault_reads_the_same_in_browsers_and_here(fragment):
    faults = body.faults_in_body(fragment)
    if not faults:
        ours = "".join(body.parse(fragment).text_content().split())
        assert ours == "".join(body.parse(body.sanitise_body(fragment)).text_content().split())


@pytest.mark.parametrize("depth", [300, 3000])
def test_words_nested_too_deeply_to_be_read_are_a_fault(depth):
    [fault] = body.faults_in_body("<blockquote>" * depth + "lost" + "</blockquote>" * depth)
    assert "broken or nested too deeply" in fault


def test_text_too_long_to_be_read_is_a_fault():
    assert body.faults_in_body("<p>a</p>" + "b" * 11_000_000)


def test_text_between_the_cells_of_a_table_is_a_fault_since_browsers_move_it():
    [fault] = body.faults_in_body("<table><tr><td>first</td>second</tr></table>")
    assert "in their order" in fault


@pytest.mark.parametrize(
    ("fragment", "word"),
    [
        ("<script>a</script>", "<script>"),
        ("<svg><a>b</a></svg>", "<svg>"),
        ("<h1>a</h1>", "<h1>"),
        ("<iframe src='https://example.org'></iframe>", "<iframe>"),
        ("<p onclick='x()'>a</p>", "onclick"),
        ("<p style='color:red'>a</p>", "style"),
        ("<p id='signed'>a</p>", "id"),
        ("<!-- a -->", "comment"),
        ("<?php a ?>", "comment or processing instruction"),
        ("<a href='javascript:x()'>a</a>", "javascript:x()"),
        ("<a href='/relative'>a</a>", "/relative"),
        ("<a href=' https://example.org'>a</a>", "https://"),
        ("<cite>4</cite>", "which record"),
        ("<cite data-ref='4'>[4]</cite>", "no text of its own"),
        ("<div>a</div>", "no text of its own"),
        ("<div></div>", "which record"),
    ],
)
def test_what_lies_outside_the_schema_is_named(fragment, word):
    assert word in " ".join(body.faults_in_body(fragment))


@pytest.mark.parametrize("href", ["https://e.org", "HTTP://e.org", "mailto:a@e.org"])
def test_links_to_the_web_and_to_mail_are_no_fault(href):
    assert body.faults_in_body(f'<a href="{href}">a</a>') == []


def test_a_block_in_a_key_takeaway_is_a_fault():
    assert "<p>" in body.faults_in_inline("<p>a</p>")[0]
    assert body.faults_in_inline('a <em>b</em><cite data-ref="1"></cite>') == []


def test_records_that_a_text_names_are_listed_in_its_order():
    fragment = (
        '<p><cite data-ref="9"></cite><a href="https://b.org">b</a></p>'
        '<div data-call-to-action="2"></div>'
        '<p><cite data-ref="3"></cite><cite data-ref="9"></cite><a href="#x">x</a></p>'
    )
    assert body.cited_references(fragment) == ["9", "3", "9"]
    assert body.called_actions(fragment) == ["2"]
    assert body.links(fragment) == ["https://b.org", "#x"]


@pytest.mark.parametrize("fragment", ["", "a", "a<br>b", "a &amp; b", "<p>a</p>b<p>c</p>"])
def test_parsing_and_serialising_gives_the_fragment_back(fragment):
    assert body.serialise(body.parse(fragment)) == fragment


def test_an_ampersand_that_was_escaped_twice_stays_so():
    assert body.serialise(body.parse("&amp;lt;b&amp;gt;")) == "&amp;lt;b&amp;gt;"


@pytest.mark.parametrize(
    ("text", "is_number"),
    [
        ("1", True),
        (str(2**63 - 1), True),
        (str(2**63), False),
        ("0", False),
        ("", False),
        ("-1", False),
        ("²", False),
        ("0" * 19 + "1" * 4_981, False),
        ("7" * 5_000, False),
    ],
)
def test_a_number_of_a_record_fits_its_column(text, is_number):
    assert body.is_number(text) is is_number
    faults = body.faults_in_body(f'<p>a<cite data-ref="{text}"></cite></p>')
    assert (faults == []) is is_number
