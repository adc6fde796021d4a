"""Reading Retraction Watch's file: what it says, and what of it can't be read."""

from __future__ import annotations

import csv
import datetime
import io
import json
import tracemalloc
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references.formats.outcome import CannotRead, Unread
from references.identifiers import normalise_doi
from references.integrity.retraction_watch import read_retraction_watch
from references.integrity.said import Said
from references.notices import Nature, Source
from tests.references.integrity.retraction_rows import LIVE, file_of, read, row

SAMPLE = "data/retraction/retraction_watch_sample.csv"


def test_a_row_of_the_live_file_is_read_whole():
    assert read(file_of(row())) == [
        Said(
            source=Source.RETRACTION_WATCH,
            nature=Nature.RETRACTION,
            doi="10.5555/test",
            pmid="9500320",
            noticed_on=datetime.date(2010, 2, 6),
            notice_doi="10.5555/notice",
            notice_pmid="20137807",
            reasons="Duplication of Text; Error in Data",
            url="https://doi.org/10.5555/notice",
        )
    ]


@pytest.mark.shared
def test_the_header_is_the_live_files(shared: Path):
    shapes = json.loads((shared / "data/retraction/shapes_excerpts.json").read_text())
    assert shapes["retraction_watch_raw_header"] == LIVE


@pytest.mark.shared
def test_every_nature_of_the_sample_is_read(shared: Path):
    with (shared / SAMPLE).open("rb") as file:
        read_all = list(read_retraction_watch(file))
    expected = json.loads((shared / "data/retraction/expected_natures_by_doi.json").read_text())
    found = defaultdict(list)
    for said in read_all:
        assert isinstance(said, Said)
        found[said.doi].append(said.nature.label)
    wanted = {
        doi: sorted(nature for nature in natures if nature != "Correction")
        for doi, natures in expected.items()
    }
    assert {doi: sorted(natures) for doi, natures in found.items()} == {
        doi: natures for doi, natures in wanted.items() if natures
    }
    assert len(read_all) == 979
    assert sum(said.doi == said.notice_doi for said in read_all) == 253
    assert all(said.noticed_on for said in read_all)


@pytest.mark.shared
def test_dois_of_the_sample_are_in_the_librarys_normal_form(shared: Path):
    with (shared / SAMPLE).open(encoding="utf-8", newline="") as text:
        written = [each["originalpaperdoi"] for each in csv.DictReader(text)]
    with (shared / SAMPLE).open("rb") as file:
        found = {said.doi for said in read_retraction_watch(file) if isinstance(said, Said)}
    assert found <= {normalise_doi(doi) for doi in written}


# Cells


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2/6/2010 0:00", (2010, 2, 6)),
        ("12/31/2019", (2019, 12, 31)),
        ("2010-02-06", (2010, 2, 6)),
        ("2010-02-06 00:00:00", (2010, 2, 6)),
        ("", None),
        ("2/30/2010", None),
        ("31/12/2010", None),
        ("2/6/10", None),
        ("2/6/9999", None),
        ("yesterday", None),
    ],
)
def test_dates_are_american_and_none_is_made_up(written, day):
    [said] = read(file_of(row(RetractionDate=written)))
    assert said.noticed_on == (day and datetime.date(*day))
    assert ("Its date reads" in said.reasons) is bool(written and not day)


@pytest.mark.parametrize(
    ("written", "nature"),
    [
        ("Retraction", Nature.RETRACTION),
        ("Expression of concern", Nature.EXPRESSION_OF_CONCERN),
        ("Expression of Concern", Nature.EXPRESSION_OF_CONCERN),
        ("Reinstatement", Nature.REINSTATEMENT),
        ("Partial retraction", Nature.PARTIAL_RETRACTION),
        ("removal", Nature.REMOVAL),
    ],
)
def test_natures_are_known_in_any_spelling(written, nature):
    [said] = read(file_of(row(RetractionNature=written)))
    assert said.nature == nature


def test_a_correction_counts_for_nothing():
    assert read(file_of(row(RetractionNature="Correction"))) == []


def test_an_unknown_nature_is_reported():
    [unread] = read(file_of(row(RetractionNature="Applause")))
    assert (unread.line, unread.reason) == (2, "“Applause” is no kind of notice that is known.")


