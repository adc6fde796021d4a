"""Pictures as they are kept: decoded and encoded anew, without whatever else their file held.

They stand upright, in sRGB, no larger than a page needs. The same bytes give the same bytes,
within one version of Pillow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any

import PIL.Image
from PIL import ImageCms, ImageOps, UnidentifiedImageError

from gate.refusals import Refusal

LARGEST_FILE = 10_000_000
"""Bytes."""
MOST_PIXELS = 50_000_000
LARGEST_SIZE = (2400, 10_000)
"""Pixels, width and height: more than a page shows on any screen."""

KINDS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp"}
"""Pillow's names of what is taken. An MPO is a JPEG with more pictures behind it, from phones."""
FORMATS = ("JPEG", "PNG", "WEBP")
TAKEN = "JPEG, PNG or WebP"

TOO_LARGE, OF_ANOTHER_KIND, NOT_A_PICTURE = 413, 415, 400

_MARKUP = re.compile(rb"<(?:script|html|iframe|!doctype html|\?php)[\s>]", re.IGNORECASE)
_SVG = re.compile(rb"<svg[\s>]|<!doctype svg", re.IGNORECASE)
_SIGNATURES = {
    "a damaged JPEG file": re.compile(rb"\xff\xd8\xff"),
    "a damaged PNG file": re.compile(rb"\x89PNG"),
    "a damaged WebP file": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "a GIF file": re.compile(rb"GIF8"),
    "a HEIC or AVIF file": re.compile(rb"....ftyp(?:hei|hev|mif|msf|avi)", re.DOTALL),
    "a TIFF file": re.compile(rb"II\*\0|MM\0\*"),
    "a BMP file": re.compile(rb"BM"),
    "a PDF file": re.compile(rb"\s*%PDF"),
    "a web page": re.compile(rb"\s*<(?:!doctype html|html|head|body|script)", re.IGNORECASE),
}


class ImageRefused(Refusal):
    """A file that can't be kept as a picture; ``status`` is the HTTP status that says so."""

    def __init__(self, message: str, *, status: int = NOT_A_PICTURE) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Picture:
    """A picture ready to be kept; sizes in pixels."""

    body: bytes
    kind: str
    width: int
    height: int

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hex."""
        return sha256(self.body).hexdigest()


def clean_picture(body: bytes) -> Picture:
    """Make a picture of an uploaded file's bytes, whatever its name. Raises ImageRefused."""
    _require_size(body)
    _require_a_picture_alone(body)
    opened = _opened(body)
    kind = KINDS[opened.format or ""]
    image = _fitted(_upright(_loaded(opened)))
    encoded = _encoded(image, kind, lossless=b"VP8L" in body[:64])
    return Picture(body=encoded, kind=kind, width=image.width, height=image.height)


def _require_size(body: bytes) -> None:
    if not body:
        raise ImageRefused("This file is empty. Choose another.")
    if len(body) > LARGEST_FILE:
        raise ImageRefused(too_large(), status=TOO_LARGE)


def too_large() -> str:
    """Say that a file has too many bytes."""
    return (
        f"This file is larger than {LARGEST_FILE // 1_000_000} MB. Make it smaller, for example "
        f"{LARGEST_SIZE[0]} pixels wide, and upload it again."
    )


def _require_a_picture_alone(body: bytes) -> None:
    if _SVG.search(body[:4096]):
        raise ImageRefused(
            f"This is an SVG drawing. SVG files can carry programs and are not taken, whatever "
            f"their name says: save the drawing as {TAKEN}, and upload that.",
            status=OF_ANOTHER_KIND,
        )
    name = _called(body)
    if not name or "damaged" not in name:
        raise ImageRefused(
            f"This is {name or 'no picture that can be read here'}. Its name does not matter: "
            f"what is in it must be {TAKEN}. Save it as one of them, and upload that.",
            status=OF_ANOTHER_KIND,
        )
    if _MARKUP.search(body):
        raise ImageRefused(
            "This picture has a web page or a program hidden in it. Open it in an image editor, "
            "save it anew, and upload that."
        )


def _called(body: bytes) -> str:
    return next((name for name, begins in _SIGNATURES.items() if begins.match(body)), "")


