"""The image store: files named by their SHA-256, and the records that give them words."""

from __future__ import annotations

from hashlib import sha256
from typing import IO, TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.db.models import Q, QuerySet

from articles.models import Image
from articles.pictures import (
    LARGEST_FILE,
    TOO_LARGE,
    ImageRefused,
    Picture,
    clean_picture,
    too_large,
)
from gate.refusals import NotPermitted, Refusal

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser as User
    from django.contrib.auth.models import AnonymousUser

__all__ = ["ImageRefused", "MissingImageFile", "file_of", "found_images", "store_image"]

FOLDER = "images"
WORDS = ("alt", "caption", "credit", "licence")
LARGEST_STORED = 200_000_000
"""Bytes of a stored file that are read at most; none that is stored here comes near."""


class MissingImageFile(Refusal):
    """An image's file is not in the store, or holds other bytes than its name says."""


def store_image(file: IO[bytes] | Any, *, by: User, words: dict[str, str] | None = None) -> Image:
    """Keep an uploaded picture and record it, with words if any are given.

    Two records may share a file, so that nobody's words change because somebody else uploads
    the same picture; only a record of the same account that has no words yet is found again.
    A picture uploaded without words begins with those that its file has already.
    Raises NotPermitted, ImageRefused.
    """
    if not by.has_perm("articles.add_image"):
        raise NotPermitted("Only writers and editors upload images.")
    if getattr(file, "size", 0) > LARGEST_FILE:
        raise ImageRefused(too_large(), status=TOO_LARGE)
    picture = clean_picture(file.read(LARGEST_FILE + 1))
    keep_file(picture)
    return _record(picture, by, {name: (words or {}).get(name, "") for name in WORDS})


def _record(picture: Picture, by: User, words: dict[str, str]) -> Image:
    same = Image.objects.filter(digest=picture.digest, kind=picture.kind)
    if not any(words.values()):
        bare = same.filter(uploaded_by=by.pk, **words).first()
        if bare:
            return bare
        known = same.exclude(**dict.fromkeys(WORDS, "")).first()
        words = {name: getattr(known, name) for name in WORDS} if known else words
    return Image.objects.create(
        digest=picture.digest,
        kind=picture.kind,
        width=picture.width,
        height=picture.height,
        size=len(picture.body),
        uploaded_by_id=by.pk,
        **words,
    )


# --- Words


def may_change_words(user: User | AnonymousUser, image: Image) -> bool:
    """Tell whether an account may change an image's words where it is used already.

    Writers change those of the pictures they uploaded, editors all.
    """
    if not user.has_perm("articles.change_image"):
        return False
    return user.has_perm("articles.submit_any_article") or image.uploaded_by_id == user.pk


def describe_image(
    image: Image, words: dict[str, str], *, by: User, as_copy: bool = False
) -> Image:
    """Give an image other words, or record its file anew under them.

    A record of its own is made where the account asks for one, or may not change the words of
    somebody else's. Words that stay the same change nothing. Raises NotPermitted.
    """
    if not by.has_perm("articles.change_image"):
        raise NotPermitted("Only writers and editors change what is said of images.")
    if all(getattr(image, name) == words[name] for name in WORDS):
        return image
    if as_copy or not may_change_words(by, image):
        image.pk, image.uploaded_by_id = None, by.pk
        image._state.adding = True
        image.uploaded_at = Image._meta.get_field("uploaded_at").get_default()
    for name in WORDS:
        setattr(image, name, words[name])
    image.save(update_fields=None if image._state.adding else WORDS)
    return image


def found_images(query: str) -> QuerySet[Image]:
    """Select the images whose words hold each word of a query, the newest first."""
    images = Image.objects.all()
    for word in query.split()[:10]:
        says = Q(digest__startswith=word.lower())
        for name in WORDS:
            says |= Q(**{f"{name}__icontains": word})
        images = images.filter(says)
    return images.order_by("-pk")


# --- Files


def keep_file(picture: Picture) -> None:
    """Put a picture into the store, unless it is there whole. Raises MissingImageFile."""
    file_name = f"{picture.digest}.{picture.kind}"
    name = f"{FOLDER}/{file_name}"
    try:
        file_of(file_name)
        return
    except MissingImageFile:
        _images().delete(name)
    kept_as = _images().save(name, ContentFile(picture.body))
    if kept_as != name:  # the storage overwrites nothing, and another upload was faster
        _images().delete(kept_as)
        file_of(file_name)


def file_of(file_name: str) -> bytes:
    """Read an image's file and check its bytes against its name. Raises MissingImageFile."""
    try:
        with _images().open(f"{FOLDER}/{file_name}") as file:
            body = bytes(file.read(LARGEST_STORED))
    except OSError as error:
        raise MissingImageFile(f"The file of the image {file_name} can't be read.") from error
    if sha256(body).hexdigest() != file_name.partition(".")[0]:
        raise MissingImageFile(f"The file of the image {file_name} holds other bytes than it did.")
    return body


def _images() -> Storage:
    return default_storage
