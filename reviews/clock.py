"""The database's time, in which everything is signed and recorded."""

from __future__ import annotations

from django.db import connection


def database_time() -> str:
    """Ask the database for the time: UTC in RFC 3339, to the microsecond."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', "
            '\'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\')'
        )
        (moment,) = cursor.fetchone()
    return str(moment)
