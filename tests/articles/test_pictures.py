from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import Any

import PIL.Image
import pytest
from PIL import ImageCms
from PIL.PngImagePlugin import PngInfo

from articles import pictures
from articles.pictures import LARGEST_FILE, LARGEST_SIZE, ImageRefused, clean_picture
from tests.articles.pictures import a_file, claiming, drawn, file_of

GPS, ORIENTATION, ARTIST = 0x8825, 0x0112, 0x013B
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!doctype html><script>alert(1)</script>"


def opened(body: bytes) -> PIL.Image.Image:
    return PIL.Image.open(BytesIO(clean_picture(body).body))


def refusal(body: bytes) -> ImageRefused:
    with pytest.raises(ImageRefused) as caught:
        clean_picture(body)
    return caught.value


@pytest.mark.parametrize(("kind", "stored"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_jpeg_png_and_webp_are_kept_as_what_they_are(kind, stored):
    picture = clean_picture(a_file(kind))
    assert (picture.kind, picture.width, picture.height) == (stored, 40, 30)
    assert PIL.Image.open(BytesIO(picture.body)).format == kind


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_same_file_gives_the_same_bytes(kind):
    body = a_file(kind)
    assert clean_picture(body) == clean_picture(body)


# --- What else a file holds


def with_notes() -> bytes:
    exif = PIL.Image.Exif()
    exif[ARTIST] = "Secret Name"
    exif.get_ifd(GPS)[2] = (47.0, 22.0, 11.0)
    return file_of(drawn(), "JPEG", exif=exif, comment=b"a secret comment")


def test_where_and_by_whom_a_photograph_was_taken_is_left_out():
    before, after = PIL.Image.open(BytesIO(with_notes())), opened(with_notes())
    assert before.getexif().get_ifd(GPS) and b"Secret" in with_notes()
    assert (dict(after.getexif()), after.info.get("comment")) == ({}, None)
    body = clean_picture(with_notes()).body
    assert b"ecret" not in body and b"Exif" not in body


def test_the_notes_of_a_png_and_a_webp_are_left_out():
    notes = PngInfo()
    notes.add_text("Author", "Secret Name")
    notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Secret</x:xmpmeta>")
    assert b"Secret" not in clean_picture(file_of(drawn(), "PNG", pnginfo=notes, dpi=(72, 72))).body
    webp = file_of(drawn(), "WEBP", xmp=b"<x:xmpmeta>Secret</x:xmpmeta>", exif=b"Exif\0\0Secret")
    assert b"Secret" in webp and b"Secret" not in clean_picture(webp).body


def test_what_is_hung_on_behind_a_picture_is_left_out():
    body = a_file("JPEG") + b"PK\x03\x04 an archive"
    assert b"archive" not in clean_picture(body).body


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("markup", [SVG, PAGE, b"<?php system($_GET[0]);", b"<HTML><body>"])
def test_a_picture_with_a_web_page_in_it_is_refused(kind, markup):
    found = refusal(a_file(kind) + markup)
    assert (found.status, "hidden in it" in str(found) or "SVG" in str(found)) == (400, True) or (
        found.status == 415 and markup == SVG
    )


def test_a_page_hidden_in_a_comment_is_refused():
    assert "hidden" in str(refusal(file_of(drawn(), "JPEG", comment=PAGE)))


# --- What is no picture


@pytest.mark.parametrize(
    ("body", "called"),
    [
        (SVG, "SVG drawing"),
        (b'<?xml version="1.0"?>\n<!-- x -->\n' + SVG, "SVG drawing"),
        (b"\xef\xbb\xbf  " + SVG, "SVG drawing"),
        (PAGE, "a web page"),
        (b"%PDF-1.7", "a PDF file"),
        (b"GIF89a" + b"\0" * 30, "a GIF file"),
        (b"GIF89a/*" + PAGE, "a GIF file"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 30, "a HEIC or AVIF file"),
        (b"II*\0" + b"\0" * 30, "a TIFF file"),
        (b"hello", "no picture that can be read here"),
        (b"\0" * 100, "no picture"),
    ],
)
def test_what_is_none_of_the_three_kinds_is_refused_by_its_name(body, called):
    found = refusal(body)
    assert found.status == 415
    assert called in str(found) and "JPEG, PNG or WebP" in str(found)


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "GIF", "ICO", "PPM", "PDF", "TGA"])
def test_other_kinds_of_pictures_are_refused(kind):
    assert refusal(a_file(kind, size=(64, 64))).status == 415


