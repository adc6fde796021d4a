"""Reading a reference in APA style: Family, A. B., & Family, C. (2018). Title. Journal, 9(1), 7–9.

Also its books, chapters and web pages (Publication Manual, 7th ed., chapter 10).
"""

from __future__ import annotations

import re

from references.csl import ET_AL, CslItem, CslName
from references.formats.dates import read_when
from references.formats.imprint import read_pages
from references.formats.names import CAPITAL, SUFFIX

LONGEST_WORK = 3000
DATE = r"\((?P<date>(?:1[5-9]|20)\d\d[a-z]?(?:,\s[^()]{3,30})?|n\.\s?d\.|in press)\)\."
HEAD = re.compile(rf"(?P<authors>[^()]+?(?:\s\((?:Eds?\.)\))?\.?)\s+{DATE}\s+(?P<rest>.+)")
INITIALS = rf"(?:{CAPITAL}[\w’'‐-]*\.(?:[\s‐-]*|$))+"
PERSON = re.compile(
    rf"(?P<family>[^,&]+?),\s+(?P<given>{INITIALS})(?:,?\s*(?P<suffix>{SUFFIX})\.?)?(?:,\s*|\s+|$)"
)
PAGES = r"[A-Za-z]{0,3}\d[\w.]*(?:\s*[-‐–—]\s*\w+)?(?:,\s*\w*\d\w*(?:[-‐–—]\w+)?)*"
PLACE = (
    r"(?:(?P<volume>[A-Za-z]*\d[\w–-]*)\s?(?:\((?P<issue>[^()]+)\))?|\((?P<only_issue>[^()]+)\))"
)
IN_A_JOURNAL = re.compile(
    rf"(?P<work>.+?),\s+{PLACE}(?:,\s+(?:Article\s+(?:No\.\s+)?)?(?P<page>{PAGES}))?\.?"
)
WITHOUT_COMMA = re.compile(
    r"(?P<work>.+?[^,\s])\s+(?P<volume>\d{1,4})(?:\s?\((?P<issue>[^()]+)\))?"
    r"(?:,\s+|:\s?)(?P<page>[A-Za-z]{0,3}\d\w*(?:\s*[-‐–—]\s*\w+)?)\.?"
)
"""As Frontiers and Elsevier set it: “Front. Neurol. 10:401”, “J. Neurol. 266, 401–409”."""
ONLINE_FIRST = re.compile(
    r"(?P<work>.+?)\s+(?P<note>Advance online publication|Epub ahead of print)\.?", re.I
)
SENTENCE = re.compile(r"(?<=[.?!])\s+|(?<=[.?!][”\"’')])\s+")
SHORT_WORD = re.compile(r"[A-Z][A-Za-z]{0,11}\.(?:\s?[A-Z]\.)*")
"""Of a journal's title: “J. Neurol. Sci”."""
IN_A_BOOK = re.compile(
    r"(?P<title>.+?)[.?!]\s+In\s+(?:(?P<editors>.+?)\s+\(Eds?\.\),\s+)?(?P<container>.+?)"
    rf"(?:\s+\((?:(?P<edition>[^(),]*ed\.),?\s*)?(?:Vol\.\s*(?P<volume>[^(),]+),?\s*)?"
    rf"(?:pp?\.\s*(?P<page>{PAGES}))?\))\.\s+(?P<publisher>[^.]+(?:\.\s?[^.]+)*?)\.?"
)
WHOLE = re.compile(
    r"(?P<title>.+?)(?:\s+\((?P<edition>[^()]*\bed\.)(?:,\s*Vol\.\s*(?P<volume>[^()]+))?\))?"
    r"(?:\.|(?<=[?!]))\s+(?P<publisher>[^.?!]+(?:\.[^.?!]+)*?)\.?"
)


def read_apa(text: str, *, url: str = "", is_article: bool = False) -> CslItem | None:
    """Read a line without identifiers as APA (6th or 7th edition); None if it is not."""
    head = HEAD.fullmatch(text)
    if not head:
        return None
    authors = read_people(head["authors"])
    work = _work(head["rest"].strip(), url=url, is_article=is_article)
    if not authors or not work:
        return None
    if head["authors"].rstrip(".").endswith(("(Eds.", "(Ed.", "(Eds.)", "(Ed.)")):
        work["editor"] = authors
    else:
        work["author"] = authors
    if head["date"] == "in press":
        work["status"] = "in press"
    elif head["date"][0].isdecimal():
        work["issued"] = read_when(re.sub(r"^(\d{4})[a-z]", r"\1", head["date"]))
    return work


