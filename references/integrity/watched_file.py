"""Retraction Watch's file, which somebody fetches: read again when it or the library changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db.models import Count, DecimalField, Func, Sum
from django.utils import timezone

from references.formats.outcome import CannotRead
from references.integrity.matching import Matched, Tally, match
from references.integrity.retraction_watch import read_retraction_watch
from references.models import KeptAnswer, Reference
from references.notices import Source

READ = "the file that was read last"


def match_file(path: Path) -> Iterator[tuple[int, Matched]]:
    """Match a file with the whole library; gives with each batch how far in bytes it was read.

    Raises CannotRead at once where nothing of it can be read.
    """
    try:
        with path.open("rb") as file:
            for batch in match(read_retraction_watch(file, name=path.name)):
                yield file.tell(), batch
    except OSError as error:
        raise CannotRead(f"{path} can't be read: {error.strerror or error}.") from error


class _Hashed(Func):
    """A number that changes with the columns of a row."""

    template = "hashtextextended(concat_ws(' ', %(expressions)s), 0)::numeric"
    output_field = DecimalField(max_digits=20, decimal_places=0)


IDENTIFIERS = Sum(_Hashed("pk", "doi", "pmid"))
"""Another number once a DOI or PMID of the library is another."""


def read_if_changed(path: Path) -> Tally | None:
    """Match a file, unless it and the library are as they were when it was read last.

    None where they are. Raises CannotRead.
    """
    state = _state(path)
    last = KeptAnswer.objects.filter(service=Source.RETRACTION_WATCH, question=READ)
    if [answer.content for answer in last] == [state]:
        return None
    tally = Tally()
    for _, batch in match_file(path):
        tally.add(batch)
    KeptAnswer.objects.update_or_create(
        service=Source.RETRACTION_WATCH,
        question=READ,
        defaults={"status": 200, "body": state, "asked_at": timezone.now()},
    )
    return tally


def _state(path: Path) -> bytes:
    """Say in a few figures what the file and the library's identifiers are. Raises CannotRead."""
    try:
        file = path.stat()
    except OSError as error:
        raise CannotRead(f"{path} can't be read: {error.strerror or error}.") from error
    library = Reference.objects.kept().aggregate(records=Count("pk"), identifiers=IDENTIFIERS)
    return f"{path} {file.st_size} {file.st_mtime_ns} {sorted(library.items())}".encode()
