"""References as journals, PubMed and Google Scholar print the four styles; all are invented."""

from __future__ import annotations

from typing import Any

import pytest

from references.formats.line import SEVERAL, read_line
from references.formats.printed import as_usual
from references.formats.reading import Read, Unread, read_records

TITLE = "Light in the dark: an invented trial"
AMA = f"Tester AB, Prober C. {TITLE}."
DOI = "https://doi.org/10.5555/light"
APA = "Tester, A. B., & Prober, C. (2019)."
MLA = f"Tester, Anna B, and Carl Prober. “{TITLE}.”"

AS_PRINTED: dict[str, dict[str, str]] = {
    f"1: {AMA} J Sci. 2019 Apr;8(2):77-81. doi: 10.5555/light. Epub 2019 Mar 2. PMID: 3012345.": {
        "PMID": "3012345",
        "note": "Epub 2019 Mar 2",
    },
    f"4 {AMA} J Sci 2019; 8: 77–81.": {},
    f"5\u00a0{AMA} J\u00a0Sci\u00a02019;\u00a08(2):77\u201381. doi:\u00a010.5555/LIGHT": {},
    f"(6) {AMA} J Sci 2019;8:77-81 [PMID: 3012345 DOI: 10.5555/light]": {"PMID": "3012345"},
    f"7. {AMA} J Sci. 2019;8(2):77-81. [CrossRef] [PubMed] [Google Scholar]": {},
    f"8. {AMA} J Sci. 2019;8(2):77–81. doi: 10.5555/light. [DOI] [PMC free article] [PubMed]": {},
    f"9.{AMA} J Sci. 2019;8(2):77–81. View Article PubMed Google Scholar": {},
    f"10) {AMA} J Sci. (2019) 8:77–81. doi: 10.5555/light": {},
    f"11. Tester AB, Prober C (2019) {TITLE}. J Sci 8:77–81. https://doi.org/10.5555/light": {},
    f"{AMA} J Sci. 2019;8 Suppl 1:77-81.": {"issue": "Suppl 1"},
    f"{AMA} J Sci. 2019;8(Suppl 1):S77-S81.": {"issue": "Suppl 1", "page": "S77-S81"},
    f"{AMA} J Sci 2019; 8: 77–81. Available at: {DOI}. Accessed 3 May 2020.": {},
    f"Tester, A. B., Prober, C. (2019). {TITLE}. J. Sci. 8, 77–81. doi: 10.5555/light": {},
    f"Tester, A. B., and Prober, C. (2019). {TITLE}. J. Sci. 8:77. doi: 10.5555/light": {
        "page": "77"
    },
    f"Tester, A.B., Prober, C., 2019. {TITLE}. J. Sci. 8, 77–81.": {},
    f"Tester, A. B. & Prober, C. (2019) {TITLE}. J Sci, 8(2), 77–81. Available from: {DOI}": {},
    f"{APA} {TITLE}. J Sci, 8(2), 77–81. Retrieved May 3, 2020, from https://journal.example/8": {},
    f"{APA} {TITLE}. J Sci, 8(2), 77–81. Retrieved from https://journal.example/8": {},
    f"1. Tester, A. B. & Prober, C. {TITLE}. J. Sci. 8, 77–81 (2019).": {},
    f"1. Tester, A.B.; Prober, C. {TITLE}. J. Sci. 2019, 8, 77–81. [CrossRef]": {},
    f"{MLA} J Sci vol. 8,2 (2019): 77-81. doi:10.5555/light": {"issue": "2"},
    f"{MLA} J Sci vol. 8,2 77-81. 3 Apr. 2019, doi:10.5555/light": {"issue": "2"},
    f"{MLA} J Sci, vol. 8, no. 2, Apr. 2019, pp. 77–81. Lamp Online Library, doi:10.5555/light.": {
        "source": "Lamp Online Library"
    },
}


