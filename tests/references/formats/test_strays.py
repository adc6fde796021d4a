"""What stands between the records of a format: no record of another is lost without a word."""

from __future__ import annotations

import pytest

from references.formats.reading import CannotRead, Read, Unread, read_records
from references.formats.strays import STRAY

RIS = "TY  - JOUR\nTI  - In RIS\nER  - \n"
BIBTEX = "@book{a,\n title={In BibTeX}}\n"
NBIB = "PMID- 1\nOWN - NLM\nTI  - In nbib.\n"
LINE = "1. Tester A, Prober B. In words. J Sci. 2019;1:2-3.\n"
TITLES = {RIS: "In RIS", BIBTEX: "In BibTeX", LINE: "In words", NBIB: "In nbib"}


def read(text: str) -> list[tuple[int, str]]:
    return [
        (each.line, each.item.get("title", "") if isinstance(each, Read) else each.reason)
        for each in read_records(text)
    ]


@pytest.mark.parametrize(
    "parts",
    [
        (RIS, BIBTEX, LINE),
        (BIBTEX, RIS, LINE),
        (LINE, BIBTEX, RIS),
        (LINE, RIS, BIBTEX),
        (BIBTEX, LINE, BIBTEX),
        (BIBTEX, NBIB),
    ],
)
def test_a_paste_of_several_formats_is_read_each_with_its_line(parts: tuple[str, ...]) -> None:
    text = "\n".join(parts)
    lines = [text[: text.index(part)].count("\n") + 1 for part in parts]
    assert [title for _, title in read(text)] == [TITLES[part] for part in parts]
    if len(set(parts)) == len(parts):
        assert [line for line, _ in read(text)] == lines


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (BIBTEX + "book{b,\n title={Lost its sign}}\n" + BIBTEX, 3),
        (RIS + "\nTester A. Light (2019). Read me if you can\n\n" + RIS, 5),
        (BIBTEX + "\n\nA. B. Tester: lamps, 2019; 12 pages\n", 5),
    ],
)
def test_what_looks_like_a_record_and_is_none_is_reported(text: str, line: int) -> None:
    assert [found for found in read(text) if found[1] not in TITLES.values()] == [(line, STRAY)]


@pytest.mark.parametrize(
    "text",
    [
        "Provider: Invented Press\nContent: text/plain; charset=utf-8\n\n" + RIS,
        "Lamps of the house, by Tester\n\n" + BIBTEX,
        "% 1. Tester A. Out. J Sci. 2019;1:2.\n" + BIBTEX,
    ],
)
def test_other_words_between_records_are_nobody_s_reference(text: str) -> None:
    assert len(read(text)) == 1


def test_a_second_list_of_json_is_read_and_what_follows_is_reported() -> None:
    lists = '[{"type": "book", "title": "One"}]\n[{"type": "book", "title": "Two"}]'
    assert read(lists) == [(1, "One"), (2, "Two")]
    one, broken = read_records(lists.partition("\n")[0] + "\nTY  - JOUR")
    assert isinstance(one, Read) and isinstance(broken, Unread)
    assert broken.line == 2


@pytest.mark.parametrize("text", ["[]", "\x00\x01", "ER  - \n", "@comment{x}"])
def test_a_text_of_which_nothing_comes_is_refused_and_not_passed_over(text: str) -> None:
    with pytest.raises(CannotRead, match=r"x\.ris holds no references"):
        list(read_records(text, name="x.ris"))
