"""RIS, MEDLINE text and RefWorks."""

from __future__ import annotations

from typing import Any

import pytest

from references.csl import ET_AL
from references.formats.reading import Read, Unread, read_records


def items(text: str, **options: str) -> list[dict[str, Any]]:
    return [dict(read.item) for read in read_records(text, **options) if isinstance(read, Read)]


def test_a_ris_record_is_mapped_and_the_rest_is_kept() -> None:
    text = (
        "TY  - JOUR\nA1  - Tester, Tina, Jr.\nAU  - Invented Study Group\nAU  - et al.\n"
        "T1  - Light in the dark:\nan invented trial\nJF  - Journal of Invented Science\n"
        "JA  - J Invent Sci\nPY  - 2019\nDA  - 2019/03/04/\nVL  - 8\nIS  - 2\nSP  - 1077\n"
        "EP  - 81\nDO  - https://doi.org/10.5555/LIGHT.1\nUR  - https://example.org/1\n"
        "UR  - https://example.org/2\nAN  - 30644983\nDB  - PubMed\nKW  - one\ntwo\n"
        "N2  - Words\nof an abstract.\nU1  - mine\nXY  - unknown\nSN  - 1234-567X\nER  - \n"
    )
    [item] = items(text)
    assert item == {
        "type": "article-journal",
        "title": "Light in the dark: an invented trial",
        "author": [
            {"family": "Tester", "given": "Tina", "suffix": "Jr."},
            {"literal": "Invented Study Group"},
            ET_AL,
        ],
        "container-title": "Journal of Invented Science",
        "container-title-short": "J Invent Sci",
        "issued": {"date-parts": [[2019, 3, 4]]},
        "volume": "8",
        "issue": "2",
        "page": "1077-1081",
        "DOI": "10.5555/light.1",
        "PMID": "30644983",
        "ISSN": "1234-567X",
        "URL": "https://example.org/1",
        "abstract": "Words of an abstract.",
        "keyword": "one, two",
        "source": "PubMed",
        "custom": {
            "keywords": ["one", "two"],
            "ris": {"UR": ["https://example.org/2"], "U1": ["mine"], "XY": ["unknown"]},
        },
    }


def test_ris_records_are_told_apart_without_their_ends() -> None:
    text = "1.\nTY  - JOUR\nTI  - One\n\nTY  - BOOK\nTI  - Two\nSP  - 300\nER  -\nRecord 3\n"
    one, two = read_records(text)
    assert (one.line, two.line) == (2, 5)
    assert isinstance(two, Read)
    assert two.item == {"type": "book", "title": "Two", "number-of-pages": "300"}
    assert two.source == "TY  - BOOK\nTI  - Two\nSP  - 300\nER  -"


def test_a_ris_record_without_its_type_is_reported_and_the_rest_goes_on() -> None:
    text = "TY  - JOUR\nTI  - One\nER  - \nTI  - Two\nER  - \nTY  - JOUR\nTI  - Three\nER  -\n"
    one, two, three = read_records(text)
    assert isinstance(two, Unread)
    assert (two.line, two.reason) == (4, "It does not start with its type (TY).")
    assert isinstance(one, Read) and isinstance(three, Read)


@pytest.mark.parametrize(
    ("tags", "fields"),
    [
        (
            "TY  - CHAP\nT2  - A Book\nA2  - Roe, R\n",
            {"type": "chapter", "container-title": "A Book"},
        ),
        ("TY  - BOOK\nT2  - A Series\n", {"type": "book", "collection-title": "A Series"}),
        ("TY  - CONF\nT2  - A Meeting\n", {"container-title": "A Meeting"}),
        ("TY  - RPRT\nM1  - 7\nPB  - WHO\n", {"type": "report", "number": "7", "publisher": "WHO"}),
        ("TY  - Journ\nJO  - J Sci\n", {"type": "article-journal", "container-title": "J Sci"}),
        ("TY  - GEN\n", {"type": "document"}),
        ("TY  - GEN\nJO  - J Sci\n", {"type": "article-journal"}),
        ("TY  - JOUR\nC7  - e123\n", {"page": "e123"}),
        ("TY  - JOUR\nY2  - 2018/7/21/\n", {"accessed": {"date-parts": [[2018, 7, 21]]}}),
        ("TY  - JOUR\nM3  - doi: 10.5555/x.1\n", {"DOI": "10.5555/x.1"}),
    ],
)
def test_tags_mean_what_the_type_makes_of_them(tags: str, fields: dict[str, Any]) -> None:
    [item] = items(f"{tags}TI  - Light\nER  - \n")
    assert {name: item.get(name) for name in fields} == fields


