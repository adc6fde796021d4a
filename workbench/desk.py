"""What desks show a person first: rooms register their parts of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.http import HttpRequest

Content = Callable[[HttpRequest], dict[str, Any] | None]


class Desk(StrEnum):
    """Where a part is shown."""

    INDEX = "the index of the admin"
    PHYSICIANS = "the desk of a physician"


_parts: list[tuple[Desk, str, Content]] = []


@dataclass(frozen=True)
class Part:
    """A part of a desk: its template, which finds its content as ``part``."""

    template: str
    content: dict[str, Any]


def on_the_desk(template: str, *, of: Desk = Desk.INDEX) -> Callable[[Content], Content]:
    """Register a function whose content a template shows on a desk; None shows nothing."""

    def register(content: Content) -> Content:
        _parts.append((of, template, content))
        return content

    return register


def parts_for(request: HttpRequest, *, of: Desk = Desk.INDEX) -> list[Part]:
    """Collect what the desk of whoever asks holds."""
    found = [(template, content(request)) for desk, template, content in _parts if desk is of]
    return [Part(template, content) for template, content in found if content is not None]
