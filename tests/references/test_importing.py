"""A bibliography becomes records: each publication once, and no entry lost silently."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from references.formats.reading import Read, Unread
from references.importing import BATCH, Entry, import_records
from references.models import Reference

RIS = """TY  - JOUR
TI  - Light in the dark
AU  - Tester, Tina
JO  - Journal of Tests
PY  - 2019
DO  - https://doi.org/10.5555/Light
ER  -

TY  - JOUR
TI  - LIGHT in the dark
PY  - 2019
DO  - 10.5555/light
ER  -

TY  - JOUR
AU  - Nobody, Nora
PY  - 2020
ER  -
"""


def read(number: int, **fields: object) -> Read:
    item = {
        "type": "article-journal",
        "title": f"Light {number}",
        "issued": {"date-parts": [[2019]]},
        "DOI": f"10.5555/light.{number}",
    } | fields
    kept = {name: value for name, value in item.items() if value is not None}
    return Read(kept, line=number, source=f"source {number}")  # type: ignore[arg-type]


def imported(*outcomes: Read | Unread, save: bool = True) -> list[Entry]:
    return list(import_records(outcomes, save=save))


def outcome(entry: Entry) -> str:
    return "new" if entry.is_new else "there" if entry.was_there else entry.reason


@pytest.mark.django_db
def test_new_known_and_unread_entries_are_told_apart_in_order() -> None:
    [known] = imported(read(1))
    entries = imported(read(1), read(2), Unread(3, "It is broken.", "@{"), read(4, title=None))
    assert [outcome(entry) for entry in entries] == [
        "there",
        "new",
        "It is broken.",
        "It has no title.",
    ]
    assert [entry.line for entry in entries] == [1, 2, 3, 4]
    assert entries[0].reference == known.reference
    assert entries[1].reference and entries[1].reference.source_line == "source 2"
    assert Reference.objects.count() == 2


@pytest.mark.django_db
def test_looking_saves_nothing() -> None:
    assert [outcome(entry) for entry in imported(read(1), read(1), save=False)] == ["new", "there"]
    assert not Reference.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("save", [True, False])
@pytest.mark.parametrize(
    "again",
    [
        {"title": "Another title"},
        {"title": "LIGHT 1.", "DOI": None},
        {"title": "<i>Light</i> 1", "DOI": None, "PMID": "77"},
    ],
)
def test_a_publication_that_is_listed_twice_is_recorded_once(save, again) -> None:
    entries = imported(read(1), read(2, **({"DOI": "10.5555/LIGHT.1"} | again)), save=save)
    assert [outcome(entry) for entry in entries] == ["new", "there"]
    assert entries[1].remark == "The same publication as in line 1."
    assert Reference.objects.count() == save


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        {"author": [{"family": "Other", "given": "O"}]},
        {"volume": "8"},
        {"page": "100-2"},
        {"PMID": "78"},
    ],
)
def test_many_publications_of_a_year_are_called_editorial(other) -> None:
    editorial = {
        "title": "Editorial",
        "DOI": None,
        "author": [{"family": "Tester", "given": "T"}],
        "volume": "7",
        "page": "1-3",
        "PMID": "77" if "PMID" in other else None,
    }
    entries = imported(read(1, **editorial), read(2, **editorial | other))
    assert [outcome(entry) for entry in entries] == ["new", "new"]
    assert imported(read(3, **editorial | other))[0].reference == entries[1].reference


@pytest.mark.django_db
def test_what_is_no_identifier_neither_stops_an_entry_nor_is_lost() -> None:
    twice = imported(read(1, DOI="n/a", PMID=None), read(2, DOI="n/a", ISBN="not one"))
    assert [outcome(entry) for entry in twice] == ["new", "new"]
    record = Reference.objects.get(title="Light 1")
    assert (record.doi, record.csl["custom"]["unread"]) == (None, {"DOI": "n/a"})
    assert record.needs_checking


@pytest.mark.django_db
@pytest.mark.parametrize(
    "hostile",
    [
        {"title": "a\x00b\ud800"},
        {"issued": {"date-parts": [[99999999999]]}},
        {"issued": {"date-parts": [["2019a"]]}},
        {"author": "nobody"},
        {"author": [{"family": "A" * 5000, "given": "B"}] * 500},
        {"DOI": "10.5555/" + "x" * 5000},
        {"title": "word " * 20_000},
        {"title": "علاج الصداع 睡眠"},
        {"custom": {"unread": "x"}},
        {"abstract": "x" * 2_000_000},
    ],
)
def test_nothing_that_a_file_holds_breaks_an_import(hostile) -> None:
    entries = imported(read(1, **hostile), read(2))
    assert outcome(entries[1]) == "new"
    assert outcome(entries[0]) == "new" or entries[0].reason


@pytest.mark.django_db
def test_the_number_of_queries_follows_the_batches(django_assert_max_num_queries) -> None:
    some = [read(number, PMID=str(1000 + number)) for number in range(BATCH)]
    with django_assert_max_num_queries(8):
        assert sum(entry.is_new for entry in imported(*some)) == BATCH


def run(*arguments: str, **options: object) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_references", *arguments, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def bibliography(tmp_path: Path) -> str:
    file = tmp_path / "light.ris"
    file.write_text(RIS)
    return str(file)


@pytest.mark.django_db
def test_the_command_saves_and_reports(bibliography) -> None:
    _, said = run(bibliography)
    assert Reference.objects.get().doi == "10.5555/light"
    assert "Saved: 1 new, 1 there already, 1 that could not be read." in said
    assert "Line 9: The same publication as in line 1." in said
    assert "Line 15: It has no title." in said


@pytest.mark.django_db
def test_a_dry_run_saves_nothing(bibliography) -> None:
    assert (
        "Nothing was saved (--dry-run): 1 new, 1 there already" in run(bibliography, "--dry-run")[1]
    )
    assert not Reference.objects.exists()


def test_a_dry_run_in_json_prints_the_records_one_a_line_without_a_database(bibliography) -> None:
    printed, said = run(bibliography, "--dry-run", "--json")
    items = [json.loads(line) for line in printed.splitlines()]
    assert [item.get("title") for item in items] == ["Light in the dark", "LIGHT in the dark", None]
    assert items[0]["DOI"] == "10.5555/light"
    assert "Line 15: it can't be saved. It has no title." in said


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "can't be read"), (b"", "empty"), (b"%PDF-1.7", "PDF")],
)
def test_a_file_that_holds_no_bibliography_is_refused_with_the_reason(tmp_path, content, why):
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=why):
        run(str(file))
