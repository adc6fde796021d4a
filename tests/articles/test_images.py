from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.images import (
    ImageRefused,
    MissingImageFile,
    describe_image,
    file_of,
    found_images,
    store_image,
)
from articles.models import Image
from gate.refusals import NotPermitted
from medcontent.models import User
from tests import factories
from tests.articles.pictures import WORDS, a_file, stored

pytestmark = pytest.mark.django_db
OTHER = WORDS | {"alt": "A dark bedroom."}


@pytest.fixture
def writer() -> User:
    return factories.account("writer")


@pytest.fixture
def other() -> User:
    return factories.account("writer")


def path_of(image: Image) -> Path:
    return Path(default_storage.path(f"images/{image.file_name}"))


def test_an_image_is_named_by_the_sha_256_of_its_stored_bytes(writer):
    image = stored(writer)
    body = path_of(image).read_bytes()
    assert (image.digest, image.size) == (sha256(body).hexdigest(), len(body))
    assert (image.width, image.height, image.kind) == (40, 30, "png")
    assert image.uploaded_by == writer


def test_the_name_of_a_file_says_nothing(writer):
    file = SimpleUploadedFile("evil.svg.php", a_file("JPEG"), content_type="image/svg+xml")
    assert store_image(file, by=writer).kind == "jpg"
    named_png = SimpleUploadedFile("a.png", b"<svg onload=alert(1)>", content_type="image/png")
    with pytest.raises(ImageRefused, match="SVG"):
        store_image(named_png, by=writer)


def test_a_file_that_says_it_is_too_large_is_not_read(writer):
    class Unread:
        size = 10**9

        def read(self, limit: int) -> bytes:
            raise AssertionError(limit)

    with pytest.raises(ImageRefused, match="larger than 10 MB"):
        store_image(Unread(), by=writer)


@pytest.mark.parametrize("role", ["physician", "administrator"])
def test_only_writers_and_editors_upload(role):
    with pytest.raises(NotPermitted):
        stored(factories.account(role))
    assert not Image.objects.exists()


# --- The same picture twice


def test_two_records_share_a_file(writer, other):
    first, second = stored(writer), stored(other, OTHER)
    assert first.pk != second.pk
    assert first.file_name == second.file_name
    assert len(list(path_of(first).parent.iterdir())) == 1


def test_nobody_s_words_change_because_another_uploads_the_picture(writer, other):
    first = stored(writer)
    stored(other, OTHER)
    stored(writer, OTHER)
    stored(other, {})
    assert {name: getattr(Image.objects.get(pk=first.pk), name) for name in WORDS} == WORDS


def test_a_picture_that_is_known_brings_its_words_along(writer, other):
    stored(writer)
    again = stored(other, {})
    assert {name: getattr(again, name) for name in WORDS} == WORDS


def test_an_upload_that_is_tried_again_makes_no_second_record(writer, other):
    assert stored(writer, {}).pk == stored(writer, {}).pk
    assert stored(writer, {}).pk != stored(other, {}).pk


# --- Words


def described(image: Image, words: dict[str, str], by: User, **options: bool) -> Image:
    return describe_image(Image.objects.get(pk=image.pk), words, by=by, **options)


def test_whoever_uploaded_an_image_changes_its_words(writer):
    image = stored(writer, {})
    assert described(image, OTHER, writer).pk == image.pk
    image.refresh_from_db()
    assert image.alt == OTHER["alt"]


def test_editors_change_the_words_of_every_image(writer):
    image = stored(writer)
    assert described(image, OTHER, factories.account("editor")).pk == image.pk


def test_another_writer_s_words_stay_and_a_record_of_one_s_own_is_made(writer, other):
    image = stored(writer)
    own = described(image, OTHER, other)
    image.refresh_from_db()
    assert own.pk != image.pk
    assert (image.alt, own.alt, own.uploaded_by) == (WORDS["alt"], OTHER["alt"], other)
    assert own.file_name == image.file_name


def test_a_copy_is_made_where_it_is_asked_for(writer):
    image = stored(writer)
    copy = described(image, OTHER, writer, as_copy=True)
    copy.refresh_from_db()
    assert copy.pk != image.pk and copy.uploaded_at >= image.uploaded_at


def test_words_that_stay_the_same_make_no_copy(writer, other):
    image = stored(writer)
    assert described(image, WORDS, other, as_copy=True).pk == image.pk


def test_a_physician_changes_no_words(writer):
    with pytest.raises(NotPermitted):
        described(stored(writer), OTHER, factories.account("physician"))


# --- Finding


def test_images_are_found_by_their_words_the_newest_first(writer):
    first, second = stored(writer), stored(writer, OTHER)
    assert list(found_images("")) == [second, first]
    assert list(found_images("asleep ana")) == [first]
    assert list(found_images("SILVA bedroom")) == [second]
    assert list(found_images(first.digest[:12])) == [second, first]
    assert list(found_images("100%_")) == []


# --- Files


def test_a_file_with_other_bytes_is_never_handed_out(writer):
    image = stored(writer)
    path_of(image).write_bytes(a_file(colour=(0, 0, 0)))
    with pytest.raises(MissingImageFile, match="other bytes"):
        file_of(image.file_name)


def test_a_file_that_is_gone_is_missing(writer):
    image = stored(writer)
    path_of(image).unlink()
    with pytest.raises(MissingImageFile, match="can't be read"):
        file_of(image.file_name)


@pytest.mark.parametrize("harm", ["change", "remove"])
def test_uploading_again_mends_a_file(writer, harm):
    image = stored(writer)
    if harm == "change":
        path_of(image).write_bytes(b"changed")
    else:
        path_of(image).unlink()
    store_image(BytesIO(a_file()), by=writer)
    assert file_of(image.file_name)


def test_a_storage_that_gives_names_of_its_own_keeps_files_too(writer, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "plain")},
        }
    }
    image = stored(writer)
    assert file_of(image.file_name) and stored(writer).digest == image.digest
    assert [file.name for file in (tmp_path / "plain" / "images").iterdir()] == [image.file_name]
