from __future__ import annotations

from typing import Any

import pytest

from references.formats.dates import read_when


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2019", [[2019]]),
        ("2019/05/17/", [[2019, 5, 17]]),
        ("2014//", [[2014]]),
        ("1948/07//", [[1948, 7]]),
        ("2019-05-17T10:00:00Z", [[2019, 5, 17]]),
        ("2006 Mar 1", [[2006, 3, 1]]),
        ("2020 Jul-Aug", [[2020, 7], [2020, 8]]),
        ("1998 Dec-1999 Jan", [[1998, 12], [1999, 1]]),
        ("1998-1999", [[1998], [1999]]),
        ("17 May 2019", [[2019, 5, 17]]),
        ("May 17, 2019", [[2019, 5, 17]]),
        ("2020-13-45", [[2020]]),
        ("first in 1987, they say", [[1987]]),
    ],
)
def test_a_date_is_read_as_exactly_as_it_is_given(text: str, parts: list[list[int]]) -> None:
    assert read_when(text) == {"date-parts": parts}


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2021 Spring", {"date-parts": [[2021]], "season": 1}),
        ("Fall 2021", {"date-parts": [[2021]], "season": 3}),
        ("in press", {"literal": "in press"}),
        ("1987 or 1990", {"literal": "1987 or 1990"}),
    ],
)
def test_seasons_and_words_are_kept(text: str, date: dict[str, Any]) -> None:
    assert read_when(text) == date
