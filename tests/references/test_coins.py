"""Context objects in pages: what reference managers and link resolvers read of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest

from references.formats_out.coins import context_object

ARTICLE: dict[str, Any] = {
    "type": "article-journal",
    "title": "Sleep <i>in vivo</i> & light: 5+5 = 10%?",
    "author": [
        {"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van"},
        {"literal": "Sleep & Light Group"},
        {"family": "睡", "given": "眠"},
        {"literal": "others"},
    ],
    "container-title": "Journal of Sleep",
    "container-title-short": "J Sleep",
    "issued": {"date-parts": [[2019, 5, 7]]},
    "volume": "7",
    "issue": "2",
    "page": "12-19",
    "DOI": "10.1002/(sici)1097-0142(19980915)83:6<1247::aid>3.0.co;2-5",
    "PMID": "30644983",
    "ISSN": "1234-5679",
    "URL": "https://example.org/",
    "abstract": "Somebody else's words.",
}


def said_of(**changes: Any) -> dict[str, list[str]]:
    return parse_qs(context_object(ARTICLE | changes), strict_parsing=True)


def test_an_article_is_described_as_the_standard_names_its_parts():
    assert said_of() == {
        "ctx_ver": ["Z39.88-2004"],
        "rft_val_fmt": ["info:ofi/fmt:kev:mtx:journal"],
        "rft.genre": ["article"],
        "rft_id": [f"info:doi/{ARTICLE['DOI']}", "info:pmid/30644983"],
        "rft.atitle": ["Sleep in vivo & light: 5+5 = 10%?"],
        "rft.jtitle": ["Journal of Sleep"],
        "rft.stitle": ["J Sleep"],
        "rft.aucorp": ["Sleep & Light Group"],
        "rft.aulast": ["van Gogh"],
        "rft.aufirst": ["Vincent"],
        "rft.au": ["van Gogh, Vincent", "睡, 眠"],
        "rft.date": ["2019-05-07"],
        "rft.volume": ["7"],
        "rft.pages": ["12-19"],
        "rft.spage": ["12"],
        "rft.epage": ["19"],
        "rft.issn": ["1234-5679"],
        "rft.issue": ["2"],
    }


def test_signs_are_written_so_that_no_reader_takes_them_for_another():
    written = context_object(ARTICLE)
    assert not set(written) & set("+ <>'\"?:/")
    assert "Sleep%20in%20vivo%20%26%20light%3A%205%2B5%20%3D%2010%25%3F" in written


@pytest.mark.parametrize(
    ("kind", "form", "genre", "holds"),
    [
        ("book", "book", "book", {"btitle": "A title"}),
        ("chapter", "book", "bookitem", {"atitle": "A title", "btitle": "The whole"}),
        ("paper-conference", "book", "proceeding", {"atitle": "A title", "btitle": "The whole"}),
        ("report", "book", "report", {"btitle": "A title", "pub": "WHO", "place": "Geneva"}),
        ("thesis", "dissertation", None, {"title": "A title", "inst": "WHO"}),
        ("webpage", "book", "document", {"title": "A title"}),
        ("article", "journal", "preprint", {"atitle": "A title"}),
        ("of-no-known-kind", "book", "document", {"title": "A title"}),
    ],
)
def test_each_kind_has_its_format(kind, form, genre, holds):
    item = {
        "type": kind,
        "title": "A title",
        "container-title": "The whole",
        "publisher": "WHO",
        "publisher-place": "Geneva",
    }
    said = parse_qs(context_object(item), strict_parsing=True)
    assert said["rft_val_fmt"] == [f"info:ofi/fmt:kev:mtx:{form}"]
    assert said.get("rft.genre") == (genre and [genre])
    assert {key: said[f"rft.{key}"] for key in holds} == {k: [v] for k, v in holds.items()}


def test_an_address_stands_for_what_no_registry_knows():
    said = said_of(DOI=None, PMID=None, URL="https://example.org/a?b=c&d=e")
    assert said["rft_id"] == ["https://example.org/a?b=c&d=e"]


@pytest.mark.parametrize(
    ("pages", "first"), [("e12", None), ("12–19", "12"), ("12-19, 25-7", None), (None, None)]
)
def test_a_first_page_is_told_where_there_is_one_range(pages, first):
    assert said_of(page=pages).get("rft.spage") == (first and [first])


@pytest.mark.parametrize(
    "changes",
    [
        {"author": None, "issued": None, "page": None, "container-title": None},
        {"issued": {"literal": "in press"}},
        {"issued": {"date-parts": []}},
        {"issued": {"date-parts": [["2020-", "--5"]]}},
        {"author": [{"given": "Only"}]},
        {"author": [{"family": f"F{n}", "given": "G"} for n in range(500)]},
    ],
)
def test_what_is_not_known_is_left_out(changes):
    said = said_of(**changes)
    assert said["rft.atitle"] and all(all(values) for values in said.values())
