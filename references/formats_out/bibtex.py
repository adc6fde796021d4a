"""Writing BibTeX in UTF-8, which BibLaTeX reads too."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any

from references.csl import ET_AL
from references.formats.markup import rich

Item = Mapping[str, Any]

TYPES = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "thesis": "phdthesis",
    "webpage": "online",
    "post-weblog": "online",
    "manuscript": "unpublished",
    "patent": "patent",
    "software": "software",
    "dataset": "dataset",
    "pamphlet": "booklet",
}
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
# BibTeX counts braces whether or not a backslash stands before them: where they don't come in
# pairs, each becomes a command.
PAIRED = str.maketrans(SPECIAL | {"{": r"\{", "}": r"\}"})
UNPAIRED = str.maketrans(SPECIAL | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"})
MARKS = {"i": "emph", "b": "textbf", "sup": "textsuperscript", "sub": "textsubscript"}
MARK = re.compile(r"(</?(?:i|b|sup|sub)>)")
CAPITALS = re.compile(r"\S*[^\W\d_]\S*")
TEXTS = {
    "shorttitle": "title-short",
    "shortjournal": "container-title-short",
    "series": "collection-title",
    "volume": "volume",
    "edition": "edition",
    "publisher": "publisher",
    "address": "publisher-place",
    "language": "language",
    "abstract": "abstract",
    "keywords": "keyword",
    "note": "note",
}
"""Fields that hold one member as text."""
AS_THEY_ARE = {"doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "isbn": "ISBN", "issn": "ISSN"}
AS_THEY_ARE |= {"url": "URL"}
"""Fields whose text BibLaTeX takes as it is."""


def write_bibtex(items: Iterable[Item]) -> Iterator[str]:
    """Write entries, each under a key of its own, such as burt2019."""
    taken: set[str] = set()
    for item in items:
        fields = [f"  {name} = {value}" for name, value in _fields(item) if value]
        head = f"@{TYPES.get(item.get('type', ''), 'misc')}{{{_free_key(item, taken)}"
        yield ",\n".join([head, *fields]) + "\n}\n\n"


def _free_key(item: Item, taken: set[str]) -> str:
    names = item.get("author") or item.get("editor") or [{}]
    name = str(names[0].get("family") or names[0].get("literal") or item.get("title", ""))
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = "".join(re.findall("[a-z0-9]+", plain))[:40] or "reference"
    key += str(_date(item)[0]) if _date(item) else ""
    free = next(name for name in _numbered(key) if name not in taken)
    taken.add(free)
    return free


def _numbered(key: str) -> Iterator[str]:
    yield key
    yield from (f"{key}-{number}" for number in count(2))


def _fields(item: Item) -> Iterator[tuple[str, str]]:
    yield "title", _braced(_title(str(item.get("title", ""))))
    yield from ((role, _names(item.get(role) or [])) for role in ("author", "editor"))
    is_part = TYPES.get(item.get("type", "")) in ("incollection", "inproceedings")
    where = "booktitle" if is_part else "journal"
    yield where, _braced(_text(item.get("container-title")))
    yield from _dates(item)
    yield from ((name, _braced(_text(item.get(member)))) for name, member in TEXTS.items())
    yield "number", _braced(_text(item.get("issue") or item.get("number")))
    yield "pages", _braced(re.sub(r"\s*[-–]\s*", "--", _text(item.get("page"))))
    yield "institution", _braced(_text(item.get("publisher"))) if _is_report(item) else ""
    yield from ((name, _verbatim(item.get(member))) for name, member in AS_THEY_ARE.items())
    if arxiv := (item.get("custom") or {}).get("arxiv"):
        yield "eprint", _verbatim(arxiv)
        yield "archiveprefix", "{arXiv}"


def _is_report(item: Item) -> bool:
    return item.get("type") == "report"


def _date(item: Item) -> list[int]:
    return list(((item.get("issued") or {}).get("date-parts") or [[]])[0])


def _dates(item: Item) -> Iterator[tuple[str, str]]:
    year, month, day = [*_date(item), 0, 0, 0][:3]
    literal = (item.get("issued") or {}).get("literal")
    yield "year", f"{{{year}}}" if year else _braced(_text(literal))
    yield "month", MONTHS[month - 1] if 1 <= month <= 12 else ""
    yield "day", f"{{{day}}}" if day else ""


def _names(names: Iterable[Mapping[str, Any]]) -> str:
    written = ["others" if name == ET_AL else _name(name) for name in names]
    return _braced(" and ".join(written))


def _name(name: Mapping[str, Any]) -> str:
    """Write a name; a group, or a part that holds what divides names, stands in braces."""
    if "literal" in name:
        return f"{{{_text(name['literal'])}}}"
    held = [name.get(part) for part in ("non-dropping-particle", "family")]
    family = _one_part(_text(" ".join(str(part) for part in held if part)))
    if re.match(r"[^\W\d_]+ ", family) and (family[0].islower() or not name.get("given")):
        family = f"{{{family}}}"  # else its first word would be taken for another part
    parts = [" ".join(filter(None, [_text(name.get("dropping-particle")), family]))]
    parts += [_one_part(_text(name.get(part))) for part in ("suffix", "given")]
    return ", ".join(part for part in parts if part)


def _one_part(text: str) -> str:
    return f"{{{text}}}" if "," in text or re.search(r"\band\b", text, re.I) else text


def _title(title: str) -> str:
    """Write a title so that no style takes its capitals away."""
    return "".join(
        piece if MARK.fullmatch(mark) else CAPITALS.sub(_kept, piece)
        for mark, piece in _pieces(title)
    )


def _text(value: Any) -> str:
    """Write text, its marks as commands."""
    if not value:
        return ""
    return "".join(piece for _, piece in _pieces(str(value)))


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Split a text at its marks; each piece as it is and as BibTeX has it."""
    clean = rich(text)
    table = PAIRED if _is_paired(clean) else UNPAIRED
    for piece in MARK.split(clean):
        yield piece, _mark(piece) if MARK.fullmatch(piece) else piece.translate(table)


def _is_paired(text: str) -> bool:
    depth = 0
    for sign in re.findall(r"[{}]", text):
        depth += 1 if sign == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _mark(tag: str) -> str:
    return "}" if tag.startswith("</") else f"\\{MARKS[tag[1:-1]]}{{"


def _kept(word: re.Match[str]) -> str:
    text = word[0]
    is_plain = text == text.lower() or "\\" in text
    return text if is_plain else f"{{{text}}}"


def _braced(text: str) -> str:
    return f"{{{text}}}" if text else ""


def _verbatim(value: Any) -> str:
    """Write an identifier or address as it is; braces in it would end the field."""
    text = "".join(str(value or "").split()).replace("{", "%7B").replace("}", "%7D")
    return _braced(text)
