"""What the index of the admin shows a person first: rooms register their part of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

Content = Callable[[HttpRequest], dict[str, Any] | None]
_parts: list[tuple[str, Content]] = []


@dataclass(frozen=True)
class Part:
    """A part of the index: its template, which finds its content as ``part``."""

    template: str
    content: dict[str, Any]


def on_the_desk(template: str) -> Callable[[Content], Content]:
    """Register a function whose content a template shows on the index; None shows nothing."""

    def register(content: Content) -> Content:
        _parts.append((template, content))
        return content

    return register


def parts_for(request: HttpRequest) -> list[Part]:
    """Collect what the desk of whoever asks holds."""
    found = [(template, content(request)) for template, content in _parts]
    return [Part(template, content) for template, content in found if content is not None]
