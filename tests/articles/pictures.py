"""Picture files made for tests."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import PIL.Image

from articles.images import store_image
from articles.models import Image

WORDS = {
    "alt": "A woman asleep in a dark room.",
    "caption": "Regular sleep.",
    "credit": "Photo: Ana Maria Silva",
    "licence": "CC BY 4.0",
}


def drawn(
    size: tuple[int, int] = (40, 30), colour: Any = (200, 40, 40), mode: str = "RGB"
) -> PIL.Image.Image:
    """A picture whose left upper quarter is black."""
    image = PIL.Image.new(mode, size, colour)
    quarter = (0, 0, max(1, size[0] // 2), max(1, size[1] // 2))
    image.paste(PIL.Image.new(mode, (quarter[2], quarter[3]), 0), quarter)
    return image


def file_of(image: PIL.Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """Encode a picture."""
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def a_file(kind: str = "PNG", **wanted: Any) -> bytes:
    """A picture's file; ``size``, ``colour`` and ``mode`` as for drawn."""
    return file_of(drawn(**wanted), kind)


def stored(by: Any, words: dict[str, str] | None = None, **wanted: Any) -> Image:
    """An image in the store, with words unless others are given."""
    body = BytesIO(a_file(**wanted))
    return store_image(body, by=by, words=WORDS if words is None else words)


def claiming(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing: a decompression bomb's head."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    row = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", row) + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
