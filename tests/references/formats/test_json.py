"""CSL-JSON and Crossref's works."""

from __future__ import annotations

import json
from typing import Any

import pytest

from references.formats.crossref import read_work
from references.formats.reading import Read, Unread, read_records

ITEM = {
    "id": "1",
    "type": "article-journal",
    "title": "Light &amp; <em>dark</em><script>x</script>",
    "author": [{"family": "Tester", "given": "Tina", "id": 5}, "Roe", {"literal": ""}, 7],
    "issued": {"date-parts": [["2019", 3, "x"]]},
    "volume": 8,
    "DOI": "https://doi.org/10.5555/LIGHT.1",
    "PMID": "PMID: 30644983",
    "shortTitle": "Light",
    "mine": {"kept": True},
    "custom": {"more": 1},
}
WORK = {
    "type": "journal-article",
    "title": ["Light in the dark"],
    "subtitle": ["An invented trial"],
    "container-title": ["Journal of Invented Science"],
    "short-container-title": ["J Inv Sci"],
    "author": [
        {"family": "Tester", "given": "Tina", "suffix": "Jr.", "ORCID": "https://orcid.org/0"},
        {"name": "Invented Study Group", "sequence": "additional"},
    ],
    "published-print": {"date-parts": [[2019, 7]]},
    "published-online": {"date-parts": [[2018, 12, 4]]},
    "issued": {"date-parts": [[2018, 12, 4]]},
    "volume": "8",
    "journal-issue": {"issue": "2"},
    "issue": "2",
    "article-number": "e77",
    "DOI": "10.5555/LIGHT.1",
    "ISSN": ["1234-567X"],
    "abstract": "<jats:p>Words <jats:italic>of</jats:italic> it.</jats:p>",
    "updated-by": [{"DOI": "10.5555/notice", "type": "retraction", "label": "Retraction"}],
    "clinical-trial-number": [{"clinical-trial-number": "nct01234567", "registry": "10.18810/x"}],
    "reference": [{"key": "1", "DOI": "10.5555/another"}],
    "is-referenced-by-count": 3,
}


def items(text: str) -> list[dict[str, Any]]:
    return [dict(read.item) for read in read_records(text) if isinstance(read, Read)]


def test_a_csl_item_is_brought_into_shape_and_nothing_is_lost() -> None:
    [item] = items(json.dumps([ITEM]))
    assert item == {
        "type": "article-journal",
        "title": "Light & <i>dark</i>",
        "title-short": "Light",
        "author": [{"family": "Tester", "given": "Tina"}, {"literal": "Roe"}],
        "issued": {"date-parts": [[2019, 3]]},
        "volume": "8",
        "DOI": "10.5555/light.1",
        "PMID": "30644983",
        "custom": {"more": 1, "csl": {"mine": {"kept": True}}},
    }


@pytest.mark.parametrize(
    "wrap",
    [
        json.dumps,
        lambda items: json.dumps({"items": items}),
        lambda items: "\n".join(map(json.dumps, items)),
        lambda items: json.dumps(items, indent=2),
    ],
)
def test_items_come_in_lists_in_lines_or_wrapped(wrap: Any) -> None:
    assert len(items(wrap([ITEM, ITEM, ITEM]))) == 3


def test_a_broken_item_is_reported_and_the_rest_goes_on() -> None:
    good = json.dumps(ITEM)
    one, two, three = read_records(f'[{good},\n{{"title": "Two", oops}},\n{good}]')
    assert isinstance(one, Read) and isinstance(three, Read)
    assert isinstance(two, Unread)
    assert two.line == 2
    assert "JSON is broken in line 2" in two.reason


@pytest.mark.parametrize(
    "value", ['{"title": NaN}', "[" * 100_000, '{"title": "a", "n": 1e999}', "[7]"]
)
def test_json_of_no_use_is_reported_or_read(value: str) -> None:
    for outcome in read_records(f"[{value}]", format="csljson"):
        assert isinstance(outcome, Unread) or json.dumps(outcome.item, allow_nan=False)


def test_a_work_of_crossref_is_mapped_and_the_rest_is_kept() -> None:
    item: dict[str, Any] = dict(read_work(WORK))
    custom = item.pop("custom")
    assert item == {
        "type": "article-journal",
        "title": "Light in the dark: An invented trial",
        "author": [
            {"family": "Tester", "given": "Tina", "suffix": "Jr."},
            {"literal": "Invented Study Group"},
        ],
        "container-title": "Journal of Invented Science",
        "container-title-short": "J Inv Sci",
        "issued": {"date-parts": [[2019, 7]]},
        "available-date": {"date-parts": [[2018, 12, 4]]},
        "volume": "8",
        "issue": "2",
        "page": "e77",
        "DOI": "10.5555/light.1",
        "ISSN": "1234-567X",
        "abstract": "Words of it.",
    }
    assert custom["updated-by"] == WORK["updated-by"]
    assert custom["trials"] == ["NCT01234567"]
    assert custom["crossref"]["reference"] == WORK["reference"]
    assert custom["crossref"]["persons"][0]["ORCID"] == "https://orcid.org/0"


@pytest.mark.parametrize(
    ("work", "fields"),
    [
        (
            {"type": "posted-content", "institution": [{"name": "bioRxiv"}], "subtype": "preprint"},
            {"type": "article", "container-title": "bioRxiv", "genre": "preprint"},
        ),
        ({"type": "dissertation", "institution": [{"name": "U"}]}, {"publisher": "U"}),
        (
            {"type": "book-chapter", "container-title": ["Series", "Book"]},
            {"container-title": "Book", "collection-title": "Series"},
        ),
        ({"type": "no such type", "title": [None, 7], "author": "x"}, {"type": "document"}),
    ],
)
def test_works_of_other_types_are_mapped(work: dict[str, Any], fields: dict[str, str]) -> None:
    item: dict[str, Any] = dict(read_work(work))
    assert {name: item.get(name) for name in fields} == fields


def test_responses_and_lists_of_crossref_are_unwrapped() -> None:
    one = json.dumps({"status": "ok", "message-type": "work", "message": WORK})
    many = json.dumps({"message-type": "work-list", "message": {"items": [WORK, WORK]}})
    assert (len(items(one)), len(items(many))) == (1, 2)


def test_a_number_of_thousands_of_digits_is_refused_in_plain_words() -> None:
    [outcome] = read_records('[{"type": "book", "title": "B", "volume": ' + "9" * 5000 + "}]")
    assert isinstance(outcome, Unread)
    assert outcome.reason == "It holds a number of thousands of digits."
