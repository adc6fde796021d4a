"""Reading PubMed's XML, as E-utilities and PubMed's own export give it.

Elements: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from lxml import etree

from references.csl import ET_AL, CslDate, CslItem, CslName
from references.formats.compact import compact
from references.formats.dates import date_parts, read_when
from references.formats.imprint import read_pages
from references.formats.markup import plain, rich
from references.formats.medline import LANGUAGES, item_type, read_title, trial_numbers
from references.formats.outcome import Outcomes, Read, Unread
from references.formats.xml import Fragment, as_json, fragments, markup_of, parse
from references.identifiers import normalise_doi, normalise_pmcid, normalise_pmid

RECORD = "PubmedArticle|PubmedBookArticle"
MAPPED = (
    "ArticleTitle|AbstractText|AuthorList|Pagination|PublicationTypeList|VernacularTitle|ArticleDate"
    "|JournalIssue|ISSN|Title|ISOAbbreviation|KeywordList|CommentsCorrectionsList|OtherAbstract"
    "|MeshHeadingList|ELocationID|Language|Publisher|BookTitle|PubDate|Volume|Edition|Isbn"
).split("|")
"""Elements that the item's own members hold, wherever they stand but in a list of references."""


def read_pubmed(text: str) -> Outcomes:
    """Read the records of a PubMed XML text one by one; a broken one spoils no other."""
    found = False
    for fragment in fragments(text, RECORD):
        found = True
        yield _read(fragment)
    if not found:
        yield Unread(1, "It holds no PubmedArticle.", text)


def _read(fragment: Fragment) -> Read | Unread:
    record = parse(fragment)
    if isinstance(record, Unread):
        return record
    if record.find(".//PMID") is None and record.find(".//ArticleTitle") is None:
        return Unread(fragment.line, "It has neither a PMID nor a title.", fragment.text)
    return Read(read_article(record), fragment.line, fragment.text)


def read_article(record: etree._Element) -> CslItem:
    """Map a PubmedArticle or PubmedBookArticle element to a CSL-JSON item."""
    is_book = record.find("BookDocument") is not None
    head = record.find("BookDocument" if is_book else "MedlineCitation")
    if head is None:
        head = record
    article = head if is_book else head.find("Article")
    return compact(
        _work(record, head if article is None else article, is_book)
        | _people(record)
        | _identifiers(record, head)
        | {"custom": _custom(record, head)}
    )


def _work(record: etree._Element, article: etree._Element, is_book: bool) -> dict[str, Any]:
    title = read_title(markup_of(article.find("ArticleTitle")))
    book = read_title(markup_of(article.find("Book/BookTitle")))
    pages = _text(article, "Pagination/MedlinePgn") or "-".join(
        filter(None, (_text(article, f"Pagination/{end}") for end in ("StartPage", "EndPage")))
    )
    members = {
        "title": title or book,
        "original-title": read_title(markup_of(article.find("VernacularTitle"))),
        "available-date": _date(article.find("ArticleDate")),
        "page": read_pages(pages),
        "language": LANGUAGES.get(code := _text(article, "Language"), code),
        "abstract": _abstract(article.find("Abstract")),
        "keyword": ", ".join(_texts(record, ".//KeywordList/Keyword")),
    }
    if is_book:
        return members | {"type": "chapter" if title else "book"} | _book(article, title and book)
    return members | {"type": item_type(_publication_types(record))} | _journal(record, article)


def _journal(record: etree._Element, article: etree._Element) -> dict[str, Any]:
    short = _text(record, "MedlineCitation/MedlineJournalInfo/MedlineTA")
    short = short or _text(article, "Journal/ISOAbbreviation")
    return {
        "container-title": _text(article, "Journal/Title") or short,
        "container-title-short": short,
        "issued": _date(article.find("Journal/JournalIssue/PubDate")),
        "volume": _text(article, "Journal/JournalIssue/Volume"),
        "issue": _text(article, "Journal/JournalIssue/Issue"),
        "ISSN": _text(article, "Journal/ISSN"),
    }


def _book(article: etree._Element, container: str) -> dict[str, Any]:
    return {
        "container-title": container,
        "issued": _date(article.find("Book/PubDate")) or _date(article.find("ContributionDate")),
        "volume": _text(article, "Book/Volume"),
        "edition": _text(article, "Book/Edition"),
        "collection-title": _text(article, "Book/CollectionTitle"),
        "publisher": _text(article, "Book/Publisher/PublisherName"),
        "publisher-place": _text(article, "Book/Publisher/PublisherLocation"),
        "ISBN": _text(article, "Book/Isbn"),
    }


def _date(element: etree._Element | None) -> CslDate | None:
    """Read a date: in parts, or in MedlineDate's free words."""
    if element is None:
        return None
    year = _text(element, "Year")
    if not year.isdecimal():
        words = _text(element, "MedlineDate")
        return read_when(words) if words else None
    if season := _text(element, "Season"):
        return read_when(f"{year} {season}")
    day = _text(element, "Day")
    return {
        "date-parts": [date_parts(year, _text(element, "Month"), day if day.isdecimal() else "")]
    }


