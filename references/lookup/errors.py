"""Why a look-up gave no record; each message is for the person who asked."""

from __future__ import annotations

from gate.refusals import Refusal


class LookUpFailed(Refusal):
    """A look-up gave no record."""


class NotKnown(LookUpFailed):
    """The service does not know the identifier."""


class OutOfReach(LookUpFailed):
    """The service did not answer, or not in time; another try may succeed."""


class Unusable(LookUpFailed):
    """The service answered with something that is no record."""