def _work(rest: str, *, url: str, is_article: bool) -> CslItem | None:
    if len(rest) > LONGEST_WORK:
        return None
    if match := IN_A_BOOK.fullmatch(rest):
        return _chapter(match)
    if item := _article(rest):
        return item
    match = WHOLE.fullmatch(rest)
    if match and is_article:
        item = _item("article-journal", match, "title")
        return {**item, "container-title": match["publisher"].strip(" ,")}
    if match and url:
        item = _item("webpage", match, "title")
        return {**item, "container-title": match["publisher"].strip(" ,")}
    return _item("book", match, "title", "volume", "edition", "publisher") if match else None


def _title_and_journal(work: str) -> tuple[str, str] | None:
    """Tell them apart at the last full stop, but those of a journal's short words."""
    *parts, journal = SENTENCE.split(work.strip())
    while len(parts) > 1 and SHORT_WORD.fullmatch(parts[-1]):
        journal = f"{parts.pop()} {journal}"
    title = " ".join(parts)
    return (title.removesuffix("."), journal.strip(" .,")) if title and journal else None


def _chapter(match: re.Match[str]) -> CslItem:
    item = _item("chapter", match, "title", "container", "volume", "edition", "publisher")
    if match["editors"] and (editors := _spoken_people(match["editors"])):
        item["editor"] = editors
    if match["page"]:
        item["page"] = read_pages(match["page"])
    return item


def _article(rest: str) -> CslItem | None:
    for pattern in (WITHOUT_COMMA, IN_A_JOURNAL, ONLINE_FIRST):
        match = pattern.fullmatch(rest)
        if match and (named := _title_and_journal(match["work"])):
            return _in_a_journal(named, match.groupdict())
    return None


def _in_a_journal(named: tuple[str, str], found: dict[str, str | None]) -> CslItem:
    item: CslItem = {"type": "article-journal", "title": named[0], "container-title": named[1]}
    if volume := found.get("volume"):
        item["volume"] = volume
    if issue := found.get("issue") or found.get("only_issue"):
        item["issue"] = issue
    if page := found.get("page"):
        item["page"] = read_pages(page)
    if note := found.get("note"):
        item["note"] = note
    return item


def _item(kind: str, match: re.Match[str], *groups: str) -> CslItem:
    members = {"container": "container-title"}
    held = {members.get(group, group): match[group].strip(" ,") for group in groups if match[group]}
    if edition := held.get("edition"):
        held["edition"] = edition.removesuffix("ed.").strip()
    return {"type": kind, **held}  # type: ignore[typeddict-item]


def read_people(text: str) -> list[CslName]:
    """Read inverted names; what stands among them without initials is a group."""
    text = re.sub(r"\s*\(Eds?\.\)\.?$", "", text.strip())
    text = re.sub(r",?\s*(?:\.\s?\.\s?\.|…)\s*", ", ", text)
    is_cut_short = bool(re.search(r"\bet al\.?$", text))
    text = re.sub(r",?\s*\bet al\.?$", "", text)
    names: list[CslName] = []
    while text := re.sub(r"^(?:&|and\b)\s*", "", text.lstrip(", ")):
        person = PERSON.match(text)
        if person:
            names.append(_person(person))
            text = text[person.end() :]
            continue
        group, _, text = text.partition(", & ") if ", & " in text else (text, "", "")
        if group.strip(" ."):
            names.append({"literal": group.strip(" .")})
    return [*names, ET_AL] if is_cut_short and names else names


def _person(match: re.Match[str]) -> CslName:
    given = re.sub(r"\.(?=[^\s‐-])", ". ", match["given"].strip())
    name: CslName = {"family": match["family"].strip(), "given": given}
    return {**name, "suffix": match["suffix"]} if match["suffix"] else name


def _spoken_people(text: str) -> list[CslName]:
    """Read the editors of a book, whose initials stand first."""
    names: list[CslName] = []
    for part in re.split(r",\s*&\s*|\s*&\s*|,\s*", text):
        match = re.fullmatch(rf"(?P<given>{INITIALS})\s*(?P<family>.+)", part.strip())
        names.append(
            {"family": match["family"], "given": match["given"].strip()}
            if match
            else {"literal": part.strip()}
        )
    return [name for name in names if name.get("literal") != ""]
