from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from articles.importing.files import decode_text
from articles.importing.parsed import (
    ClaimedReviewer,
    Kind,
    NamedAuthor,
    NamedCondition,
    NamedTherapy,
    ParsedText,
)
from articles.importing.text import parse_text

Parse = Callable[[str], ParsedText]

SENTENCE = "This is a sentence of a paragraph that is long enough."
REFERENCE = "Tester T, Prober P. Light. J Sci. 2019;8:1-2."


def kinds(text: str) -> list[Kind]:
    return [note.kind for note in parse_text(text).notes]


def headings(parsed: ParsedText) -> list[tuple[int, str]]:
    return [
        (2 if block.kind is Kind.HEADING_2 else 3, block.text)
        for block in parsed.blocks
        if block.kind in (Kind.HEADING_2, Kind.HEADING_3)
    ]


class TestATextWithoutTitleLine:
    @pytest.fixture
    def psoriasis(self, parsed: Parse) -> ParsedText:
        return parsed("psoriasis")

    def test_its_title_is_the_first_heading_that_names_the_condition(
        self, psoriasis: ParsedText
    ) -> None:
        assert (psoriasis.title, psoriasis.title_line) == ("Light and Psoriasis", 6)
        assert psoriasis.condition == NamedCondition("Psoriasis")
        assert (2, "Light and Psoriasis") in headings(psoriasis)

    def test_its_reviewer_is_a_claim(self, psoriasis: ParsedText) -> None:
        assert psoriasis.reviewers == (
            ClaimedReviewer(1, "Dr. Nora Reader", "Dermatologist", "UK"),
        )

    def test_its_takeaways_and_summary_come_before_the_body(self, psoriasis: ParsedText) -> None:
        assert [passage.line for passage in psoriasis.takeaways] == [3, 4]
        assert [passage.line for passage in psoriasis.summary] == [5]
        assert psoriasis.blocks[0].line == 6

    def test_its_headings_have_levels(self, psoriasis: ParsedText) -> None:
        assert headings(psoriasis) == [
            (2, "Light and Psoriasis"),
            (3, "But which kinds of light are used?"),
            (2, "Does Light Cure Psoriasis?"),
            (2, "Types of Light Treatment for Psoriasis"),
            (3, "Narrowband Ultraviolet B Phototherapy (NB-UVB/UVB)"),
            (3, "Psoralen and Ultraviolet A Therapy (PUVA Therapy)"),
            (2, "Key Considerations"),
            (2, "Closing Words"),
        ]

    def test_its_therapies_have_abbreviations(self, psoriasis: ParsedText) -> None:
        assert psoriasis.therapies == (
            NamedTherapy(14, "Narrowband Ultraviolet B Phototherapy", "NB-UVB", ("UVB",)),
            NamedTherapy(16, "Psoralen and Ultraviolet A Therapy", "PUVA"),
        )

    def test_its_references_are_numbered_by_position(self, psoriasis: ParsedText) -> None:
        assert [
            (reference.number, reference.item["title"], reference.item["container-title"])
            for reference in psoriasis.references
        ] == [
            (1, "Narrow light in plaque psoriasis: an invented trial",
             "Journal of Invented Dermatology"),
            (2, "Ultraviolet bands and the skin: An invented review", "Annals of Invented Light"),
            (3, "A medicine and a lamp", "J Invented Trials"),
        ]  # fmt: skip
        assert psoriasis.references[2].source_line.startswith("- Tester T")

    def test_residue_and_glued_sentences_are_noted(self, psoriasis: ParsedText) -> None:
        assert [block.text for block in psoriasis.blocks if block.kind is Kind.SHORTCODE] == [
            "[builder_block id=9]"
        ]
        remarks = {note.number: note.remark for note in psoriasis.notes if note.remark}
        assert list(remarks) == [11]
        assert "“back.They”" in remarks[11]
        assert psoriasis.not_placed == ()


