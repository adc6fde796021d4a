"""The demo's article is read without loss, and says what its sources say."""

from __future__ import annotations

from pathlib import Path

import pytest

import medcontent
from articles.importing.article_file import read_article_file
from articles.importing.citations import cited_numbers
from articles.importing.parsed import Kind, NamedCondition, ParsedText

FILE = Path(medcontent.__file__).parent / "demo" / "ms-stem-cell-therapy.txt"


@pytest.fixture
def demo() -> ParsedText:
    return read_article_file(FILE)


def test_each_line_finds_its_place(demo: ParsedText) -> None:
    lines = FILE.read_text().splitlines()
    assert [note.number for note in demo.notes] == list(range(1, len(lines) + 1))
    assert demo.not_placed == ()
    assert not any(note.remark for note in demo.notes)


def test_it_has_all_parts(demo: ParsedText) -> None:
    assert demo.title == "Stem Cell Therapy in Multiple Sclerosis: What Has Been Shown"
    assert demo.reviewers
    assert demo.authors
    assert len(demo.takeaways) == 4
    assert len(demo.summary) == 2
    assert [therapy.abbreviation for therapy in demo.therapies] == ["AHSCT", "MSC", "MSC-NP"]
    assert demo.condition == NamedCondition("Multiple sclerosis", "MS")
    assert [block.kind for block in demo.blocks].count(Kind.SHORTCODE) == 1


def test_every_reference_has_a_doi_and_is_cited(demo: ParsedText) -> None:
    assert all("DOI" in reference.item for reference in demo.references)
    texts = [passage.text for passage in demo.takeaways] + [block.text for block in demo.blocks]
    cited = {number for text in texts for number in cited_numbers(text)}
    assert cited == {reference.number for reference in demo.references}


def test_the_swedish_study_is_told_as_it_was(demo: ParsedText) -> None:
    [paragraph] = [block.text for block in demo.blocks if "231" in block.text]
    for fact in (
        "observational cohort study",
        *("231 patients", "174 with relapsing-remitting", "73% had no evidence", "at 5 years"),
        *("65% at 10 years", "149 people", "54% improved", "37% were stable", "9% got worse"),
    ):
        assert fact in paragraph
    assert cited_numbers(paragraph) == [1]
    assert demo.references[0].item["DOI"] == "10.1136/jnnp-2023-331864"
    assert "andomi" not in paragraph


@pytest.mark.shared
def test_it_shares_no_sentence_with_the_seed(shared: Path) -> None:
    seed = (shared / "seed" / "ms-stem-cells.txt").read_text()
    ours = {part.strip().casefold() for part in FILE.read_text().replace("\n", ". ").split(". ")}
    theirs = {part.strip().casefold() for part in seed.replace("\n", ". ").split(". ")}
    shared_parts = {part for part in ours & theirs if len(part.split()) > 4}
    assert not shared_parts
