"""Writing items as COinS: context objects that reference managers find in a page.

Each is the ``title`` of an empty ``<span class="Z3988">``, as ANSI/NISO Z39.88-2004 writes it:
key/encoded-value pairs of the formats journal, book and dissertation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from references.csl import ET_AL
from references.formats.markup import plain

Item = Mapping[str, Any]
Pairs = Iterator[tuple[str, Any]]

FORMAT = "info:ofi/fmt:kev:mtx:"
JOURNAL, BOOK, THESIS = (f"{FORMAT}{name}" for name in ("journal", "book", "dissertation"))
GENRES = {
    "article-journal": (JOURNAL, "article"),
    "article-magazine": (JOURNAL, "article"),
    "article-newspaper": (JOURNAL, "article"),
    "review": (JOURNAL, "article"),
    "article": (JOURNAL, "preprint"),
    "book": (BOOK, "book"),
    "chapter": (BOOK, "bookitem"),
    "entry-encyclopedia": (BOOK, "bookitem"),
    "paper-conference": (BOOK, "proceeding"),
    "report": (BOOK, "report"),
    "thesis": (THESIS, ""),
}
"""CSL's types, as the registered formats and their genres name them; others are documents."""
ANY_OTHER = (BOOK, "document")
PARTS = {"bookitem", "proceeding"}


def context_object(item: Item) -> str:
    """Write what an item says of its publication as one context object."""
    form, genre = GENRES.get(str(item.get("type", "")), ANY_OTHER)
    pairs = [("ctx_ver", "Z39.88-2004"), ("rft_val_fmt", form), ("rft.genre", genre)]
    pairs += [("rft_id", address) for address in _addresses(item)]
    pairs += [(f"rft.{key}", value) for key, value in _described(item, form, genre)]
    said = [(key, text) for key, value in pairs if (text := plain(str(value or "")))]
    return urlencode(said, quote_via=quote, safe="")


def _addresses(item: Item) -> Iterator[str]:
    """Give the names under which registries know a publication; else its address."""
    registries = {"DOI": "info:doi/", "PMID": "info:pmid/"}
    known = [f"{begin}{item[name]}" for name, begin in registries.items() if item.get(name)]
    yield from known or [str(item.get("URL", ""))]


def _described(item: Item, form: str, genre: str) -> Pairs:
    yield from _titles(item, form, genre)
    yield from _people(item.get("author") or item.get("editor") or [])
    yield "date", _date(item)
    if form == THESIS:
        yield "inst", item.get("publisher")
        return
    yield "volume", item.get("volume")
    yield from _pages(item)
    yield "issn", item.get("ISSN")
    if form == JOURNAL:
        yield "issue", item.get("issue")
        return
    yield "isbn", item.get("ISBN")
    yield "edition", item.get("edition")
    yield "series", item.get("collection-title")
    yield "place", item.get("publisher-place")
    yield "pub", item.get("publisher")


def _titles(item: Item, form: str, genre: str) -> Pairs:
    title, container = item.get("title"), item.get("container-title")
    if form == JOURNAL:
        yield from (("atitle", title), ("jtitle", container))
        yield "stitle", item.get("container-title-short")
    elif genre in PARTS:
        yield from (("atitle", title), ("btitle", container))
    else:
        yield "title" if form == THESIS or genre == "document" else "btitle", title


def _people(names: Iterable[Mapping[str, Any]]) -> Pairs:
    """Name everybody; the first person in parts too, as link resolvers ask."""
    named = [name for name in names if name != ET_AL]
    yield from (("aucorp", name["literal"]) for name in named if name.get("literal"))
    people = [name for name in named if name.get("family")]
    for name in (first for first in people[:1] if first.get("given")):
        yield from (("aulast", _family(name)), ("aufirst", name.get("given")))
        yield "ausuffix", name.get("suffix")
    for name in people:
        yield "au", ", ".join(filter(None, [_family(name), str(name.get("given") or "")]))


def _family(name: Mapping[str, Any]) -> str:
    held = [name.get(part) for part in ("dropping-particle", "non-dropping-particle", "family")]
    return " ".join(str(part) for part in held if part)


def _date(item: Item) -> str:
    parts = ((item.get("issued") or {}).get("date-parts") or [[]])[0]
    return "-".join(f"{int(str(part).strip('-')):02}" for part in parts)


def _pages(item: Item) -> Pairs:
    pages = str(item.get("page") or "").replace("–", "-")
    yield "pages", pages
    start, dash, end = pages.partition("-")
    if dash and "-" not in end and "," not in end:
        yield from (("spage", start), ("epage", end))
