"""Whether two CSL items of one title and year are one publication."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

Item = Mapping[str, Any]


def are_one_publication(one: Item, other: Item) -> bool:
    """Say whether nothing that both items hold tells them apart.

    Many publications of a year are called “Editorial”, so that a title alone says little.
    """
    for part in PARTS:
        here, there = part(one), part(other)
        if here and there and here != there:
            return False
    return True


def same_title(one: Item, other: Item) -> bool:
    """Compare two titles, case, marks, accents and punctuation aside."""
    return letters_of_title(one) == letters_of_title(other)


def letters_of_title(item: Item) -> str:
    """Write a title as it is compared: its letters and digits alone."""
    return _letters(str(item.get("title", "")))


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", re.sub("<[^>]*>", "", text)).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def first_author(item: Item) -> str:
    """Name who stands first, without case and accents."""
    names = item.get("author") or [{}]
    return _letters(str(names[0].get("family") or names[0].get("literal") or ""))


def first_page(item: Item) -> str:
    """Read the page on which a publication begins."""
    found = re.search(r"\w+", str(item.get("page", "")))
    return found[0].lower() if found else ""


def _member(name: str) -> Callable[[Item], str]:
    return lambda item: str(item.get(name, "")).strip().lower()


def _address(item: Item) -> str:
    """The address of what is only on the web; others have several."""
    is_page = item.get("type") in ("webpage", "post", "post-weblog", "dataset", "software")
    return re.sub(r"^https?://(www\.)?|/$", "", _member("URL")(item)) if is_page else ""


PARTS: tuple[Callable[[Item], str], ...] = (
    *(_member(name) for name in ("DOI", "PMID", "PMCID", "volume")),
    lambda item: str((item.get("custom") or {}).get("arxiv", "")),
    first_author,
    first_page,
    _address,
)
"""What tells publications apart where both items have it."""
