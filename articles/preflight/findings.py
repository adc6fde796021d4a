"""What preflight says: typed findings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    BLOCKER = "blocker"
    NEEDS_REASON = "needs a reason"
    ADVICE = "advice"


@dataclass(frozen=True)
class Finding:
    """One thing a check found in a draft.

    ``rule`` is a stable id, ``where`` the draft's field, ``quote`` the words it stands at
    (empty where something is missing), ``suggestion`` what to do.
    """

    rule: str
    level: Level
    where: str
    message: str
    suggestion: str
    quote: str = ""

    def __str__(self) -> str:
        quote = f" “{self.quote}”" if self.quote else ""
        return f"{self.level}: {self.where}: {self.message}{quote} {self.suggestion}"
