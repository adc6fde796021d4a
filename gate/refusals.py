"""What a person is told when a step is refused, and how the database's refusals become that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, IntegrityError, transaction
from psycopg import errors


class Refusal(Exception):
    """A step that is not allowed now; the message says what is wrong and what to do.

    ``rule`` is a stable name for programs, e.g. of the gate's constraint.
    """

    def __init__(self, message: str, *, rule: str = "") -> None:
        super().__init__(message)
        self.rule = rule


class NotPermitted(Refusal):
    """The account may not do this."""


class GateBroken(Refusal):
    """The database does not hold the rules it should."""


class Overtaken(Refusal):
    """Somebody else was faster; look again."""


_PERMANENT = {
    errors.CheckViolation: Refusal,
    errors.ForeignKeyViolation: Refusal,
    errors.StringDataRightTruncation: Refusal,
    errors.UniqueViolation: Overtaken,
    errors.InsufficientPrivilege: GateBroken,
    errors.SerializationFailure: Overtaken,
    errors.DeadlockDetected: Overtaken,
}
_SENTENCES = {
    errors.ForeignKeyViolation: "The records do not belong together, or one of them is gone.",
    errors.StringDataRightTruncation: "One of the entries is too long; shorten it.",
    errors.UniqueViolation: "This was done already; look at it again.",
    errors.InsufficientPrivilege: "The database does not let the application do this.",
    errors.SerializationFailure: "Something changed meanwhile; look at it again.",
    errors.DeadlockDetected: "Something changed meanwhile; look at it again.",
}


@contextmanager
def one_step(*, durable: bool = False) -> Iterator[None]:
    """Run a verb's writes as one transaction; turn the database's refusals into ours.

    A durable step is committed when it ends, and refuses to be part of a larger transaction.
    Raises Refusal or one of its kinds; other database errors pass through.
    """
    try:
        with transaction.atomic(durable=durable):
            yield
    except (IntegrityError, DatabaseError) as error:
        raise refusal_for(error) from error


def refusal_for(error: Exception) -> Exception:
    """Translate a database error that the gate raised; other errors come back as they are."""
    cause = error.__cause__
    for kind, refusal in _PERMANENT.items():
        if isinstance(cause, kind):
            sentence = _SENTENCES.get(kind) or cause.diag.message_primary or str(cause)
            return refusal(sentence, rule=cause.diag.constraint_name or "")
    return error