def test_what_is_unavailable_is_absent():
    cells = {"RetractionDOI": "unavailable", "RetractionPubMedID": "0", "URLS": "None"}
    cells |= {"OriginalPaperDOI": "Unavailable"}
    [said] = read(file_of(row(**cells)))
    assert (said.doi, said.pmid, said.notice_doi, said.notice_pmid, said.url) == (
        *("", "9500320", "", "", ""),
    )


def test_a_row_without_either_identifier_names_no_publication_and_is_no_fault():
    [said] = read(file_of(row(OriginalPaperDOI="unavailable", OriginalPaperPubMedID="0")))
    assert (said.doi, said.pmid) == ("", "")


def test_an_identifier_that_is_none_is_reported_unless_the_other_is_there():
    rows = [row(OriginalPaperDOI="see text", OriginalPaperPubMedID="0")]
    rows += [row(OriginalPaperDOI="see text")]
    unread, said = read(file_of(*rows))
    assert (unread.line, unread.reason) == (2, "“see text” is no DOI, and it gives no PMID.")
    assert (said.doi, said.pmid) == ("", "9500320")


@pytest.mark.parametrize(
    "written", ["10.5555/TEST", "https://doi.org/10.5555/Test", "doi:10.5555/test."]
)
def test_a_doi_is_brought_into_normal_form(written):
    [said] = read(file_of(row(OriginalPaperDOI=written)))
    assert said.doi == "10.5555/test"


def test_without_a_notice_the_first_address_tells_where_to_read():
    cells = {"RetractionDOI": "", "RetractionPubMedID": ""}
    [said] = read(file_of(row(**cells, URLS="http://retractionwatch.com/1;http://example.org/")))
    assert said.url == "http://retractionwatch.com/1"
    [said] = read(file_of(row(**cells, URLS="javascript:alert(1)")))
    assert said.url == ""


def test_markup_in_reasons_is_text():
    [said] = read(file_of(row(Reason="+<script>alert(1)</script>Error <b>in</b> Data\x00;")))
    assert said.reasons == "Error in Data"


def test_the_columns_may_stand_in_any_order_and_between_semicolons():
    [said] = read(b"retractionnature;originalpaperdoi\nRetraction;10.5555/test\n")
    assert (said.nature, said.doi, said.noticed_on) == (Nature.RETRACTION, "10.5555/test", None)


# Lines


def test_a_row_may_stand_on_several_lines():
    rows = [row(Title='Sleep\n"again"\nin migraine'), row(RetractionNature="Applause")]
    said, unread = read(file_of(*rows))
    assert said.doi == "10.5555/test"
    assert unread.line == 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_usual_encoding_is_read(encoding):
    [said] = read(file_of(row(Reason="+Naïve “error”;"), encoding=encoding))
    assert said.reasons == "Naïve “error”"


def test_a_row_in_another_encoding_spoils_no_other():
    content = file_of(row(Reason="+Zoë;"))
    content += f"{row(Reason='+Zoë;')}\n".encode("latin-1") + f"{row(Reason='+Zoë;')}\n".encode()
    assert [said.reasons for said in read(content)] == ["Zoë"] * 3


def test_windows_line_ends_are_read():
    content = file_of(row(Reason="+Error;"), row()).replace(b"\n", b"\r\n")
    assert [said.doi for said in read(content)] == ["10.5555/test"] * 2


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("a,b,c", "It has 3 columns in place of 20."),
        (row() + ",more", "It has 22 columns in place of 20."),
        (row().replace("Retraction,", '"Retraction,'), "A quotation mark in it is never closed."),
        ("x" * 200_000, "A cell of it is longer than 131,072 characters."),
        ("a\rb", "It is no row of a CSV file: a line break stands where none may."),
        ("x" * 1_200_000, "It is longer than 1,000,000 characters."),
    ],
)
def test_a_broken_row_is_reported_with_its_line_and_the_rest_goes_on(broken, reason):
    before, unread, after, last = read(file_of(row(), broken, row(), row()))
    assert isinstance(unread, Unread)
    assert (unread.line, unread.reason) == (3, reason)
    assert before == after == last


