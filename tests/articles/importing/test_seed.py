"""The article that the importer was made for, each of its parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.body import called_actions, cited_references
from articles.drafts import Draft
from articles.importing.article_file import read_article_file
from articles.importing.parsed import ClaimedReviewer, Kind, NamedCondition, ParsedText
from articles.importing.saving import ImportedDraft, save_draft
from articles.models import CallToAction
from articles.preflight import Level, run_preflight
from references.csl import ET_AL, CslItem
from tests.factories import account

pytestmark = pytest.mark.shared

RESIDUE = "oxygen_component blockId=121"


@pytest.fixture
def file(shared: Path) -> Path:
    return shared / "seed" / "ms-stem-cells.txt"


@pytest.fixture
def seed(file: Path) -> ParsedText:
    return read_article_file(file)


def test_each_line_is_accounted_for(file: Path, seed: ParsedText) -> None:
    lines = file.read_text().splitlines()
    assert [note.number for note in seed.notes] == list(range(1, len(lines) + 1))
    assert seed.not_placed == ()


def test_the_title_is_the_first_heading_that_names_the_condition(
    file: Path, seed: ParsedText
) -> None:
    assert (seed.title, seed.title_line) == (file.read_text().splitlines()[8], 9)
    assert seed.title.endswith("Multiple Sclerosis")


def test_the_reviewer_is_a_claim(seed: ParsedText) -> None:
    assert seed.reviewers == (ClaimedReviewer(1, "Dr. Omar Abbas", "Licensed Physician", "USA"),)


def test_there_are_four_takeaways_and_two_paragraphs_of_summary(
    file: Path, seed: ParsedText
) -> None:
    lines = file.read_text().splitlines()
    assert [takeaway.text for takeaway in seed.takeaways] == [line[2:] for line in lines[2:6]]
    assert [passage.text for passage in seed.summary] == lines[6:8]


def test_the_headings_and_their_levels(seed: ParsedText) -> None:
    headings = [
        (block.line, block.kind)
        for block in seed.blocks
        if block.kind in (Kind.HEADING_2, Kind.HEADING_3)
    ]
    assert headings == [
        (9, Kind.HEADING_2),
        (12, Kind.HEADING_3),
        (15, Kind.HEADING_2),
        (19, Kind.HEADING_2),
        (21, Kind.HEADING_3),
        (24, Kind.HEADING_3),
        (26, Kind.HEADING_3),
        (28, Kind.HEADING_2),
        (32, Kind.HEADING_2),
    ]


def test_all_other_lines_of_the_body_are_paragraphs_and_one_list(
    file: Path, seed: ParsedText
) -> None:
    lines = file.read_text().splitlines()
    by_kind = {kind: [block for block in seed.blocks if block.kind is kind] for kind in Kind}
    assert [block.line for block in by_kind[Kind.LIST_ITEM]] == [29, 30, 31]
    assert [block.line for block in by_kind[Kind.PARAGRAPH]] == [
        *(10, 11, 13, 14, 16, 17, 18, 20, 22, 23, 25, 27, 33, 34),
    ]
    assert [block.text for block in by_kind[Kind.SHORTCODE]] == [f"[{RESIDUE}]"]
    for block in by_kind[Kind.PARAGRAPH]:
        assert block.text == lines[block.line - 1]


def test_the_therapies_and_the_condition(seed: ParsedText) -> None:
    assert [
        (therapy.name, therapy.abbreviation, therapy.synonyms) for therapy in seed.therapies
    ] == [
        ("Autologous Haematopoietic Stem Cell Transplant", "AHSCT", ("HSCT",)),
        ("Mesenchymal Stem Cell Therapy", "MSC", ()),
        ("MSC-Derived Neural Progenitors", "MSC-NP", ()),
    ]
    assert seed.condition == NamedCondition("Multiple sclerosis", "MS")


def names(item: CslItem) -> str:
    return ", ".join(
        "et al" if name == ET_AL else f"{name['family']} {name['given']}" for name in item["author"]
    )


IMPRINTS = [
    ("PloS One", 2023, "18", "8", "e0290069", "10.1371/journal.pone.0290069"),
    ("Frontiers in Cellular Neuroscience", 2024, "18", None, "1428652",
     "10.3389/fncel.2024.1428652"),
    ("Stem Cell Research & Therapy", 2024, "15", "1", "151", "10.1186/s13287-024-03765-6"),
    ("Neurology", 2018, "90", "17", "789-800", None),
    ("Neurology and Therapy", 2022, "11", "4", "1553-1569", None),
]  # fmt: skip
AUTHORS = [
    "Harris V. K., Wollowitz J., Greenwald J., Carlson A. L., Sadiq S. A.",
    "Ghareghani M., Arneaud A., Rivest S.",
    "Harris V. K., Stark J., Williams A., et al",
    "Rae-Grant Alexander, et al",
    "Nabizadeh Fardin, et al",
]


def test_the_references_are_structured_and_keep_their_lines(file: Path, seed: ParsedText) -> None:
    lines = file.read_text().splitlines()
    items = [reference.item for reference in seed.references]
    assert [reference.number for reference in seed.references] == [1, 2, 3, 4, 5]
    assert [reference.source_line for reference in seed.references] == lines[36:]
    assert [names(item) for item in items] == AUTHORS
    assert [
        (
            item["container-title"],
            item["issued"]["date-parts"][0][0],
            item.get("volume"),
            item.get("issue"),
            item.get("page"),
            item.get("DOI"),
        )
        for item in items
    ] == IMPRINTS
    for item, line in zip(items, lines[36:], strict=True):
        assert item["title"] in line
        assert len(item["title"]) > 80


def test_the_missing_space_is_noted_and_kept(seed: ParsedText) -> None:
    assert [note.number for note in seed.notes if note.remark] == [25]


@pytest.mark.django_db
class TestItsDraft:
    @pytest.fixture
    def draft(self, file: Path, seed: ParsedText) -> ImportedDraft:
        return save_draft(seed, by=account("writer"), source=file.name)

    def test_citations_are_nodes_in_their_places(self, draft: ImportedDraft) -> None:
        listed = [entry.reference_id for entry in draft.article.bibliography.all()]
        one, two, three, four, five = map(str, listed)
        assert cited_references(draft.article.body) == [four, five, one, two, three]
        nodes = "".join(f'<cite data-ref="{number}"></cite>' for number in (one, two, three))
        assert f"results.{nodes}</p>" in draft.article.body

    def test_its_key_considerations_are_a_list(self, draft: ImportedDraft) -> None:
        assert "<h2>Key Considerations</h2><ul><li>Effectiveness: " in draft.article.body
        assert draft.article.body.count("<li>") == 3

    def test_its_findings_are_what_the_text_lacks(self, draft: ImportedDraft) -> None:
        findings = run_preflight(Draft.of(draft.article))
        blockers = [finding.rule for finding in findings if finding.level is Level.BLOCKER]
        assert blockers == ["shortcode-residue", *["regulatory-status-unknown"] * 3]
        assert [missing.number for missing in draft.not_placed] == [35]

    def test_what_it_claims_without_a_source_is_found(self, draft: ImportedDraft) -> None:
        findings = run_preflight(Draft.of(draft.article))
        uncited = [finding.quote for finding in findings if finding.rule == "figure-uncited"]
        assert uncited[0] == "231 patients"
        assert uncited[1].startswith("73% had") and uncited[1].endswith("and 65%")
        assert uncited[2:] == ["54%"]
        shown = [finding.quote for finding in findings if finding.rule == "evidence-uncited"]
        assert "research shows" in shown
        [mismatch] = [finding for finding in findings if finding.rule == "figure-not-in-body"]
        assert (mismatch.quote, mismatch.where) == ("73%", "key takeaway 2")

    def test_its_numbers_out_of_order_are_told_of_its_list(self, draft: ImportedDraft) -> None:
        findings = run_preflight(Draft.of(draft.article))
        [order] = [finding for finding in findings if finding.rule == "citation-out-of-order"]
        assert (order.where, "in the order 4, 5, 1, 2, 3" in order.message) == (
            "bibliography",
            True,
        )

    def test_its_residue_is_a_call_to_action_once_there_is_one(
        self, file: Path, seed: ParsedText
    ) -> None:
        action = CallToAction.objects.create(
            name="Clinics", label="Ask us", url="https://example.org", shortcode=RESIDUE
        )
        draft = save_draft(seed, by=account("writer"), source=file.name)
        assert called_actions(draft.article.body) == [str(action.pk)]
        assert RESIDUE not in draft.article.body