def test_an_empty_file_is_refused():
    assert "empty" in str(refusal(b""))


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "JPEG"), ("PNG", "PNG"), ("WEBP", "WebP")])
def test_a_damaged_file_is_refused_wherever_it_ends(kind, name):
    whole = file_of(PIL.Image.effect_noise((60, 60), 80).convert("RGB"), kind)
    for kept in (12, 40, len(whole) // 4, len(whole) // 2, len(whole) - 40):
        found = refusal(whole[:kept])
        assert found.status == 400, kept
        assert f"damaged {name}" in str(found)


def test_any_flipped_byte_gives_a_picture_or_a_refusal():
    for kind in ("JPEG", "PNG", "WEBP"):
        whole = a_file(kind)
        for place in range(0, len(whole), 3):
            changed = bytearray(whole)
            changed[place] ^= 0xFF
            with suppress(ImageRefused):
                assert clean_picture(bytes(changed)).width <= LARGEST_SIZE[0]


def test_an_animated_picture_is_refused():
    frames = [drawn(), drawn(colour=(0, 0, 200))]
    for kind in ("WEBP", "PNG"):
        body = file_of(frames[0], kind, save_all=True, append_images=frames[1:])
        assert "animated" in str(refusal(body))


def test_a_phone_s_picture_with_another_behind_it_is_kept_as_the_first():
    body = file_of(drawn(), "MPO", save_all=True, append_images=[drawn(size=(9, 9))])
    assert clean_picture(body).kind == "jpg"
    assert opened(body).format == "JPEG"


# --- Size


@pytest.mark.parametrize(
    "size", [(20_000, 20_000), (10_000, 8_000), (2**31 - 1, 1), (1, 2**31 - 1)]
)
def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(size):
    found = refusal(claiming(*size))
    assert (found.status, "million pixels" in str(found)) == (413, True)


def test_a_bomb_that_is_whole_is_refused():
    bomb = file_of(PIL.Image.new("1", (20_000, 20_000)), "PNG")
    assert len(bomb) < 100_000
    assert refusal(bomb).status == 413


def test_a_file_with_too_many_bytes_is_refused():
    found = refusal(a_file() + b"\0" * LARGEST_FILE)
    assert (found.status, "larger than 10 MB" in str(found)) == (413, True)


def test_a_wide_picture_becomes_as_wide_as_pages_need():
    picture = clean_picture(a_file("JPEG", size=(4800, 1000)))
    assert (picture.width, picture.height) == (2400, 500)
    assert opened(a_file("PNG", size=(2400, 900))).size == (2400, 900)


# --- Colours and sides


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stands_upright(orientation):
    exif = PIL.Image.Exif()
    exif[ORIENTATION] = orientation
    image = opened(file_of(drawn(), "JPEG", exif=exif, quality=100, subsampling=0))
    assert image.size == ((40, 30) if orientation < 5 else (30, 40))
    corners = {
        (x, y): sum(image.getpixel((x * (image.width - 1), y * (image.height - 1)))) < 100
        for x in (0, 1)
        for y in (0, 1)
    }
    black = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}
    assert corners == {place: place == black[orientation] for place in corners}


def test_notes_of_a_camera_that_can_t_be_read_do_not_keep_a_photograph_out():
    body = file_of(drawn(), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff\0")
    assert opened(body).size == (40, 30)


@pytest.mark.parametrize(
    ("mode", "colour", "kept"),
    [
        ("1", 1, "L"),
        ("L", 90, "L"),
        ("LA", (90, 100), "RGBA"),
        ("P", 5, "RGB"),
        ("RGBA", (1, 2, 3, 100), "RGBA"),
        ("RGBA", (1, 2, 3, 255), "RGBA"),
        ("I;16", 40_000, "L"),
    ],
)
def test_a_png_of_any_mode_is_kept_with_8_bits_a_channel(mode, colour, kept):
    assert opened(file_of(drawn(colour=colour, mode=mode), "PNG")).mode == kept


def test_16_bits_of_grey_keep_their_shades():
    image = opened(file_of(PIL.Image.new("I;16", (4, 4), 40_000), "PNG"))
    assert image.getpixel((1, 1)) == pytest.approx(40_000 / 256, abs=1)


def test_an_opaque_alpha_channel_is_dropped():
    assert opened(file_of(PIL.Image.new("RGBA", (4, 4), (9, 9, 9, 255)), "PNG")).mode == "RGB"


def test_a_palette_keeps_its_transparency():
    image = drawn().convert("P")
    body = file_of(image, "PNG", transparency=image.getpixel((0, 0)))
    found: Any = opened(body).convert("RGBA")
    assert (found.getpixel((0, 0))[3], found.getpixel((39, 29))[3]) == (0, 255)


def test_print_colours_become_screen_colours():
    cmyk = PIL.Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    red, green, blue = opened(file_of(cmyk, "JPEG")).getpixel((4, 4))
    assert red > 200 and green < 60 and blue < 60


def test_colours_of_another_profile_are_converted_and_the_profile_left_out():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"?").replace(b"bXYZ", b"rXYZ").replace(b"?", b"bXYZ")
    red = PIL.Image.new("RGB", (8, 8), (200, 0, 0))
    image: Any = opened(file_of(red, "PNG", icc_profile=swapped))
    assert "icc_profile" not in image.info
    assert image.getpixel((4, 4)) == (0, 0, pytest.approx(200, abs=3))


def test_a_profile_that_is_none_changes_nothing():
    body = file_of(PIL.Image.new("RGB", (8, 8), (1, 2, 3)), "PNG", icc_profile=b"no profile")
    assert opened(body).getpixel((4, 4)) == (1, 2, 3)


def test_a_drawing_without_loss_stays_without_loss():
    noise = PIL.Image.effect_noise((50, 50), 90).convert("RGB")
    image = opened(file_of(noise, "WEBP", lossless=True))
    assert image.convert("RGB").tobytes() == noise.tobytes()


def test_the_limits_are_those_that_are_told():
    assert pictures.too_large().startswith("This file is larger than 10 MB")
