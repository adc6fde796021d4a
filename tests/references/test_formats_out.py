"""What is exported is read back by our own readers to the same fields."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from references.formats.reading import Read, read_records
from references.formats_out import FORMATS
from references.items import UnfitItem, settled

FIELDS = "type title author container-title issued volume issue page DOI PMID".split()
HOSTILE = "Effect of <i>Zea</i> & 50% {x} on DNA_1: #2, ~3 ^ \\ $4 in H<sub>2</sub>O, mRNA “α”"


def written(suffix: str, *items: dict[str, Any]) -> str:
    return "".join(FORMATS[suffix].write(items))


def read_back(suffix: str, *items: dict[str, Any]) -> list[dict[str, Any]]:
    name = {"bib": "bibtex", "ris": "ris", "json": "csljson"}[suffix]
    outcomes = list(read_records(written(suffix, *items), format=name))
    assert all(isinstance(outcome, Read) for outcome in outcomes), outcomes
    return [outcome.item for outcome in outcomes if isinstance(outcome, Read)]


def article(**fields: Any) -> dict[str, Any]:
    return {
        "type": "article-journal",
        "title": HOSTILE,
        "author": [
            {"family": "Żółw-Dvořák", "given": "Zoë"},
            {"family": "Smith", "given": "Adam", "suffix": "Jr"},
            {"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van"},
            {"literal": "Sleep and Light Group"},
            {"literal": "others"},
        ],
        "container-title": "Journal of Sleep & Light",
        "issued": {"date-parts": [[2019, 5, 17]]},
        "volume": "7",
        "issue": "2",
        "page": "12-19",
        "DOI": "10.1002/(sici)1097-0142(19980915)83:6<1247::aid-cncr27>3.0.co;2-5",
        "PMID": "30644983",
        "PMCID": "PMC123456",
        "URL": "https://example.org/a_b?c=d&e=%7B1%7D#f",
        "ISSN": "1234-5679",
    } | fields


@pytest.mark.parametrize("suffix", FORMATS)
def test_signs_that_a_format_knows_otherwise_come_back_as_they_were(suffix):
    [back] = read_back(suffix, article())
    members = [*FIELDS, "PMCID", "URL", "ISSN"]
    assert {name: plain(back.get(name)) for name in members} == {
        name: plain(article().get(name)) for name in members
    }


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    "changes",
    [
        {"author": None, "issued": None, "title": "Nobody, never"},
        {"title": "علاج الصداع", "author": [{"family": "睡", "given": "眠"}]},
        {"title": "</textarea><script>alert(1)</script>\nTY  - JOUR\n@book{x,"},
        {"author": [{"family": f"Family{n}", "given": "A"} for n in range(500)]},
        {"issued": {"date-parts": [[2019, 5]]}},
        {"page": "e12"},
        {"title": "A { that is never closed, and } that was never opened"},
        {"type": "book", "ISBN": "9780306406157", "ISSN": None, "container-title": None},
    ],
)
def test_odd_records_come_back(suffix, changes):
    item = {name: value for name, value in article(**changes).items() if value is not None}
    before, back, after = read_back(suffix, article(), item, article())
    assert back["title"]
    for name in ("author", "issued", "page", "DOI"):
        assert plain(back.get(name)) == plain(item.get(name))
    assert before["DOI"] == after["DOI"] == article()["DOI"]


def test_a_key_of_bibtex_is_given_once():
    text = written("bib", article(), article(), article(author=None, title="睡眠"))
    keys = re.findall(r"^@article\{(.*),$", text, re.M)
    assert keys == ["zowdvorak2019", "zowdvorak2019-2", "reference2019"]


def test_nothing_is_an_empty_list():
    assert json.loads(written("json")) == []
    assert written("bib") == written("ris") == ""


# Over the shared material --------------------------------------------------------------------

ENOUGH = {"bib": 0.97, "ris": 0.98, "json": 1.0}


def items_of(folder: Path) -> Iterator[dict[str, Any]]:
    for pattern in ("crossref/*.gz", "pubmed_xml/**/*.xml"):
        for file in sorted((folder / "data").glob(pattern)):
            content = file.read_bytes()
            content = gzip.decompress(content) if file.suffix == ".gz" else content
            for outcome in read_records(content):
                if isinstance(outcome, Read):
                    try:
                        yield dict(settled(outcome.item))
                    except UnfitItem:
                        continue


def plain(value: Any) -> str:
    """Pandoc sets apostrophes and spaces initials, and tells particles from family names."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        names = [" ".join(str(name[part]) for part in sorted(name)) for name in value]
        words = [sorted(re.findall(r"\w+", name)) for name in names]
        return json.dumps(words)
    return json.dumps(value, sort_keys=True, ensure_ascii=False).replace("’", "'")


@pytest.mark.shared
@pytest.mark.parametrize("suffix", FORMATS)
def test_real_records_come_back(shared, suffix):
    items = list(items_of(shared))
    assert len(items) >= 99
    back = read_back(suffix, *items)
    assert len(back) == len(items)
    pairs = [
        (plain(item[name]), plain(other.get(name)))
        for item, other in zip(items, back, strict=True)
        for name in FIELDS
        if name in item
    ]
    assert sum(one == other for one, other in pairs) / len(pairs) >= ENOUGH[suffix]
