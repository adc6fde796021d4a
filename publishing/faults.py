"""What ``verify`` finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that does not check: in which part, of what, and why."""

    part: str
    subject: str
    message: str

    def __str__(self) -> str:
        return f"{self.part}: {self.subject}: {self.message}"
