"""Records and notices about them, for tests."""

from __future__ import annotations

import datetime
from itertools import count
from typing import Any

from references.integrity.matching import note
from references.integrity.said import Said
from references.models import Reference
from references.notices import Nature, Notice, Source

DAY = datetime.date(2010, 2, 6)
_numbers = count(1)


def record(**members: Any) -> Reference:
    """A record with a DOI and a PMID of its own, unless others are given (None: without)."""
    number = next(_numbers)
    item = {
        "type": "article-journal",
        "title": f"Sleep in migraine {number}",
        "author": [{"family": "Tester", "given": "Tina"}],
        "issued": {"date-parts": [[2005]]},
        "DOI": f"10.5555/paper.{number}",
        "PMID": str(1000 + number),
    } | members
    kept = {name: value for name, value in item.items() if value is not None}
    return Reference.objects.get(pk=Reference.objects.create(csl=kept).pk)


def said_of(reference: Reference, **changes: Any) -> Said:
    """What Retraction Watch says of a record: that it was retracted."""
    told = {
        "source": Source.RETRACTION_WATCH,
        "nature": Nature.RETRACTION,
        "doi": reference.doi or "",
        "pmid": reference.pmid or "",
        "noticed_on": DAY,
        "notice_doi": "10.5555/notice",
    }
    return Said(**(told | changes))


def noticed(reference: Reference, **changes: Any) -> Notice:
    """A notice about a record that waits to be decided about, or says what was confirmed."""
    [notice] = note([(reference.pk, said_of(reference, **changes))])
    return notice
