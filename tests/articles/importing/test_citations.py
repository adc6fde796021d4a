from __future__ import annotations

import pytest

from articles.importing.citations import cited_numbers, expand, split_at_marks, without_marks


@pytest.mark.parametrize(
    ("mark", "numbers"),
    [
        ("4", [4]),
        ("1–3", [1, 2, 3]),
        ("1-3", [1, 2, 3]),
        ("1, 3–5", [1, 3, 4, 5]),
        ("1;2", [1, 2]),
        ("2,2", [2]),
        ("5–3", []),
        ("1–900", []),
    ],
)
def test_marks_are_expanded(mark: str, numbers: list[int]) -> None:
    assert expand(mark) == numbers


def test_text_is_split_at_marks_of_known_numbers() -> None:
    text = "One.[1] Two [2–4] and [2024] or [a].[7][5-3]"
    assert list(split_at_marks(text, {1, 2, 3})) == [
        *("One.", 1, " Two ", 2, 3, "[4]", " and [2024] or [a]."),
        *("[7]", "", "[5-3]", ""),
    ]


def test_numbers_are_listed_in_text_order() -> None:
    assert cited_numbers("[3] and [1–2], then [3]") == [3, 1, 2, 3]


def test_marks_are_taken_out() -> None:
    assert without_marks("A title [1] with marks[2,3]") == "A title with marks"
