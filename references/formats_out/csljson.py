"""Writing CSL-JSON: one array of items."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def write_csljson(items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Write items, each with the ``id`` that CSL asks for."""
    before = "[\n"
    for number, item in enumerate(items, start=1):
        yield before + json.dumps({"id": f"ref-{number}", **item}, ensure_ascii=False)
        before = ",\n"
    yield "\n]\n" if before == ",\n" else "[]\n"