class TestATextInSentenceCase:
    @pytest.fixture
    def migraine(self, parsed: Parse) -> ParsedText:
        return parsed("migraine")

    def test_its_first_line_is_the_title(self, migraine: ParsedText) -> None:
        assert migraine.title == "Living with migraine: what sleep has to do with it"
        assert migraine.title not in [text for _, text in headings(migraine)]

    def test_its_authors_are_named(self, migraine: ParsedText) -> None:
        assert migraine.authors == (
            NamedAuthor(2, "Ada Author", "MSc"),
            NamedAuthor(2, "Ben Byline", "PhD"),
        )

    def test_its_headings_stand_side_by_side(self, migraine: ParsedText) -> None:
        assert headings(migraine) == [
            (2, "Why sleep matters"),
            (2, "What you can do at home"),
            (2, "What is still unknown?"),
            (2, "About this text"),
        ]

    def test_its_numbered_list_keeps_its_numbers(self, migraine: ParsedText) -> None:
        items = [block for block in migraine.blocks if block.kind is Kind.LIST_ITEM]
        assert [item.ordinal for item in items] == [1, 2, 3]

    def test_its_references_keep_their_numbers_past_one_that_cannot_be_read(
        self, migraine: ParsedText
    ) -> None:
        assert [reference.number for reference in migraine.references] == [1, 2, 3, 5]
        assert [missing.number for missing in migraine.not_placed] == [24, 10, 18]
        assert "[4] has no reference" in migraine.not_placed[1].reason
        assert "[9] has no reference" in migraine.not_placed[2].reason

    def test_what_follows_the_references_is_body(self, migraine: ParsedText) -> None:
        assert migraine.blocks[-1].text == "It was written to try an importer."


class TestAHardWrappedText:
    @pytest.fixture
    def tremor(self, parsed: Parse) -> ParsedText:
        return parsed("tremor")

    def test_its_labels_are_read(self, tremor: ParsedText) -> None:
        assert tremor.title == "Electric currents for tremor"
        assert [passage.line for passage in tremor.summary] == [4]
        assert tremor.summary[0].text.endswith("two decades of invented research.")

    def test_its_condition_and_therapy_are_found(self, tremor: ParsedText) -> None:
        assert tremor.condition == NamedCondition("Essential tremor", "ET")
        assert tremor.therapies == (NamedTherapy(25, "Deep Brain Stimulation", "DBS"),)

    def test_each_of_its_lines_is_noted(self, tremor: ParsedText, text_file: Callable) -> None:
        lines = text_file("tremor").read_text().splitlines()
        numbers = [number for number, line in enumerate(lines, start=1) if line.strip()]
        assert sorted(note.number for note in tremor.notes) == numbers
        assert tremor.references[0].source_line == "\n".join(lines[-2:])


@pytest.mark.parametrize("subject", ["psoriasis", "migraine", "tremor"])
def test_line_ends_and_marks_of_windows_change_nothing(
    subject: str, parsed: Parse, text_file: Callable[[str], Path]
) -> None:
    text = text_file(subject).read_text()
    windows = ("\ufeff" + text.replace("\n", "\r\n")).encode()
    assert parse_text(decode_text(windows, name="")) == parsed(subject)


def test_a_heading_after_nothing_is_the_title_and_after_takeaways_a_heading() -> None:
    body = f"A First Heading\n{SENTENCE}\n"
    assert kinds(body) == [Kind.TITLE, Kind.SUMMARY]
    takeaways = "Key Takeaways\n- One is enough here.\n"
    assert kinds(takeaways + body)[2:] == [Kind.HEADING_2, Kind.PARAGRAPH]


def test_the_title_passes_over_headings_that_do_not_name_the_condition() -> None:
    text = f"{SENTENCE}\nWhat to Know First\n{SENTENCE}\nLight and Psoriasis\nIt is psoriasis.\n"
    parsed = parse_text(text + f"Psoriasis Again\n{SENTENCE}\n")
    assert (parsed.title, parsed.title_line) == ("Light and Psoriasis", 4)


