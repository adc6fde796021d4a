"""Reading a text file from a stranger: its size, kind and encoding are checked first."""

from __future__ import annotations

import codecs
import re
import stat
from pathlib import Path

from articles.importing.errors import ImportRefused

LARGEST_FILE = 5_000_000
"""In bytes. The longest articles have about a hundredth of it."""

KINDS_BY_FIRST_BYTES = {
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive, such as a Word document (.docx)",
    b"\xd0\xcf\x11\xe0": "an old Office document, such as Word's .doc",
    b"{\\rtf": "a rich text document (.rtf)",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
}
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
DAMAGES = (
    (re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"), "a control character"),
    (re.compile("\ufffd"), "the sign for a lost letter"),
    (re.compile("â€[™œ\u009d“”˜¦¢]|Ã[©¨¶¼¤\xa0±]|Â[\xa0°±·]"), "garbled letters"),
)


def read_text_file(path: Path) -> str:
    """Read a file as text; raises ImportRefused where it is no text of a bearable size."""
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise ImportRefused(f"{path} is not a file. Name a text file.")
        refuse_too_large(str(path), facts.st_size)
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ImportRefused(f"{path} can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise ImportRefused(f"{str(path)!r} is not the name of a file.") from error
    refuse_too_large(str(path), len(content))
    return decode_text(content, name=str(path))


def decode_text(content: bytes, *, name: str) -> str:
    """Decode UTF-8, or UTF-16 with a byte order mark; raises ImportRefused for all else."""
    for first_bytes, kind in KINDS_BY_FIRST_BYTES.items():
        if content.startswith(first_bytes):
            raise ImportRefused(f"{name} is {kind}, not text. Save it as plain text (UTF-8).")
    text = _decode(content, name)
    _refuse_damage(text, name)
    if not text.strip():
        raise ImportRefused(f"{name} is empty. Name a file that holds an article.")
    return text


def _decode(content: bytes, name: str) -> str:
    encoding = "utf-16" if content.startswith(UTF_16_MARKS) else "utf-8-sig"
    if encoding == "utf-8-sig" and (zero := content.find(0)) >= 0:
        raise ImportRefused(
            f"{name} is a binary file, not text: byte {zero} is zero. "
            "Save it as plain text (UTF-8)."
        )
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ImportRefused(
            f"{name} is not encoded in {encoding[:6].upper().rstrip('-')}: byte {error.start}, in "
            f"line {line}, is 0x{content[error.start]:02X}. Save it as plain text (UTF-8)."
        ) from error


def _refuse_damage(text: str, name: str) -> None:
    """Refuse text that an earlier program decoded wrongly: words of it are lost or garbled."""
    for damage, meaning in DAMAGES:
        if found := damage.search(text):
            line = text.count("\n", 0, found.start()) + 1
            letters = ascii(found[0]) if not found[0].isprintable() else found[0]
            raise ImportRefused(
                f"{name}, line {line}, holds {meaning} (“{letters}”). It is no text, or was saved "
                "in a wrong encoding: save the original anew as plain text (UTF-8)."
            )


def refuse_too_large(name: str, size: int) -> None:
    """Refuse a text of more than LARGEST_FILE bytes. Raises ImportRefused."""
    if size > LARGEST_FILE:
        raise ImportRefused(
            f"{name} is too large: {size:,} bytes, where {LARGEST_FILE:,} are the most. "
            "Name a file that holds one article."
        )
