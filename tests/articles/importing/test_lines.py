from __future__ import annotations

import pytest

from articles.importing.lines import Line, cut

WRAPPED = """\
The first paragraph goes on over three lines of text, which is
more than one, and it would be wrong to make three of them, as
anybody can see.

- A list item that goes on over two lines as well, until it is
  done.
- Another.

The last paragraph has an end that is rather long, as it should
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\v"])
def test_lines_end_in_many_ways_and_are_counted(end: str) -> None:
    assert [(line.number, line.text) for line in cut(f"One.{end}{end}Two.{end}")] == [
        (1, "One."),
        (3, "Two."),
    ]


@pytest.mark.parametrize("mark", ["-", "–", "•", "*", "·"])
def test_bullets_are_taken_off(mark: str) -> None:
    [line] = cut(f"\u00a0 {mark}\tAn item.")
    assert (line.text, line.has_bullet, line.ordinal) == ("An item.", True, None)
    assert line.raw == f"\u00a0 {mark}\tAn item."


@pytest.mark.parametrize("mark", ["12.", "12)", "[12]"])
def test_numbers_are_taken_off(mark: str) -> None:
    [line] = cut(f"{mark} An item.")
    assert (line.text, line.has_bullet, line.ordinal) == ("An item.", False, 12)


@pytest.mark.parametrize("text", ["-5 degrees", "1.5 mg", "2024 was", "*bold*", "–", "[4]"])
def test_what_only_resembles_a_mark_stays(text: str) -> None:
    [line] = cut(text)
    assert line == Line(1, text, text)


def test_spaces_and_invisible_signs_are_made_plain() -> None:
    [line] = cut("\ufeffA\u00a0plain\u200b  \t line\u00ad.")
    assert line.text == "A plain line."


def test_hard_wrapped_paragraphs_are_put_together() -> None:
    lines = cut(WRAPPED + "\n" + WRAPPED)
    assert lines[0].text.startswith("The first paragraph goes on")
    assert lines[0].text.endswith("of them, as anybody can see.")
    assert lines[0].joined == (2, 3)
    assert lines[1].text.endswith("until it is done.")
    assert lines[2].text == "Another."
    assert lines[0].raw.count("\n") == 2


def test_lines_of_their_own_are_not_put_together() -> None:
    text = "A heading\nA sentence of its own that is long, and then longer still, on one line.\n"
    assert len(cut(text * 5)) == 10