def test_without_a_condition_the_first_heading_is_the_title() -> None:
    text = f"{SENTENCE}\nA First Heading\n{SENTENCE}\nA Second Heading[1]\n{SENTENCE}\n"
    assert parse_text(text).title == "A First Heading"


def test_a_title_of_a_heading_has_no_citation_marks() -> None:
    text = f"{SENTENCE}\nA Cited Heading[1]\n{SENTENCE}\n"
    assert parse_text(text).title == "A Cited Heading"


def test_a_paragraph_that_cites_begins_the_body() -> None:
    text = f"{SENTENCE}\n{SENTENCE}[1]\n{SENTENCE}\nReferences\n{REFERENCE}\n"
    assert kinds(text)[:3] == [Kind.SUMMARY, Kind.PARAGRAPH, Kind.PARAGRAPH]


def test_takeaways_without_a_list_are_a_heading() -> None:
    assert kinds(f"{SENTENCE}\nKey Takeaways\n{SENTENCE}\n")[1] is Kind.HEADING_2


def test_sources_without_a_reference_are_a_heading() -> None:
    assert kinds(f"{SENTENCE}\nSources\n{SENTENCE}\n{SENTENCE}\n")[1:] == [
        *(Kind.HEADING_2, Kind.PARAGRAPH, Kind.PARAGRAPH),
    ]


def test_references_without_marks_are_read_to_the_next_heading() -> None:
    text = f"{SENTENCE}\nReferences\n{REFERENCE}\n{REFERENCE}\nAbout Us\n{SENTENCE}\n"
    assert kinds(text)[2:] == [Kind.REFERENCE, Kind.REFERENCE, Kind.HEADING_2, Kind.PARAGRAPH]


def test_a_shortcode_among_the_references_is_body() -> None:
    text = f"{SENTENCE}\nReferences\n- {REFERENCE}\n[block id=1]\n- {REFERENCE}\n"
    assert kinds(text)[2:] == [Kind.REFERENCE, Kind.SHORTCODE, Kind.REFERENCE]


def test_numbers_that_repeat_give_way_to_positions() -> None:
    text = f"{SENTENCE}\nReferences\n1. {REFERENCE}\n1. {REFERENCE}\n"
    assert [reference.number for reference in parse_text(text).references] == [1, 2]


def test_numbers_of_their_own_are_kept() -> None:
    text = f"{SENTENCE}\nReferences\n7. {REFERENCE}\n3. {REFERENCE}\n"
    assert [reference.number for reference in parse_text(text).references] == [7, 3]


def test_a_numbered_heading_is_no_list() -> None:
    text = f"{SENTENCE}\n1. What Is Light?\n{SENTENCE}\n2. Does It Help?\n{SENTENCE}\n"
    assert headings(parse_text(text)) == [(2, "What Is Light?"), (2, "Does It Help?")]


def test_a_numbered_list_in_title_case_is_no_row_of_headings() -> None:
    assert kinds(f"{SENTENCE}\n1. Light Baths\n2. Lamp Care\n{SENTENCE}\n")[1:3] == [
        *(Kind.LIST_ITEM, Kind.LIST_ITEM),
    ]


def test_reviewers_at_the_end_are_read_and_sentences_about_review_are_not() -> None:
    sentence = "Reviewed by the agency in 2019, it was found to be of no great use."
    text = f"{SENTENCE}\nA Heading Here\n{sentence}\nMedically reviewed by: Dr. A | MD\n"
    assert kinds(text)[2:] == [Kind.PARAGRAPH, Kind.REVIEWER]


def test_a_shortcode_within_a_sentence_stays_and_is_noted() -> None:
    [note] = parse_text("Click [oxygen_button id=3] to go on with it.").notes
    assert "[oxygen_button id=3]" in note.remark
