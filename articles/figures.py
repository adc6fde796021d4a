"""From images in a draft to figures in an edition: the file's name, its words, its credit."""

from __future__ import annotations

from typing import Any

from lxml.html import HtmlElement, builder

from articles import body
from articles.drafts import Draft
from articles.models import Image
from gate.refusals import Refusal


class CannotFreeze(Refusal):
    """A draft that can't become an edition; the message says why and what to do."""


def image_path(image: Image) -> str:
    """The path of an image's file on the public site."""
    return f"/images/{image.file_name}"


def images_of(draft: Draft) -> dict[str, Any]:
    """Write the members of an edition that describe its images, each image once, by number."""
    lead = draft.images.get(draft.lead_image or 0)
    return {
        "lead_image": _described(lead) if lead else None,
        "images": [_described(image) for _, image in sorted(draft.images.items())],
    }


def _described(image: Image) -> dict[str, Any]:
    return {
        "id": image.pk,
        "digest": image.digest,
        "kind": image.kind,
        "width": image.width,
        "height": image.height,
        "alt": image.alt,
        "caption": image.caption,
        "credit": image.credit,
        "licence": image.licence,
    }


def show_figures(root: HtmlElement, draft: Draft) -> None:
    """Replace the figure nodes under an element by pictures with their words.

    Raises CannotFreeze where a node names an image that does not exist.
    """
    for node in list(root.iter("figure")):
        pk = node.get("data-image", "")
        image = draft.images.get(int(pk)) if body.is_number(pk) else None
        if image is None:
            raise CannotFreeze(f"The text shows an image ({pk!r}) that does not exist.")
        parent = node.getparent()
        assert parent is not None
        figure = _figure(image)
        figure.tail = node.tail
        parent.replace(node, figure)


def _figure(image: Image) -> HtmlElement:
    size = {"width": str(image.width), "height": str(image.height), "loading": "lazy"}
    figure = builder.FIGURE(builder.IMG(src=image_path(image), alt=image.alt, **size))
    words = [
        builder.SPAN(text, builder.CLASS(name))
        for name, text in (("caption", image.caption), ("credit", credit_line(image)))
        if text
    ]
    if words:
        figure.append(builder.FIGCAPTION(*_spaced(words)))
    return figure


def _spaced(words: list[HtmlElement]) -> list[HtmlElement]:
    for word in words[:-1]:
        word.tail = " "
    return words


def credit_line(image: Image) -> str:
    """Say who made an image and why it may be shown."""
    return ". ".join(filter(None, (image.credit, image.licence)))
