"""Turning the bytes of a bibliography into text, whatever encoding they are in."""

from __future__ import annotations

import codecs
import re

MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
DECLARED = re.compile(
    rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]{1,40})|^%\s*Encoding:\s*([\w.:-]{1,40})",
    re.I | re.M,
)
SAMPLE = 4096
FALLBACK = "cp1252"


def decode(content: bytes) -> str:
    """Decode by byte order mark, as UTF-16 or UTF-8 where it is that, else as it is declared.

    What is left is read as Windows-1252, which Latin-1 files are in practice. Always succeeds.
    """
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    if sixteen := _utf_16_without_mark(content[:SAMPLE]):
        return content.decode(sixteen, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _not_wholly_utf_8(content)


def _utf_16_without_mark(sample: bytes) -> str | None:
    """Tell UTF-16 by its zero bytes: tags, digits and line ends of any bibliography are ASCII."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 40 < len(sample) or min(even, odd) * 10 > max(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _not_wholly_utf_8(content: bytes) -> str:
    """Read UTF-8 with single foreign bytes in it as that, and anything else as declared."""
    text = content.decode("utf-8", "surrogateescape")
    foreign = sum(map(len, re.findall("[\udc80-\udcff]+", text)))
    proper = sum(map(len, re.findall("[^\x00-\x7f\udc80-\udcff]+", text)))
    if proper > foreign:
        return re.sub("[\udc80-\udcff]", _foreign_byte, text)
    return content.decode(_declared(content[:SAMPLE]), "replace")


def _foreign_byte(match: re.Match[str]) -> str:
    return bytes([ord(match[0]) - 0xDC00]).decode(FALLBACK, "replace")


def _declared(head: bytes) -> str:
    match = DECLARED.search(head)
    name = (match[1] or match[2]).decode("ascii").lower() if match else FALLBACK
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return FALLBACK
    return FALLBACK if known in {"utf-8", "iso8859-1", "ascii"} or "utf" in known else known
