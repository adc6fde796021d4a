"""What Crossref and PubMed say of a publication, as records carry it."""

from __future__ import annotations

import datetime
import gzip
import json
from pathlib import Path

import pytest

from references.formats.crossref import read_work
from references.formats.reading import Read, read_records
from references.integrity.own import said_in
from references.integrity.said import Said
from references.notices import Nature, Source

NOTICE_DAY = datetime.date(2010, 2, 6)


def updated(**changes: object) -> dict:
    update = {"DOI": "10.5555/NOTICE", "type": "retraction", "label": "Retraction"}
    update |= {"updated": {"date-time": "2010-02-06T00:00:00Z"}}
    return {"DOI": "10.5555/test", "PMID": "77", "custom": {"updated-by": [update | changes]}}


def corrected(kind: str, text: str = "Tests. 2010 Feb 6;375(9713):445.", **more: str) -> dict:
    link = {"type": kind, "text": text, "pmid": "20137807"} | more
    return {"DOI": "10.5555/test", "PMID": "77", "custom": {"corrections": [link]}}


# Crossref


def test_crossrefs_retraction_marks_the_paper_and_names_the_notice():
    assert said_in(updated()) == [
        Said(
            source=Source.CROSSREF,
            nature=Nature.RETRACTION,
            doi="10.5555/test",
            pmid="77",
            noticed_on=NOTICE_DAY,
            notice_doi="10.5555/notice",
            url="https://doi.org/10.5555/notice",
        )
    ]


@pytest.mark.parametrize(
    "kind",
    ["retraction", "partial_retraction", "expression_of_concern", "withdrawal", "removal"]
    + ["Expression of Concern", "partial-retraction"],
)
def test_these_updates_count(kind):
    assert len(said_in(updated(type=kind))) == 1


@pytest.mark.parametrize(
    "kind",
    ["correction", "corrigendum", "erratum", "addendum", "clarification", "new_version"]
    + ["new_edition", "err", "", None, 7, {}],
)
def test_others_do_not(kind):
    assert said_in(updated(type=kind)) == []


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ({"date-time": "2010-02-06T00:00:00Z"}, NOTICE_DAY),
        ({"date-time": "2010-02-06"}, NOTICE_DAY),
        ({"date-parts": [[2010, 2, 6]], "timestamp": 1}, NOTICE_DAY),
        ({"date-time": "2010-02-31T00:00:00Z", "date-parts": [[2010, 2]]}, None),
        ({"date-parts": [[2010, 2]]}, None),
        ({"date-parts": [[None]]}, None),
        ({"date-parts": []}, None),
        ({"date-parts": [[10**30, 1, 1]]}, None),
        ({"date-parts": [["2010", "2", "6"]]}, None),
        ("2010", None),
        (None, None),
    ],
)
def test_crossrefs_dates_come_in_two_forms(written, day):
    [said] = said_in(updated(updated=written))
    assert said.noticed_on == day


def test_a_work_that_is_the_notice_is_not_marked():
    update = {"DOI": "10.5555/paper", "type": "retraction"}
    assert said_in({"DOI": "10.5555/notice", "custom": {"update-to": [update]}}) == []


@pytest.mark.parametrize(
    "custom",
    [None, "x", [], {"updated-by": "retraction"}, {"updated-by": ["retraction", None, [7]]}]
    + [{"corrections": {"type": "RetractionIn"}}, {"corrections": ["RetractionIn", None]}]
    + [{"corrections": [{"type": ["RetractionIn"]}]}, {"publication-types": "Retracted"}],
)
def test_shapes_that_nobody_expects_say_nothing(custom):
    assert said_in({"custom": custom}) == []


@pytest.mark.shared
def test_the_excerpt_of_a_live_work_gives_its_retraction_alone(shared: Path):
    shapes = json.loads((shared / "data/retraction/shapes_excerpts.json").read_text())
    doi = "10.1016/s0140-6736(97)11096-0"
    work = shapes[f"crossref_works_{doi}"] | {"DOI": doi, "type": "journal-article"}
    [said] = said_in(read_work(work))
    assert (said.nature, said.noticed_on) == (Nature.RETRACTION, NOTICE_DAY)
    assert (said.doi, said.notice_doi) == (doi, "10.1016/s0140-6736(10)60175-4")


@pytest.mark.shared
def test_no_recorded_work_of_crossref_is_marked(shared: Path):
    packed = (shared / "data/crossref/works.jsonl.gz").read_bytes()
    items = [read_work(json.loads(line)) for line in gzip.decompress(packed).splitlines()]
    carried = [
        update["type"] for item in items for update in item.get("custom", {}).get("updated-by", [])
    ]
    assert len(items) == 60
    assert [said_in(item) for item in items if said_in(item)] == []
    assert set(carried) <= {"correction", "new_version"}


