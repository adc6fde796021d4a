"""PubMed's and EndNote's XML."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from references.csl import ET_AL
from references.formats.pubmed import read_article
from references.formats.reading import Read, Unread, read_records

ARTICLE = """
<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">30644983</PMID>
<Article PubModel="Print-Electronic"><Journal><ISSN>1234-567X</ISSN><JournalIssue>
<Volume>8</Volume><Issue>2</Issue><PubDate><MedlineDate>2019 Jul-Aug</MedlineDate></PubDate>
</JournalIssue><Title>Journal of invented science</Title></Journal>
<ArticleTitle>Light in <i>E. coli</i> &amp; CO<sub>2</sub>&nbsp;&lt; 5.</ArticleTitle>
<Pagination><MedlinePgn>1077-81</MedlinePgn></Pagination>
<ELocationID EIdType="doi" ValidYN="N">10.5555/wrong</ELocationID>
<ELocationID EIdType="doi" ValidYN="Y">10.5555/LIGHT.1</ELocationID>
<Abstract><AbstractText Label="AIM">One.</AbstractText><AbstractText>Two.</AbstractText></Abstract>
<AuthorList CompleteYN="N"><Author><LastName>Tester</LastName><ForeName>Tina A</ForeName>
<Suffix>Jr</Suffix><AffiliationInfo><Affiliation>Invented University</Affiliation>
</AffiliationInfo></Author><Author><CollectiveName>Invented Study Group</CollectiveName></Author>
</AuthorList><Language>eng</Language><Language>ger</Language>
<DataBankList><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList>
<AccessionNumber>NCT01234567</AccessionNumber></AccessionNumberList></DataBank></DataBankList>
<PublicationTypeList><PublicationType>Randomized Controlled Trial</PublicationType>
</PublicationTypeList><VernacularTitle>Licht.</VernacularTitle><ArticleDate><Year>2019</Year>
<Month>03</Month><Day>04</Day></ArticleDate></Article>
<MedlineJournalInfo><MedlineTA>J Invent Sci</MedlineTA></MedlineJournalInfo>
<OtherAbstract Type="Publisher" Language="ger"><AbstractText>Eins.</AbstractText></OtherAbstract>
<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn">
<RefSource>J Invent Sci. 2020;9:1</RefSource><PMID>31999999</PMID></CommentsCorrections>
</CommentsCorrectionsList></MedlineCitation><PubmedData><ArticleIdList>
<ArticleId IdType="pmc">PMC1234567</ArticleId></ArticleIdList><ReferenceList><Reference>
<Citation>Another work.</Citation><ArticleIdList><ArticleId IdType="pubmed">1</ArticleId>
<ArticleId IdType="doi">10.5555/another</ArticleId></ArticleIdList></Reference></ReferenceList>
</PubmedData></PubmedArticle>
"""
RECORD = (
    '<record><ref-type name="{kind}">1</ref-type><contributors><authors><author>'
    '<style face="normal">Tester, Tina</style></author></authors></contributors><titles><title>'
    '<style face="normal">Light in </style><style face="italic">E. coli</style></title>'
    "<secondary-title>J Sci</secondary-title></titles><pages>77-81</pages><volume>8</volume>"
    "<dates><year>2019</year></dates><custom1>mine</custom1></record>"
)


def items(text: str) -> list[dict[str, Any]]:
    return [dict(read.item) for read in read_records(text) if isinstance(read, Read)]


def test_a_pubmed_record_is_mapped_and_the_rest_is_kept() -> None:
    [item] = items(f"<PubmedArticleSet>{ARTICLE}</PubmedArticleSet>")
    custom = item.pop("custom")
    assert item == {
        "type": "article-journal",
        "title": "Light in <i>E. coli</i> & CO<sub>2</sub> < 5",
        "original-title": "Licht",
        "author": [
            {"family": "Tester", "given": "Tina A", "suffix": "Jr"},
            {"literal": "Invented Study Group"},
            ET_AL,
        ],
        "container-title": "Journal of invented science",
        "container-title-short": "J Invent Sci",
        "issued": {"date-parts": [[2019, 7], [2019, 8]]},
        "available-date": {"date-parts": [[2019, 3, 4]]},
        "volume": "8",
        "issue": "2",
        "page": "1077-1081",
        "language": "en",
        "abstract": "AIM: One.\n\nTwo.",
        "ISSN": "1234-567X",
        "DOI": "10.5555/light.1",
        "PMID": "30644983",
        "PMCID": "PMC1234567",
    }
    assert custom["publication-types"] == ["Randomized Controlled Trial"]
    assert custom["trials"] == ["NCT01234567"]
    assert custom["corrections"] == [
        {"type": "RetractionIn", "text": "J Invent Sci. 2020;9:1", "pmid": "31999999"}
    ]
    assert custom["other-abstracts"] == [{"language": "ger", "type": "Publisher", "text": "Eins."}]
    assert "Another work." in str(custom["pubmed"])
    assert "Invented University" in str(custom["pubmed"])


def test_an_element_can_be_mapped_by_itself() -> None:
    record = etree.fromstring(
        "<PubmedArticle><MedlineCitation><PMID>7</PMID></MedlineCitation></PubmedArticle>"
    )
    assert read_article(record) == {
        "type": "article-journal",
        "PMID": "7",
        "custom": {"pubmed": {"MedlineCitation": {"PMID": "7"}}},
    }


def test_a_book_of_pubmed_is_a_book_and_its_part_a_chapter() -> None:
    book = (
        "<PubmedBookArticle><BookDocument><PMID>7</PMID>{part}<Book><Publisher><PublisherName>P"
        "</PublisherName></Publisher><BookTitle>Whole.</BookTitle><PubDate><Year>2019</Year>"
        "</PubDate></Book></BookDocument></PubmedBookArticle>"
    )
    whole, part = items(
        book.format(part="") + book.format(part="<ArticleTitle>Part</ArticleTitle>")
    )
    assert (whole["type"], whole["title"], whole["publisher"]) == ("book", "Whole", "P")
    assert (part["type"], part["title"], part["container-title"]) == ("chapter", "Part", "Whole")


@pytest.mark.parametrize("record", [ARTICLE.strip(), RECORD.format(kind="Journal Article")])
def test_broken_xml_is_reported_and_the_rest_goes_on(record: str) -> None:
    broken = record.replace("</", "<", 1)
    name = "PubmedArticleSet" if "Pubmed" in record else "records"
    one, two, three, four = read_records(
        f"<{name}>{record}\n{broken}\n{record[:200]}\n{record}</{name}>"
    )
    assert isinstance(one, Read) and isinstance(four, Read)
    assert isinstance(two, Unread) and "XML is broken in line" in two.reason
    assert isinstance(three, Unread) and "cut off" in three.reason
    assert two.line == 1 + record.count("\n") + 1


def test_entities_are_neither_fetched_nor_multiplied() -> None:
    text = (
        '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "/etc/hostname">]>'
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID><Article>"
        "<ArticleTitle>&x;&b;</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
        "</PubmedArticleSet>"
    )
    [outcome] = read_records(text)
    assert isinstance(outcome, Unread) or "title" not in outcome.item
    assert "aaaa" not in str(outcome.reason if isinstance(outcome, Unread) else outcome.item)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("Journal Article", {"type": "article-journal", "container-title": "J Sci", "volume": "8"}),
        ("Book Section", {"type": "chapter", "container-title": "J Sci", "page": "77-81"}),
        ("Book", {"type": "book", "collection-title": "J Sci"}),
        ("Something new", {"type": "document", "container-title": "J Sci"}),
    ],
)
def test_an_endnote_record_is_mapped_by_its_type(kind: str, fields: dict[str, str]) -> None:
    [item] = items(f"<xml><records>{RECORD.format(kind=kind)}</records></xml>")
    assert {name: item.get(name) for name in fields} == fields
    assert item["title"] == "Light in <i>E. coli</i>"
    assert item["author"] == [{"family": "Tester", "given": "Tina"}]
    assert item["issued"] == {"date-parts": [[2019]]}
    assert item["custom"]["endnote"]["custom1"] == "mine"
