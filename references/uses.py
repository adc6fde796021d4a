"""Where references are used, as an upper room knows it.

This room can't: articles are written above. The setting REFERENCE_USES names the module that
does, with the functions that are here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from references.models import Reference


@dataclass(frozen=True)
class Use:
    """Something that uses a reference; ``url`` is empty for whoever may not open it.

    ``is_live`` where the public reads it now with this reference.
    """

    text: str
    url: str
    is_live: bool = False


def is_used() -> Q:
    """Select, among references, those that a draft lists or an edition names."""
    return import_string(f"{settings.REFERENCE_USES}.is_used")()


def uses_of(reference: Reference, *, person: Any, most: int) -> Sequence[Use]:
    """List what uses a reference, at most so many, for whoever looks; the live ones first."""
    return import_string(f"{settings.REFERENCE_USES}.uses_of")(reference, person=person, most=most)


def count_uses(references: Iterable[Reference]) -> dict[int, int]:
    """Count the articles that use each of some references, by the references' keys."""
    return import_string(f"{settings.REFERENCE_USES}.count_uses")(references)


def move_citations(*, merged: Reference, kept: Reference, by: Any) -> int:
    """Let every draft that cites a merged reference cite the kept one; returns how many did."""
    return import_string(f"{settings.REFERENCE_USES}.move_citations")(
        merged=merged, kept=kept, by=by
    )
