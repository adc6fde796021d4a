"""Rules about images: they exist, and say what they show, whose they are, why they may be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles import body
from articles.blocks import Place, body_blocks
from articles.drafts import Draft
from articles.models import Image
from articles.preflight.findings import Finding, Level, blocker
from articles.preflight.registry import check

NEEDED = {
    "alt": (
        "image-alt-missing",
        "has no alternative text.",
        "Say in a sentence what it shows, for readers who can't see it.",
    ),
    "credit": (
        "image-credit-missing",
        "has no credit.",
        "Name who made it, for example: Photo: Ana Maria Silva.",
    ),
    "licence": (
        "image-licence-missing",
        "has no licence.",
        "Say why it may be shown, for example: CC BY 4.0, or: used with permission.",
    ),
}
FILE_NAME = re.compile(
    r"[\w\-. ()]*\.(?:jpe?g|png|webp|gif|tiff?|heic)|(?:img|dsc|dscn|pxl)[-_ ]?\d+"
)
MARK = "\ue000"
"""A character that no text means anything by."""
EMPTY_WORDS = frozenset({"image", "picture", "photo", "photograph", "figure", "graphic", "alt"})


@check({"image-unknown": Level.BLOCKER})
def images_exist(draft: Draft) -> Iterator[Finding]:
    """Require that every image that is named exists."""
    named = [("lead_image", str(draft.lead_image))] if draft.lead_image is not None else []
    named += [("body", shown) for shown in body.shown_images(draft.body)]
    for field, pk in dict.fromkeys(named):
        if not (body.is_number(pk) and int(pk) in draft.images):
            yield blocker(
                "image-unknown",
                field,
                f"An image ({pk!r}) is shown that does not exist.",
                "Choose another or remove it.",
            )


@check(
    {
        "image-alt-missing": Level.BLOCKER,
        "image-credit-missing": Level.BLOCKER,
        "image-licence-missing": Level.BLOCKER,
    }
)
def images_have_words(draft: Draft) -> Iterator[Finding]:
    """Require alternative text, credit and licence of every image that is shown."""
    for place, image in _shown(draft):
        for field, (rule, fault, suggestion) in NEEDED.items():
            if not getattr(image, field).strip():
                yield blocker(rule, place, f"{_named(place, image)} {fault}", suggestion)


@check({"image-alt-empty": Level.BLOCKER})
def alternative_texts_say_something(draft: Draft) -> Iterator[Finding]:
    """Refuse alternative texts that are a file's name or no more than “image”."""
    for place, image in _shown(draft):
        said = image.alt.strip().lower()
        if said in EMPTY_WORDS or FILE_NAME.fullmatch(said):
            yield blocker(
                "image-alt-empty",
                place,
                f"The alternative text of {_named(place, image, begins=False)} says nothing:",
                "Say in a sentence what it shows, for readers who can't see it.",
                image.alt,
            )


def _shown(draft: Draft) -> Iterator[tuple[Place, Image]]:
    """List the images that are shown, each once, with the place of the first showing."""
    if lead := draft.images.get(draft.lead_image or 0):
        yield Place("lead_image"), lead
    for pk in dict.fromkeys(body.shown_images(draft.body)):
        image = draft.images.get(int(pk)) if body.is_number(pk) else None
        if image and image.pk != draft.lead_image:
            yield Place("body", block=_block_before(draft.body, pk)), image


def _block_before(fragment: str, pk: str) -> int:
    """Count to the text block that the first showing of an image stands under."""
    marked = re.sub(r'<figure data-image="(\d+)">\s*</figure>', rf"<p>{MARK}\1</p>", fragment)
    before = 0
    for block in body_blocks(marked):
        if block.text == f"{MARK}{pk}":
            break
        before += not block.text.startswith(MARK)
    return max(before - 1, 0)


def _named(place: Place, image: Image, *, begins: bool = True) -> str:
    """Name an image in the words that its people know it by."""
    the = "The" if begins else "the"
    known_by = image.caption.strip() or image.alt.strip() or f"number {image.pk}"
    shortened = known_by if len(known_by) <= 60 else f"{known_by[:59].rstrip()}…"
    what = "lead image" if place.field == "lead_image" else "image"
    return (
        f"{the} {what} “{shortened}”"
        if not known_by.startswith("number ")
        else (f"{the} {what} ({known_by})")
    )


CHECKS = (images_exist, images_have_words, alternative_texts_say_something)
