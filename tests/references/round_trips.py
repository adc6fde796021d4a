"""Made-up books, chapters, reports and web pages, and what is left of them after a round trip."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

from references.csl import ET_AL

PEOPLE = [
    [{"family": "Prober", "given": "P. Q."}],
    [{"family": "Tester", "given": "T."}, {"family": "van der Lamp", "given": "A. B."}],
    [{"family": "O’Light", "given": "K."}, {"family": "Öhm", "given": "Z. J."}],
    [{"family": f"Glower{letter}", "given": f"{letter}."} for letter in "ABCDEFGH"],
    [{"family": "Pyzer-Knapp", "given": "E. O."}, {"family": "de la Cruz", "given": "M."}],
    [{"family": "Wick", "given": "W.", "suffix": "Jr"}, {"family": "Flame", "given": "F. F."}],
    [],
]
BODIES = [
    [{"literal": name}]
    for name in (
        "World Lamp Organization",
        "National Institute of Light",
        "Royal College of Lamplighters",
        "Centers for Darkness Control and Prevention",
        "University of Lampton",
        "European Lamp Association",
        "Lamp Research UK",
        "NHS Lampton",
    )
]
TITLES = [
    "Lamps",
    "Light in the dark",
    "Light in the dark: a guide for nurses",
    "What is a lamp? Answers for patients",
    "Lamps, wicks and oil",
    "Vitamin D and 10,000 lamps (1990–2016)",
    "Dr. Glow’s handbook of burns",
    "Lampenkunde für Ärzte",
    "The “dark years” of medicine",
    "Lamps vs. candles in the ward",
    "Light-based care in COVID-19",
]
BOOKS = [
    "The book of lamps",
    "Glow’s textbook of medicine",
    "Light: theory and practice",
    "Handbook of clinical light, oil and wax",
    "Oxford companion to lamps",
]
PUBLISHERS = [
    ("Invented Press", "Boston, MA"),
    ("Lamp & Sons", "London"),
    ("W. B. Glow", "St. Louis (MO)"),
    ("Wick Publishing Co.", "New York"),
    ("Universitätsverlag Lampe", "Münster"),
    ("American Lamp Association", "Washington, DC"),
    ("Glow", "Cambridge (MA)"),
    ("Lampe, Wick & Glow Inc", "Treasure Island (FL)"),
]
EDITIONS = ["", "2", "3", "11", ""]
SITES = ["World Lamp Organization", "Lamp Clinic", "lamps.example.org", "Lampton Health Service"]
KINDS = ("book", "chapter", "report", "webpage")


def made_up(kind: str, count: int) -> list[dict[str, Any]]:
    """Make items of a type, their members in changing company."""
    return list(islice(globals()[f"_{kind}s"](), count))


def _books() -> Iterator[dict[str, Any]]:
    parts = zip(*map(cycle, (PEOPLE, TITLES, PUBLISHERS, EDITIONS)), strict=False)
    for place, (people, title, (publisher, town), edition) in enumerate(parts):
        item = {"type": "book", "title": title, "publisher": publisher, "publisher-place": town}
        role = "editor" if place % 4 == 3 else "author"
        item |= {role: people, "edition": edition, "issued": _day(1950 + place % 75)}
        if place % 5 == 2:
            item |= {"volume": str(place % 7 + 1)}
        yield _held(item)


def _chapters() -> Iterator[dict[str, Any]]:
    parts = zip(
        *map(cycle, (PEOPLE[:-1], TITLES, PUBLISHERS, EDITIONS, BOOKS, PEOPLE[2:])), strict=False
    )
    for place, (people, title, (publisher, town), edition, book, editors) in enumerate(parts):
        item = {"type": "chapter", "title": title, "publisher": publisher, "publisher-place": town}
        item |= {"container-title": book, "author": people, "editor": editors, "edition": edition}
        item |= {"page": f"{place + 1}-{2 * place + 90}", "issued": _day(1950 + place % 75)}
        if place % 6 == 1:
            item |= {"URL": "https://lamps.example.org/b", "accessed": _day(2021, 5, 4)}
        yield _held(item)


def _reports() -> Iterator[dict[str, Any]]:
    parts = zip(*map(cycle, (BODIES, TITLES, PUBLISHERS)), strict=False)
    for place, (body, title, (publisher, town)) in enumerate(parts):
        item = {"type": "report", "title": f"Report: {title}"}
        item |= {"author": body, "publisher": publisher, "publisher-place": town}
        item |= {"issued": _day(1990 + place % 30)}
        if place % 3 == 1:
            item |= {"URL": "https://lamps.example.org/r.pdf", "accessed": _day(2021, 5, 4)}
        yield item


def _webpages() -> Iterator[dict[str, Any]]:
    parts = zip(*map(cycle, (BODIES + PEOPLE, TITLES, [*SITES, ""])), strict=False)
    for place, (makers, title, site) in enumerate(parts):
        item = {"type": "webpage", "title": title, "author": makers, "container-title": site}
        item |= {"URL": f"https://lamps.example.org/{place}", "accessed": _day(2021, 5, 4)}
        if place % 3:
            item |= {"issued": _day(2000 + place % 20, 3, 9)}
        yield _held(item)


def _day(*parts: int) -> dict[str, Any]:
    return {"date-parts": [list(parts)]}


def _held(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if value}


def compared(item: dict[str, Any], *, listed: int, longest: int) -> dict[str, Any]:
    """Give what of an item a style prints, without the marks and the case that styles change."""
    texts = {
        name: _bare(item[name])
        for name in ("title", "container-title", "publisher", "volume", "edition", "page")
        if item.get(name)
    }
    names = {
        role: _names(item[role], listed, longest) for role in ("author", "editor") if role in item
    }
    held = {name: item[name] for name in ("type", "URL", "accessed") if name in item}
    year = {"year": item["issued"]["date-parts"][0][0]} if "issued" in item else {}
    return {**held, **year, **texts, **names}


def _bare(text: str) -> str:
    for mark in "‘’“”\"'":
        text = text.replace(mark, "")
    words = " ".join(text.replace("–", "-").casefold().split()).rstrip(".")
    return words[:-2] if words[:-2].isdecimal() else words  # the 2 of "2nd"


def _names(names: list[dict[str, str]], listed: int, longest: int) -> list[list[str]]:
    shown = names if len(names) <= longest or ET_AL in names else [*names[:listed], ET_AL]
    return [list(name.values()) for name in shown]