@pytest.mark.parametrize("line", AS_PRINTED)
def test_a_reference_is_read_as_journals_print_it(line: str) -> None:
    item: dict[str, Any] = dict(read_line(line))
    expected = {"title": TITLE, "volume": "8", "page": "77-81", "type": "article-journal"}
    assert {name: item.get(name) for name in expected | AS_PRINTED[line]} == (
        expected | AS_PRINTED[line]
    )
    assert [name.get("family") for name in item["author"]] == ["Tester", "Prober"]
    assert item["container-title"].replace(".", "") == "J Sci"
    assert item["issued"]["date-parts"][0][0] == 2019
    assert item.get("DOI", "10.5555/light") == "10.5555/light"
    assert "note" in AS_PRINTED[line] or "note" not in item


@pytest.mark.parametrize(
    ("rest", "title", "journal"),
    [
        ("Does light help? An invented trial. Sci ONE, 8(2), 1.", None, "Sci ONE"),
        ("One sentence. Another sentence. J. Invented Sci., 8, 1–9.", None, "J. Invented Sci"),
        ("Light. Sleep, 8(2), 1–9.", "Light", "Sleep"),
        ("Light. Sleep. Advance online publication. https://doi.org/10.5555/l", "Light", "Sleep"),
        (
            "Light in 2000 and 20 eyes. Year 2000, 8(2), 1–9.",
            "Light in 2000 and 20 eyes",
            "Year 2000",
        ),
    ],
)
def test_apa_titles_of_several_sentences_stay_whole(
    rest: str, title: str | None, journal: str
) -> None:
    item = read_line(f"{APA} {rest}")
    assert item["container-title"] == journal
    assert item["title"] == (title or rest.partition(f". {journal}")[0])
    assert item["type"] == "article-journal"


@pytest.mark.parametrize(
    "text",
    [
        f"{AMA} J Sci. 2019;8(2):77-81.",
        "Trial of light (2019) and dark. J Sci. 2019;8(2):77-81.",
        "Tester AB, Prober C. The PubMed of light [in Article]. J Sci. 2019;8(2):77-81.",
    ],
)
def test_what_is_usual_stays_as_it_is(text: str) -> None:
    assert as_usual(text) == text


LIST = [
    f"{AMA} J Sci. 2019;8(2):77-81.",
    "Invented Study Group. Light and sleep. Headache. 2020;9(1):1-9.",
    "A paper without any author. J Tests. 2021;10(3):11-19. [CrossRef]",
    "Muster A-B, van den Doe C, et al. Dark rooms. J Tests 2021; 18: 401–09.",
]


@pytest.mark.parametrize(
    "mark",
    ["{}. ", "{}.", "[{}] ", "[{}]", "({}) ", "{}) ", "{} ", "{}: ", "{}.\t", "{}.\n", "{}.\n\n"],
)
@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n"])
def test_each_reference_of_a_numbered_list_is_read(mark: str, between: str) -> None:
    text = between.join(mark.format(n) + line for n, line in enumerate(LIST, start=9))
    outcomes = list(read_records(text))
    assert all(isinstance(outcome, Read) for outcome in outcomes)
    assert len(outcomes) == len(LIST)


def test_a_line_may_break_before_a_volume_that_looks_like_a_number() -> None:
    text = "1. Tester A. Light. J Sci 2019;\n8: e401–09.\n2. Prober B. Dark. J Sci 2019;\n9: 77–81."
    volumes = [dict(read.item)["volume"] for read in read_records(text) if isinstance(read, Read)]
    assert volumes == ["8", "9"]


@pytest.mark.parametrize("line", [" ".join(LIST[:2]), f"{APA} Light. Sleep, 8(2), 1–9. " * 2])
def test_two_references_in_a_line_are_reported_and_not_read_as_one(line: str) -> None:
    [outcome] = read_records(line)
    assert isinstance(outcome, Unread)
    assert outcome.reason == SEVERAL