def _opened(body: bytes) -> PIL.Image.Image:
    """Read what a file says of itself; no pixel is decoded yet."""
    try:
        opened = PIL.Image.open(BytesIO(body), formats=FORMATS)
    except (PIL.Image.DecompressionBombError, PIL.Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise _damaged(_called(body)) from error
    except Exception as error:  # decoders raise errors of many kinds
        raise _damaged(_called(body)) from error
    if opened.width * opened.height > MOST_PIXELS:
        raise _too_many_pixels()
    if opened.format != "MPO" and getattr(opened, "is_animated", False):
        raise ImageRefused(
            "This picture is animated. Articles show still pictures: save one frame of it, and "
            "upload that."
        )
    return opened


def _too_many_pixels() -> ImageRefused:
    return ImageRefused(
        f"This picture has more than {MOST_PIXELS // 1_000_000} million pixels. Make it smaller, "
        f"for example {LARGEST_SIZE[0]} pixels wide, and upload it again.",
        status=TOO_LARGE,
    )


def _damaged(name: str) -> ImageRefused:
    return ImageRefused(
        f"This is {name or 'a damaged file'}: it can't be read to its end. Get it from its source "
        "again, and upload that."
    )


def _loaded(opened: PIL.Image.Image) -> PIL.Image.Image:
    names = {"jpg": "JPEG", "png": "PNG", "webp": "WebP"}
    try:
        opened.load()
        return _in_srgb(opened)
    except Exception as error:  # decoders raise errors of many kinds
        raise _damaged(f"a damaged {names[KINDS[opened.format or '']]} file") from error


def _upright(image: PIL.Image.Image) -> PIL.Image.Image:
    """Turn a photograph as its camera noted."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001 -- notes that can't be read turn nothing
        return image


def _fitted(image: PIL.Image.Image) -> PIL.Image.Image:
    image.thumbnail(LARGEST_SIZE, PIL.Image.Resampling.LANCZOS)
    return image


# --- Colours


def _in_srgb(image: PIL.Image.Image) -> PIL.Image.Image:
    """Bring colours into sRGB with 8 bits a channel: modes L, RGB or RGBA. Keeps EXIF notes."""
    notes, profile = image.info.get("exif"), image.info.get("icc_profile")
    image = _of_plain_mode(image)
    target = "RGBA" if image.mode == "RGBA" else "L" if image.mode == "L" else "RGB"
    image = _converted(image, profile, target) if profile else image.convert(target)
    if image.mode == "RGBA" and image.getchannel("A").getextrema()[0] == 255:
        image = image.convert("RGB")
    image.info = {"exif": notes} if notes else {}
    return image


def _of_plain_mode(image: PIL.Image.Image) -> PIL.Image.Image:
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode.startswith("I"):  # 16 bits of grey, as in radiology
        return image.convert("I").point(lambda grey: grey / 256).convert("L")
    if image.mode in ("1", "F"):
        return image.convert("L")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def _converted(image: PIL.Image.Image, profile: bytes, target: str) -> PIL.Image.Image:
    """Convert by the file's own colour profile, or without it where it is none."""
    try:
        given: Any = ImageCms.ImageCmsProfile(BytesIO(profile))
        wanted: Any = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
        mode = "RGB" if target == "L" else target
        found = ImageCms.profileToProfile(image, given, wanted, outputMode=mode)
    except Exception:  # noqa: BLE001 -- a profile that can't be read says nothing
        return image.convert(target)
    return (found or image).convert(target)


# --- Encoding


def _encoded(image: PIL.Image.Image, kind: str, *, lossless: bool) -> bytes:
    bare = PIL.Image.frombytes(image.mode, image.size, image.tobytes())
    written = BytesIO()
    if kind == "png":
        bare.save(written, "PNG", compress_level=8)
    elif kind == "webp":
        bare.save(written, "WEBP", quality=88, lossless=lossless, method=4)
    else:
        bare.convert("L" if bare.mode == "L" else "RGB").save(
            written, "JPEG", quality=88, optimize=True, progressive=True
        )
    return written.getvalue()
