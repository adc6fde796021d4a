"""The functions of the gate as the rooms' SQL defines them, and ways to cripple them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings

ROOMS = "gate references therapies articles reviews publishing medcontent".split()
FUNCTION = re.compile(
    r"CREATE (?:OR REPLACE )?FUNCTION public\.(?P<name>\w+)\(.*?AS \$\$(?P<body>.*?)\$\$;",
    re.DOTALL,
)
RULE = re.compile(r"gate_refuse\(\s*'(\w+)'")
TURN = re.compile(r"PERFORM public\.gate_take_turn\(.*?;", re.DOTALL)
STAMP = re.compile(r"NEW\.(\w+) := [^;]*;")


@cache
def bodies() -> dict[str, str]:
    """The bodies of all functions, by name."""
    return {
        found["name"]: found["body"]
        for room in ROOMS
        for found in FUNCTION.finditer(
            (settings.BASE_DIR / room / "gate.sql").read_text(encoding="utf-8")
        )
    }


def rules_of(function: str) -> set[str]:
    """Name the rules by which a function refuses."""
    return set(RULE.findall(bodies()[function]))


@dataclass(frozen=True)
class Crippled:
    """A function without one of its statements or conditions."""

    function: str
    without: str
    body: str

    def __str__(self) -> str:
        return f"{self.function} without {' '.join(self.without.split())}"


def without_turns() -> Iterator[Crippled]:
    """Each function that takes an article's turn, taking none."""
    yield from _without_each(TURN)


def without_stamps() -> Iterator[Crippled]:
    """Each function that sets a column, leaving it as it came."""
    yield from _without_each(STAMP)


def _without_each(statement: re.Pattern[str]) -> Iterator[Crippled]:
    for function, body in bodies().items():
        for found in statement.finditer(body):
            rest = f"{body[: found.start()]}NULL;{body[found.end() :]}"
            yield Crippled(function, found[0], rest)


def without_conditions() -> Iterator[Crippled]:
    """Each function without one of the operands of its ANDs and ORs."""
    for function, body in bodies().items():
        for start, end in _operands(body):
            yield Crippled(function, body[start:end], body[:start] + body[end:])


JUNCTION = re.compile(r"(?<!\w)(AND|OR)\s")
END = re.compile(r"\s*(?<!\w)(AND|OR|THEN|INTO|ORDER|RETURNING|ON|WHERE)\s|;")


def _operands(body: str) -> Iterator[tuple[int, int]]:
    for found in JUNCTION.finditer(body):
        if _belongs_to_between(body[: found.start()]):
            continue
        yield found.start(), _end_of_operand(body, found.end())


def _belongs_to_between(before: str) -> bool:
    between, junction = before.rfind("BETWEEN"), max(before.rfind(" AND "), before.rfind(" OR "))
    return between > junction


def _end_of_operand(body: str, start: int) -> int:
    """Find where an operand ends: at the next junction or the bracket that closes around it."""
    depth, place, between = 0, start, False
    while place < len(body):
        letter = body[place]
        if depth == 0 and (found := END.match(body, place)):
            if not (between and found[1] == "AND"):
                return place
            between = False
            place = found.end() - 1
            continue
        between = between or (depth == 0 and body.startswith("BETWEEN", place))
        depth += {"(": 1, ")": -1}.get(letter, 0)
        depth += body.startswith("CASE ", place) - body.startswith(" END\n", place)
        if depth < 0:
            return place
        place += 1
    return place
