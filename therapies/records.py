"""Finding therapy types in the records by the names that texts give them."""

from __future__ import annotations

from collections.abc import Iterable

from therapies.models import TherapyType
from therapies.names import plain_name


def find_therapy_types(name: str, abbreviations: Iterable[str]) -> list[TherapyType]:
    """Find the therapy types of a name, else those of an abbreviation and a word in common.

    An abbreviation alone is no proof: many stand for several therapies.
    """
    plain, shorts = plain_name(name), {short.casefold() for short in abbreviations if short}
    types = list(TherapyType.objects.all())
    named = [type_ for type_ in types if plain in map(plain_name, _names(type_))]
    words = set(plain.split())
    return named or [
        type_
        for type_ in types
        if shorts & {short.casefold() for short in [type_.abbreviation, *type_.synonyms]}
        and any(words & set(plain_name(known).split()) for known in _names(type_))
    ]


def _names(type_: TherapyType) -> list[str]:
    return [type_.name, *type_.synonyms]
