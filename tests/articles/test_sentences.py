"""Sentences: where the splitter errs on medical prose, and that none of a text is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.blocks import Place, TextBlock, body_blocks
from articles.sentences import sentence_spans


def sentences(text: str, **wanted) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, **wanted)]


@pytest.mark.parametrize(
    "expected",
    [
        ["One sentence.", "Another one!", "A third?"],
        ["It was 3.5% in Nordstrom et al. 2019 (S. inventum).", "Dr. Kay agreed."],
        ["Give approx. 10 mg i.v. at noon.", "Then stop."],
        ["We tried calm vs. noise.", "Calm won."],
        ["They moved to the U.S.", "The rest stayed."],
        ["The U.S. Office of Tests agreed."],
        ["That held.[4]", "This did not. [5, 6]"],
        ["It holds in most cases.1–3", "The next does not."],
        ["It lowers swelling.", "They are tall."],
        ["He asked “Why?” and left.", "She stayed…"],
        ["نص قصير.", "جملة ثانية؟"],
    ],
)
def test_sentences_end_where_a_reader_ends_them(expected):
    # Where a space is missing between two, there is none to join them by.
    joined = " ".join(expected).replace("swelling. They", "swelling.They")
    assert sentences(joined) == expected


@pytest.mark.parametrize("text", ["", " ", "\n\n", "word", "😀", "...", "?!", "[1–3]"])
def test_hardly_any_text_has_hardly_any_sentence(text):
    assert sentences(text) == [part for part in [text.strip()] if part]


def test_a_line_break_ends_a_sentence():
    assert sentences("First lineSecond line", breaks=[10]) == ["First line", "Second line"]


@given(st.text(alphabet=st.sampled_from("ab.A !?[1]–\n…é“”(U.S"), max_size=80))
def test_sentences_lie_in_order_and_leave_out_nothing_but_space(text):
    spans = sentence_spans(text)
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    assert edges == sorted(edges)
    between = zip(edges[::2], edges[1::2], strict=True)
    assert all(not text[start:end].strip() for start, end in between)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)


def only_block(html: str) -> TextBlock:
    [block] = body_blocks(html)
    return block


def test_a_citation_belongs_to_the_sentence_it_follows():
    block = only_block(
        '<p>One.<cite data-ref="1"></cite> Two <cite data-ref="2"></cite>goes on. '
        '<cite data-ref="3"></cite>Three<br>four.<cite data-ref="4"></cite></p>'
    )
    assert [(one.text, [mark.reference for mark in one.citations]) for one in block.sentences] == [
        ("One.", ["1"]),
        ("Two goes on.", ["2", "3"]),
        ("Three", []),
        ("four.", ["4"]),
    ]


def test_a_block_tells_what_it_is():
    heading, quoted, item = body_blocks(
        "<h2>What?</h2><blockquote><p>Said.</p></blockquote><ul><li>x</li></ul>"
    )
    assert heading.is_heading and heading.sentences[0].is_question
    assert quoted.is_quoted and not item.is_quoted
    assert (heading.tag, quoted.tag, item.tag) == ("h2", "p", "li")


def test_the_sentence_around_an_offset_is_one_line():
    block = TextBlock(Place("summary"), "First  one\nhere. Second.")
    assert block.sentence_around(2) == "First one here."
    assert block.sentence_around(20) == "Second."
    assert TextBlock(Place("summary"), " ").sentence_around(0) == ""