# PubMed


@pytest.mark.parametrize(
    ("kind", "nature"),
    [
        ("RetractionIn", Nature.RETRACTION),
        ("PartialRetractionIn", Nature.PARTIAL_RETRACTION),
        ("ExpressionOfConcernIn", Nature.EXPRESSION_OF_CONCERN),
        ("RetractedandRepublishedIn", Nature.RETRACTION),
    ],
)
def test_pubmeds_links_to_notices_mark_the_article(kind, nature):
    text = "Tests. 2010 Feb 6;375(9713):445. doi: 10.5555/NOTICE(10)1."
    assert said_in(corrected(kind, text)) == [
        Said(
            source=Source.PUBMED,
            nature=nature,
            doi="10.5555/test",
            pmid="77",
            noticed_on=NOTICE_DAY,
            notice_doi="10.5555/notice(10)1",
            notice_pmid="20137807",
            reasons=text,
            url="https://doi.org/10.5555/notice(10)1",
        )
    ]


@pytest.mark.parametrize(
    "kind",
    ["RetractionOf", "ExpressionOfConcernFor", "PartialRetractionOf", "ErratumIn", "CommentIn"]
    + ["RetractedandRepublishedFrom", "UpdateIn", ""],
)
def test_pubmeds_other_links_mark_nothing(kind):
    assert said_in(corrected(kind)) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Lancet. 2010 Feb 6;375(9713):445", NOTICE_DAY),
        ("J Tests (Lond). 2010 Feb 06; 375:445. PMID: 20137807", NOTICE_DAY),
        ("BMJ. 2010 Feb 6:c7452.", NOTICE_DAY),
        ("J Tests. 2010 Feb;375(9713):445", None),
        ("J Tests. 2010;375(9713):445", None),
        ("J Tests. 2010 Jan 6-Feb 6;375:445", None),
        ("J Tests. 2010 Feb 31;375:445", None),
        ("", None),
    ],
)
def test_the_day_is_read_from_the_citation_and_none_is_made_up(text, day):
    [said] = said_in(corrected("RetractionIn", text))
    assert said.noticed_on == day


def test_a_link_that_is_wholly_broken_still_says_that_it_was_retracted():
    [said] = said_in({"custom": {"corrections": [{"type": "RetractionIn", "pmid": "none"}]}})
    assert (said.nature, said.notice_pmid, said.url) == (Nature.RETRACTION, "", "")


def test_the_publication_type_says_it_where_the_link_is_missing():
    marked = {"publication-types": ["Journal Article", "Retracted Publication"]}
    [said] = said_in({"PMID": "77", "custom": marked})
    assert (said.source, said.nature) == (Source.PUBMED, Nature.RETRACTION)
    both = corrected("RetractionIn")
    both["custom"] |= marked
    assert len(said_in(both)) == 1


XML = """<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>77</PMID><Article>
<ArticleTitle>Sleep in migraine.</ArticleTitle></Article><CommentsCorrectionsList>{}
</CommentsCorrectionsList></MedlineCitation></PubmedArticle></PubmedArticleSet>"""
NBIB = """PMID- 77
TI  - Sleep in migraine.
RIN - Lancet. 2010 Feb 6;375(9713):445. doi: 10.1016/S0140-6736(10)60175-4. PMID:
      20137807
EIN - Lancet. 2004 Mar 6;363(9411):750. PMID: 15016483
"""


@pytest.mark.shared
def test_the_excerpt_of_a_live_article_gives_its_retraction(shared: Path):
    shapes = json.loads((shared / "data/retraction/shapes_excerpts.json").read_text())
    excerpt = shapes["pubmed_efetch_9500320"]
    link = excerpt[excerpt.index("<CommentsCorrections") :]
    [record] = read_records(XML.format(link))
    [from_nbib] = read_records(NBIB)
    for read in (record, from_nbib):
        assert isinstance(read, Read)
        [said] = said_in(read.item)
        assert (said.nature, said.noticed_on) == (Nature.RETRACTION, NOTICE_DAY)
        assert (said.notice_doi, said.notice_pmid) == ("10.1016/s0140-6736(10)60175-4", "20137807")


@pytest.mark.shared
def test_no_recorded_article_of_pubmed_is_marked(shared: Path):
    read = [
        outcome
        for file in sorted((shared / "data/pubmed_xml").rglob("*.xml"))
        for outcome in read_records(file.read_bytes(), format="pubmed")
    ]
    items = [each.item for each in read if isinstance(each, Read)]
    kinds = {
        link["type"] for item in items for link in item.get("custom", {}).get("corrections", [])
    }
    assert len(items) == 40 and kinds
    assert [said for item in items for said in said_in(item)] == []
