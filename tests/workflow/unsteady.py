"""A page store that fails, or dies with its process, at a chosen call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from publishing.storage import AtomicFileStorage


class Killed(BaseException):
    """The process was killed; nothing in it may catch this."""


@dataclass
class Weather:
    """After how many calls the store gives up, and whether its process dies of it."""

    calls_left: int | None = None
    kills: bool = False

    def clear(self) -> None:
        self.calls_left = None

    def strike(self) -> None:
        """Count a call; fail from the chosen one on, or die at it, once."""
        if self.calls_left is None:
            return
        if self.calls_left > 0:
            self.calls_left -= 1
        elif self.kills:
            self.clear()
            raise Killed
        else:
            raise OSError(5, "Input/output error")


WEATHER = Weather()


class UnsteadyStorage(AtomicFileStorage):
    """The default store, under the weather."""

    def _save(self, name: str, content: Any) -> str:
        WEATHER.strike()
        return super()._save(name, content)

    def delete(self, name: str) -> None:
        WEATHER.strike()
        super().delete(name)
