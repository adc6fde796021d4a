"""Records that may be one publication: alike in title, year and first author."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from references.models import Reference

LIKENESS = 0.6
"""The share of letter triples that near titles have in common, of 1."""

# Titles that are equal may differ by a year, for an issue follows its first days online. Near
# ones are compared where first author and year are the same, so that the list of pairs stays
# short however large the library is. Another volume is another publication.
QUERY = """
    WITH kept AS MATERIALIZED (
        SELECT id, title_key, first_author, year, csl ->> 'volume' AS volume
        FROM references_reference WHERE merged_into_id IS NULL
    ), pairs AS (
        SELECT one.id AS first, other.id AS second, 1.0 AS likeness
        FROM kept one JOIN kept other ON one.title_key = other.title_key AND one.id < other.id
        WHERE one.title_key <> ''
          AND coalesce(abs(one.year - other.year) <= 1, true)
          AND (one.first_author = other.first_author
               OR one.first_author = '' OR other.first_author = '')
          AND coalesce(one.volume = other.volume, true)
        UNION ALL
        SELECT one.id, other.id, similarity(one.title_key, other.title_key)
        FROM kept one JOIN kept other ON one.first_author = other.first_author
             AND one.year = other.year AND one.id < other.id
        WHERE one.first_author <> '' AND one.title_key <> other.title_key
          AND similarity(one.title_key, other.title_key) >= %(likeness)s
          AND coalesce(one.volume = other.volume, true)
    )
    SELECT first, second FROM pairs
    WHERE NOT EXISTS (SELECT FROM references_distinction told
                      WHERE told.first_id = first AND told.second_id = second)
    ORDER BY likeness DESC, first, second LIMIT %(most)s
"""


@dataclass(frozen=True)
class Pair:
    """Two records that look alike, the older first."""

    first: Reference
    second: Reference


def find_duplicates(*, most: int) -> Sequence[Pair]:
    """Find pairs of records that look alike and that nobody told apart, the likest first."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY, {"likeness": LIKENESS, "most": most})
        keys = cursor.fetchall()
    found = Reference.objects.in_bulk({key for pair in keys for key in pair})
    return [Pair(found[first], found[second]) for first, second in keys]
