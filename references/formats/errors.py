"""What a reader of references raises."""

from __future__ import annotations


class UnreadableReference(ValueError):
    """A line that can't be read as a reference; ``line`` and ``reason`` say which and why."""

    def __init__(self, line: str, reason: str) -> None:
        super().__init__(f"The reference “{line}” can't be read: {reason}")
        self.line = line
        self.reason = reason
