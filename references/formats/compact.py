"""Items without empty members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from references.csl import CslItem


def compact(members: Mapping[str, Any]) -> CslItem:
    """Make an item of the members that hold something; of ``custom`` too only what does."""
    held = {name: value for name, value in members.items() if _holds_something(value)}
    if custom := held.get("custom"):
        held["custom"] = {name: value for name, value in custom.items() if _holds_something(value)}
        if not held["custom"]:
            del held["custom"]
    return cast(CslItem, held)


def _holds_something(value: Any) -> bool:
    return value is not None and value not in ("", [], {})
