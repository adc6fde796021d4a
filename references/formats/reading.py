"""Reading any bibliography, from a file or pasted, into CSL-JSON items, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from references.formats.bibtex import read_bibtex
from references.formats.csljson import read_json
from references.formats.decoding import decode
from references.formats.detection import FORMATS, detect
from references.formats.endnote import read_endnote
from references.formats.markup import storable
from references.formats.nbib import read_nbib
from references.formats.outcome import CannotRead, Outcomes, Read, Unread, shortened
from references.formats.pasted import read_pasted
from references.formats.pubmed import read_pubmed
from references.formats.refworks import read_refworks
from references.formats.ris import read_ris
from references.formats.soundness import sound
from references.formats.strays import STRAY

__all__ = ["FORMATS", "LARGEST_FILE", "CannotRead", "Read", "Unread", "detect", "read_records"]

LARGEST_FILE = 100 * 1024 * 1024
"""In bytes, or in characters of what is pasted."""

LARGEST_LIST = 5 * 1024 * 1024
"""Of references in plain words, which take longer to understand."""

READERS: dict[str, Callable[[str], Outcomes]] = {
    "bibtex": read_bibtex,
    "ris": read_ris,
    "csljson": read_json,
    "endnote": read_endnote,
    "nbib": read_nbib,
    "pubmed": read_pubmed,
    "crossref": read_json,
    "refworks": read_refworks,
    "text": read_pasted,
}
MAGIC = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a compressed file, such as a Word document",
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"\x1f\x8b": "a compressed file",
    b"{\\rtf": "a rich text document",
}


def read_records(content: bytes | str, *, name: str = "", format: str = "") -> Outcomes:  # noqa: A002
    """Read the records of a file or of pasted text, lazily and in its order.

    ``format`` is one of FORMATS, or empty to find it out from the content and the file's name.
    What can't be read of a file comes as Unread between what can. Raises CannotRead at once where
    nothing can be: an empty or too large file, an unknown format, a file that is no text; and at
    the end of one that holds no entry.
    """
    if len(content) > LARGEST_FILE:
        raise CannotRead(
            f"{name or 'The text'} is larger than {LARGEST_FILE // 1024**2} MB. "
            "Export it in several smaller files."
        )
    if format and format not in READERS:
        raise CannotRead(f"There is no format named {format}. Name one of {', '.join(READERS)}.")
    text = decode(_no_document(content, name)) if isinstance(content, bytes) else content
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise CannotRead(f"{name or 'The text'} is empty.")
    known = format or detect(text, name)
    if known == "text" and len(text) > LARGEST_LIST:
        raise CannotRead(
            f"{name or 'The text'} is in no known format, and longer than "
            f"{LARGEST_LIST // 1024**2} MB: give it as RIS, BibTeX or CSL-JSON, or in parts."
        )
    return _some(_checked(_with_strays(READERS[known](text))), name)


def _no_document(content: bytes, name: str) -> bytes:
    for magic, what in MAGIC.items():
        if content.startswith(magic):
            raise CannotRead(
                f"{name or 'The file'} is {what}. Export the references as RIS, BibTeX or CSL-JSON."
            )
    return content


def _with_strays(outcomes: Outcomes) -> Outcomes:
    """Read what stands between the records of a format by itself: people paste what they have."""
    for outcome in outcomes:
        if isinstance(outcome, Unread) and outcome.reason == STRAY:
            held = list(READERS[detect(outcome.text)](outcome.text))
            is_read = any(isinstance(each, Read) for each in held)
            for each in held if is_read else []:
                yield replace(each, line=outcome.line + each.line - 1)
            if is_read:
                continue
        yield outcome


def _some(outcomes: Iterator[Read | Unread], name: str) -> Iterator[Read | Unread]:
    """Refuse a text of which nothing came, which would else look like one that was read."""
    first = next(outcomes, None)
    if first is None:
        raise CannotRead(
            f"{name or 'The text'} holds no references that can be told. Export them as RIS, "
            "BibTeX or CSL-JSON, or paste them as a list."
        )
    yield first
    yield from outcomes


def _checked(outcomes: Outcomes) -> Iterator[Read | Unread]:
    """Let through only what a database can store, and tell empty records from others."""
    for outcome in outcomes:
        if isinstance(outcome, Unread):
            text = storable(shortened(outcome.text))
            yield replace(outcome, text=text, reason=storable(outcome.reason))
            continue
        item = sound(outcome.item)
        source = storable(shortened(outcome.source))
        if item.keys() - {"type", "custom"}:
            yield Read(item, outcome.line, source)
        else:
            yield Unread(outcome.line, "It holds no field that tells what is cited.", source)
