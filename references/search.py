"""Finding references in the whole library, by identifier or by words."""

from __future__ import annotations

from django.db.models import QuerySet, Value

from references.columns import folded
from references.identifiers import identify
from references.models import Reference
from references.records import find_identified

MOST_WORDS = 12


def search(text: str) -> QuerySet[Reference]:
    """Find the references that an identifier names, else those that have every word.

    Words are parts of title, authors' names, journal or year, without regard to case and
    accents; the beginning of a DOI is one too. What was merged is found through the record that
    was kept.
    """
    identifier = identify(text)
    if identifier and (found := find_identified(identifier)):
        return Reference.objects.filter(pk__in=[reference.pk for reference in found])
    found_so_far = Reference.objects.kept()
    for word in text.replace("\x00", "").split()[:MOST_WORDS]:
        if word.lower().startswith("10.") and "/" in word:
            found_so_far = found_so_far.filter(doi__startswith=word.lower())
        else:
            found_so_far = found_so_far.filter(searched__contains=folded(Value(word)))
    return found_so_far