def test_a_medline_record_is_mapped_and_the_rest_is_kept() -> None:
    text = (
        "PMID- 30644983\nOWN - NLM\nDP  - 2019 Jul-Aug\nDEP - 20190304\n"
        "TI  - Light in the dark: an\n      invented trial.\nPG  - 1077-81\nVI  - 8\nIP  - 2\n"
        "LID - 10.5555/LIGHT.1 [doi]\nAID - S01 [pii]\nAID - 10.5555/light.1 [doi]\n"
        "FAU - Tester, Tina A Jr\nAU  - Tester TA Jr\nAD  - Invented University\nFAU - Roe, R\n"
        "AU  - Roe R\nCN  - Invented Study Group\nAB  - One.\nOAB - Zwei.\n"
        "PT  - Randomized Controlled Trial\nPT  - Journal Article\nTA  - J Invent Sci\n"
        "JT  - Journal of invented science\nSI  - ClinicalTrials.gov/NCT01234567\n"
        "RIN - J Invent Sci. 2020;9:1. PMID: 31999999\nECI - J Invent Sci. 2020;9:2.\n"
        "PMC - PMC1234567\nMH  - *Light\nOT  - dark\nLA  - eng\n"
    )
    [item] = items(text)
    custom = item.pop("custom")
    assert item == {
        "type": "article-journal",
        "title": "Light in the dark: an invented trial",
        "author": [
            {"family": "Tester", "given": "Tina A", "suffix": "Jr"},
            {"family": "Roe", "given": "R"},
            {"literal": "Invented Study Group"},
        ],
        "container-title": "Journal of invented science",
        "container-title-short": "J Invent Sci",
        "issued": {"date-parts": [[2019, 7], [2019, 8]]},
        "available-date": {"date-parts": [[2019, 3, 4]]},
        "volume": "8",
        "issue": "2",
        "page": "1077-1081",
        "language": "en",
        "abstract": "One.",
        "keyword": "dark",
        "DOI": "10.5555/light.1",
        "PMID": "30644983",
        "PMCID": "PMC1234567",
    }
    assert custom["publication-types"] == ["Randomized Controlled Trial", "Journal Article"]
    assert custom["trials"] == ["NCT01234567"]
    assert custom["corrections"] == [
        {
            "type": "RetractionIn",
            "text": "J Invent Sci. 2020;9:1. PMID: 31999999",
            "pmid": "31999999",
        },
        {"type": "ExpressionOfConcernIn", "text": "J Invent Sci. 2020;9:2."},
    ]
    assert custom["other-abstracts"] == [{"text": "Zwei."}]
    assert custom["medline"]["AD"] == ["Invented University"]
    assert "S01 [pii]" in custom["medline"]["AID"]


def test_medline_records_start_with_their_numbers() -> None:
    text = "PMID- 1\nTI  - One.\n\nPMID- 2\nTI  - Two.\n\n\nOWN - NLM\nTI  - Three.\n"
    assert [read.line for read in read_records(text)] == [1, 4, 8]
    assert [item["title"] for item in items(text)] == ["One", "Two", "Three"]


def test_refworks_tags_are_read_as_ris() -> None:
    text = (
        "Refworks Export Tagged Format\n\nRT Journal Article\nSR Electronic(1)\nA1 Tester,Tina\n"
        "T1 Light in the dark\nJF J Sci\nYR 2019\nVO 8\nIS 2\nSP 77\nOP 81\nK1 one\nK1 two\n"
    )
    [item] = items(text)
    assert item["page"] == "77-81"
    assert item["custom"] == {"keywords": ["one", "two"], "refworks": {"SR": ["Electronic(1)"]}}
