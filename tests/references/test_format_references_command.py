"""``manage.py format_references``: a line a record, and a clear word for each that has none."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

ONE = {"type": "book", "title": "Sleep", "author": [{"family": "Tester", "given": "Tina"}]}
TWO = {"type": "book", "title": "Migraine", "issued": {"date-parts": [[2020]]}}
LINES = ["Tester T. Sleep.", "Migraine. 2020."]


def run(content: bytes | str, folder: Path, **options: str) -> tuple[list[str], list[str]]:
    file = folder / "records.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("format_references", str(file), stdout=out, stderr=err, **options)
    except CommandError as error:
        err.write(f"{error}\n")
    return out.getvalue().splitlines(), err.getvalue().splitlines()


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([ONE, TWO]),
        json.dumps([ONE, TWO], indent=2),
        f"{json.dumps(ONE)}\n{json.dumps(TWO)}\n",
        b"\xef\xbb\xbf" + json.dumps([ONE, TWO]).encode(),
        json.dumps([ONE, TWO]).encode("utf-16"),
    ],
    ids=["a list", "an indented list", "an item a line", "with a BOM", "in UTF-16"],
)
def test_each_record_is_a_line_in_the_order_of_the_file(content, tmp_path):
    assert run(content, tmp_path) == (LINES, [])


def test_one_item_alone_is_a_line(tmp_path):
    assert run(json.dumps(ONE, indent=1), tmp_path) == (LINES[:1], [])


def test_an_empty_list_is_no_line(tmp_path):
    assert run("[]", tmp_path) == ([], [])


def test_the_style_is_named(tmp_path):
    assert run(json.dumps([ONE]), tmp_path, style="apa") == (["Tester, T. (n.d.). Sleep."], [])


def test_standard_input_is_read(monkeypatch, capsys):
    monkeypatch.setattr(
        sys, "stdin", SimpleNamespace(buffer=io.BytesIO(json.dumps([TWO]).encode()))
    )
    call_command("format_references", "-")
    assert capsys.readouterr().out == "Migraine. 2020.\n"


def test_markup_and_lines_within_a_title_become_plain_text_on_one_line(tmp_path):
    item = {"type": "book", "title": "H<sub>2</sub>O\n& <b>sleep</b>"}
    assert run(json.dumps([item]), tmp_path) == (["H2O & Sleep."], [])


def test_records_at_fault_are_named_with_their_line_and_the_others_printed(tmp_path):
    content = "[\n" + ",\n".join(map(json.dumps, [ONE, {"title": 7}, [], TWO])) + "\n]"
    printed, said = run(content, tmp_path)
    assert printed == LINES
    assert "Record 2 (line 3)" in said[0] and "“title” has to be text" in said[0]
    assert "Record 3 (line 4)" in said[1] and "one object" in said[1]
    assert said[2:] == ["2 of 4 records could not be formatted."]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "The file is empty"),
        ("  \n", "The file is empty"),
        ('[\n{"title": "x"},\n{"title": }]', "line 3, column 11"),
        ('[{"title": "x"}', "not closed"),
        ('[{"title": "x"} {"title": "y"}]', "a comma"),
        ('[{"title": "x"}] and more', "follows the end of the list"),
        ("@article{x, title={y}}", "This is no JSON, line 1, column 1"),
        ("[" * 200_000, "nested too deeply"),
        ("[" + "9" * 10_000 + "]", "line 1, column 2"),
        ('[{"title": "caf\xe9"}]'.encode("latin-1"), "Line 1 is not UTF-8"),
        (b"\xff\xfe[", "can't be read|not UTF"),
    ],
)
def test_a_file_that_is_no_csl_json_is_refused_with_the_place(content, word, tmp_path):
    printed, said = run(content, tmp_path)
    assert printed == []
    assert len(said) == 1 and any(part in said[0] for part in word.split("|")), said


def test_a_file_that_is_not_there_is_refused():
    with pytest.raises(CommandError, match="can't be read"):
        call_command("format_references", "/no/such/file.json")


def test_an_unknown_style_is_refused(tmp_path):
    _, said = run(json.dumps([ONE]), tmp_path, style="vancuver")
    assert "vancouver" in said[0]


def test_a_style_without_a_file_is_refused():
    with pytest.raises(CommandError, match="CITATION_STYLE"):
        call_command("format_references", style="apa")