def _abstract(element: etree._Element | None) -> str:
    """Write the sections of an abstract as paragraphs, each after its label."""
    if element is None:
        return ""
    sections = [
        ": ".join(filter(None, (_label(section), plain(markup_of(section)))))
        for section in element.iterfind("AbstractText")
    ]
    return "\n\n".join(filter(None, sections))


def _label(section: etree._Element) -> str:
    label = plain(section.get("Label") or "")
    return "" if label == "UNLABELLED" else label


def _people(record: etree._Element) -> dict[str, list[CslName]]:
    """Read authors and editors, of a chapter and of its book, in their order."""
    people: dict[str, list[CslName]] = {}
    for names in record.iterfind(".//AuthorList"):
        role = "editor" if names.get("Type") == "editors" else "author"
        read = [name for author in names.iterfind("Author") if (name := _name(author))]
        if role == "author" and people.get("author"):
            role = "container-author"
        people.setdefault(role, []).extend(read)
        if names.get("CompleteYN") == "N" and read:
            people[role].append(ET_AL)
    return people


def _name(author: etree._Element) -> CslName | None:
    if group := plain(markup_of(author.find("CollectiveName"))):
        return {"literal": group}
    family = _text(author, "LastName")
    given = _text(author, "ForeName") or _text(author, "Initials")
    if not family:
        return {"literal": given} if given else None
    name: CslName = {"family": family}
    if given:
        name["given"] = given
    if suffix := _text(author, "Suffix"):
        name["suffix"] = suffix
    return name


def _identifiers(record: etree._Element, head: etree._Element) -> dict[str, Any]:
    """Read the record's own identifiers, and none of the works it refers to."""
    own = {
        str(number.get("IdType")): (number.text or "").strip()
        for number in record.iterfind("./*/ArticleIdList/ArticleId")
    }
    places = [
        (place.text or "").strip()
        for place in record.iterfind(".//ELocationID[@EIdType='doi']")
        if place.get("ValidYN") != "N"
    ]
    dois = filter(None, map(normalise_doi, [*places, own.get("doi", "")]))
    return {
        "DOI": next(dois, ""),
        "PMID": normalise_pmid(_text(head, "PMID") or own.get("pubmed", "")),
        "PMCID": normalise_pmcid(own.get("pmc", "")),
    }


def _publication_types(record: etree._Element) -> list[str]:
    return _texts(record, "./*/Article/PublicationTypeList/PublicationType") or _texts(
        record, "./BookDocument/PublicationType"
    )


def _custom(record: etree._Element, head: etree._Element) -> dict[str, Any]:
    return {
        "publication-types": _publication_types(record),
        "keywords": _texts(record, ".//KeywordList/Keyword"),
        "mesh": [_heading(heading) for heading in head.iterfind("MeshHeadingList/MeshHeading")],
        "other-abstracts": [_other_abstract(other) for other in head.iterfind("OtherAbstract")],
        "trials": trial_numbers(_texts(record, ".//DataBankList//AccessionNumber")),
        "corrections": [
            _correction(link)
            for link in head.iterfind("CommentsCorrectionsList/CommentsCorrections")
        ],
        "languages": languages if len(languages := _texts(record, ".//Language")) > 1 else [],
        "pubmed": _rest(record),
    }


def _heading(heading: etree._Element) -> str:
    """Write a MeSH heading as MEDLINE does: a star before what the article is about."""
    return "/".join(
        ("*" if part.get("MajorTopicYN") == "Y" else "") + (part.text or "") for part in heading
    )


def _other_abstract(element: etree._Element) -> dict[str, str]:
    attributes = {"language": element.get("Language"), "type": element.get("Type")}
    known = {name: str(value) for name, value in attributes.items() if value}
    return known | {"text": _abstract(element)}


def _correction(link: etree._Element) -> dict[str, str]:
    correction = {"type": str(link.get("RefType") or ""), "text": _text(link, "RefSource")}
    for name, tag in (("pmid", "PMID"), ("note", "Note")):
        if text := _text(link, tag):
            correction[name] = text
    return correction


def _rest(record: etree._Element) -> Any:
    """Keep everything else that the record holds, affiliations and references among it."""
    rest = deepcopy(record)
    affiliations = [
        as_json(author)
        for author in record.iterfind(".//AuthorList/Author")
        if author.find("AffiliationInfo") is not None or author.find("Identifier") is not None
    ]
    for tag in MAPPED:
        for element in rest.findall(f".//{tag}"):
            parent = element.getparent()
            if parent is not None and not any(
                above.tag == "Reference" for above in element.iterancestors()
            ):
                parent.remove(element)
    kept = as_json(rest)
    return ({"authors": affiliations} if affiliations else {}) | (
        kept if isinstance(kept, dict) else {}
    )


def _text(element: etree._Element, path: str) -> str:
    return plain(markup_of(element.find(path)))


def _texts(element: etree._Element, path: str) -> list[str]:
    return [text for found in element.iterfind(path) if (text := rich(markup_of(found)))]
