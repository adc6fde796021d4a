"""No word of a text vanishes: it is in the draft's parts, or its line is said to have no place."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.body import faults_in_body, faults_in_inline
from articles.importing.lines import LINE_END
from articles.importing.markup import body_html, inline_html
from articles.importing.parsed import Kind, ParsedText
from articles.importing.report import lines_of_report
from articles.importing.text import parse_text
from articles.reading import text_of_html

TYPICAL = [
    "Reviewed by: Dr. Nora Reader | Dermatologist | UK",
    "Reviewed by: a | b | c | d",
    "Written by: Ada Author, MSc; Ben Byline and Cy",
    "By: |",
    "Title: Light",
    "Key Takeaways",
    "Summary:",
    "- One takeaway is this.[1]",
    "• Another item",
    "3. A third thing",
    "Light and Psoriasis",
    "But what about light?",
    "Types of Light Treatment for Psoriasis",
    "Narrowband Ultraviolet B Phototherapy (NB-UVB/UVB)",
    "Psoriasis is a long-term condition of the skin.[1–2] It comes and goes.Then it stays [9].",
    "a line that goes on in the middle of a sentence because somebody wrapped it",
    "[builder_block id=9]",
    "[/builder]",
    "<script>alert('&amp;')</script> <b>bold</b>",
    "References:",
    "Sources",
    "- Tester T, Prober P. Light. J Sci. 2019;8:1-2. doi:10.5555/light.1",
    "2. Maker, Mary, et al. “Bands.” Annals of Light 7.2 (2019): 101-9.",
    "- some web page",
    "",
]
readable = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n")
any_line = st.sampled_from(TYPICAL) | st.text(readable, max_size=60)
any_text = st.lists(any_line, max_size=14).map("\n".join)


def words(text: str) -> Counter[str]:
    """Count the runs of letters and digits, without the signs that nobody sees."""
    visible = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return Counter(re.findall(r"[^\W_]+", visible))


def words_of(parsed: ParsedText) -> Counter[str]:
    texts = [passage.text for passage in (*parsed.takeaways, *parsed.summary)]
    texts += [block.text for block in parsed.blocks]
    texts += [reference.source_line for reference in parsed.references]
    texts += [f"{who.name} {who.role} {who.country}" for who in parsed.reviewers]
    texts += [f"{who.name} {who.credentials}" for who in parsed.authors]
    said = (Kind.NOT_PLACED, Kind.LABEL, Kind.TITLE)
    texts += [note.text for note in parsed.notes if note.kind in said]
    return words(" \n ".join(texts))


def words_before(line: str) -> Counter[str]:
    """Count what only says what a line is: its number, "Reviewed by:", "and" between names."""
    lead = re.match(r"\s*\[?\d{1,3}[.)\]]\s|[\w ()]*:", line)
    return words(lead[0] if lead else "") + Counter({"and": 9})


@given(any_text)
@settings(max_examples=300)
def test_every_word_of_a_text_is_kept_or_reported(text: str) -> None:
    parsed = parse_text(text)
    missing = words(text) - words_of(parsed)
    for line in LINE_END.split(text):
        missing -= words_before(line)
    assert not missing


@given(any_text)
@settings(max_examples=300)
def test_every_line_of_a_text_is_reported_once(text: str) -> None:
    parsed = parse_text(text)
    numbers = [note.number for note in parsed.notes]
    assert numbers == sorted(set(numbers))
    unreported = {
        number
        for number, line in enumerate(LINE_END.split(text), start=1)
        if words(line) and number not in numbers
    }
    assert not unreported
    assert len(list(lines_of_report(parsed))) >= len(numbers)


@given(any_text)
@settings(max_examples=200)
def test_every_word_of_the_body_is_in_its_html_and_nothing_else(text: str) -> None:
    parsed = parse_text(text)
    references = {reference.number: 70 + reference.number for reference in parsed.references}
    html = body_html(parsed.blocks, references=references, actions={})
    assert faults_in_body(html) == []
    cited = re.compile(r"\[(\d{1,3}(?:\s*[-‐–—,;]\s*\d{1,3})*)\]")
    blocks = " \n ".join(cited.sub(" ", block.text) for block in parsed.blocks)
    assert words(cited.sub(" ", text_of_html(html))) == words(blocks)


@given(any_line)
def test_a_takeaway_is_inline_html(line: str) -> None:
    html = inline_html(line, {1: 71})
    assert faults_in_inline(html) == []
    assert "<script" not in html


@pytest.mark.parametrize("line", TYPICAL)
def test_a_text_of_one_line_is_read(line: str) -> None:
    assert len(parse_text(line).notes) == bool(line)