def test_a_mark_that_is_never_closed_swallows_nothing_however_long_the_file():
    broken = row().replace("Retraction,", '"Retraction,')
    outcomes = read(file_of(broken, *[row()] * 700, broken, *[row()] * 3))
    lines = [each.line for each in outcomes if isinstance(each, Unread)]
    assert lines == [2, 703]
    assert len(outcomes) == 705


def test_two_marks_that_are_never_closed_are_two_broken_rows():
    broken = row().replace("Retraction,", '"Retraction,')
    outcomes = read(file_of(broken, row(), broken, row()))
    assert [isinstance(each, Unread) for each in outcomes] == [True, False, True, False]


def test_a_mark_inside_a_cell_opens_nothing():
    odd = row(Title="TITLE").replace("TITLE", 'A 5" tube')
    assert [said.doi for said in read(file_of(odd, row(), odd))] == ["10.5555/test"] * 3


def test_a_row_on_several_lines_that_lacks_columns_is_one_broken_row():
    unread, said = read(file_of('1,"two\nlines"', row()))
    assert (unread.line, unread.reason) == (2, "It has 2 columns in place of 20.")
    assert said.doi == "10.5555/test"


def test_a_row_that_breaks_off_spoils_no_other_row_on_several_lines():
    whole = row(Title='Sleep\n"again"\nin migraine')
    cut = whole.splitlines()[0]
    outcomes = read(file_of(whole, cut, whole, whole, cut, whole))
    assert [said.doi for said in outcomes if isinstance(said, Said)] == ["10.5555/test"] * 4
    assert [each.line for each in outcomes if isinstance(each, Unread)] == [5, 12]


# Refusals


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b" \n\n", "The file is empty."),
        (b"%PDF-1.7 ...", "The file is a PDF. Give the CSV file itself, unpacked."),
        (b"PK\x03\x04...", "is a compressed file"),
        (b"\x1f\x8b\x08...", "is a compressed file"),
        (b"\x00\x01\x02\x03" * 1000, "is no text"),
        (row().encode(), "The first line of the file names no columns “OriginalPaperDOI”"),
        (b"<!doctype html><html>", "names no columns"),
        (b"x" * 3_000_000, "names no columns"),
        (b'"' * 3_000_001, "names no columns"),
        (b"\n".join([b"DOI,Nature"] * 1000), "names no columns"),
        (b"\xff\xfeI\x00D\x00\n\x00", "names no columns"),
    ],
)
def test_what_is_no_such_file_is_refused_at_once(content, reason):
    with pytest.raises(CannotRead, match=reason.replace("(", r"\(")):
        read_retraction_watch(io.BytesIO(content))


@given(st.binary(max_size=2000))
def test_no_bytes_break_it(content):
    with suppress(CannotRead):
        list(read_retraction_watch(io.BytesIO(content)))


@given(st.lists(st.text(alphabet='ab",\n\r; \x00\ufeffé', max_size=60), max_size=20))
def test_no_rows_break_it_and_each_good_one_is_read_or_its_line_reported(rows):
    outcomes = read(file_of(*rows, row()))
    assert all(isinstance(each, Said | Unread) for each in outcomes)
    assert outcomes and (isinstance(outcomes[-1], Said) or '"' in "".join(rows))


def test_memory_does_not_grow_with_the_file():
    def peak(rows: int) -> int:
        class Endless(io.RawIOBase):
            """A file that is made while it is read."""

            left = rows + 1
            line = file_of()

            def readable(self) -> bool:
                return True

            def seekable(self) -> bool:
                return True

            def seek(self, place: int, whence: int = 0) -> int:
                self.left = rows + 1
                self.line = file_of()
                return 0

            def readinto(self, buffer) -> int:
                if self.left <= 0:
                    return 0
                given, self.line = self.line[: len(buffer)], self.line[len(buffer) :]
                buffer[: len(given)] = given
                if not self.line:
                    self.left -= 1
                    self.line = f"{row(Title=str(self.left))}\n".encode()
                return len(given)

        tracemalloc.start()
        read_rows = sum(1 for _ in read_retraction_watch(io.BufferedReader(Endless())))  # type: ignore[arg-type]
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert read_rows == rows
        return highest

    peak(100)
    assert peak(8000) < 2 * peak(1000)
