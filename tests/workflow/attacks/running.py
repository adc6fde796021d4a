"""Running an attack, and saying what refused it and whether it left a trace."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from django.db import Error, connection, transaction
from django.db.models import ProtectedError, RestrictedError

from tests.workflow.attacks.matrix import Act

GUARDED = (
    "articles_articlehead articles_contributor articles_edition articles_editionimage "
    "articles_editionreference articles_editiontherapy articles_image publishing_concern "
    "publishing_redirect publishing_release publishing_safetynotice publishing_scheduledrelease "
    "references_integrityfact reviews_checkpoint reviews_comment reviews_ledgerentry "
    "reviews_licence reviews_physician reviews_physicianaccount reviews_reply reviews_review "
    "reviews_signingkey reviews_signoff"
).split()
"""Tables whose rows the gate guards, one by one or once they are evidence."""


class WithoutEffect(Exception):
    """The database took the statement but did not do what it asked for."""


@dataclass(frozen=True)
class Refused:
    """What refused an act.

    ``kind`` is an SQLSTATE or the name of an exception; ``rule`` that of a constraint, of a rule
    of the gate or of the column that lacks a value.
    """

    kind: str
    rule: str = ""

    def __str__(self) -> str:
        return self.rule or self.kind


def refusal_of(act: Act) -> Refused | None:
    """Run an act in a savepoint, deferred constraints included; None where it goes through."""
    try:
        with transaction.atomic():
            act()
            connection.check_constraints()
    except (ProtectedError, RestrictedError, WithoutEffect) as error:
        return Refused(type(error).__name__)
    except (Error, psycopg.Error) as error:
        return refused(error)
    return None


def refused(error: BaseException) -> Refused:
    """Read what refused from the database's error; other errors are raised on."""
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    if not isinstance(cause, psycopg.Error) or cause.sqlstate is None:
        raise error
    diagnosis = cause.diag
    missing = diagnosis.column_name and f"{diagnosis.table_name}.{diagnosis.column_name}"
    return Refused(cause.sqlstate, diagnosis.constraint_name or missing or "")


def matches(refusal: Refused | None, expected: str) -> bool:
    """Say whether the expected rule, SQLSTATE or exception refused."""
    return refusal is not None and expected in (refusal.kind, refusal.rule)


def fingerprint() -> dict[str, str]:
    """Hash every row of the guarded tables, a hash a table."""
    tables = [
        f"SELECT '{table}', md5(string_agg(md5(row::text), '' ORDER BY md5(row::text))) "
        f"FROM public.{table} AS row"
        for table in GUARDED
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(tables))
        return dict(cursor.fetchall())
