"""What an import raises."""

from __future__ import annotations

from gate.refusals import Refusal


class ImportRefused(Refusal):
    """A file that becomes no draft; the message says what is wrong, where, and what to do."""
