"""The library of before, with records that share what only one may have now."""

from __future__ import annotations

import json

from tests.databases import Databases, manage

BEFORE = ("references", "0002_gate")


def migrate(database: str, *to: str) -> None:
    manage(database, "migrate", "--verbosity=0", *to)


def test_of_records_that_share_an_identifier_the_oldest_keeps_it(
    databases: Databases, django_db_blocker
) -> None:
    items = [
        {"title": "First", "PMCID": "PMC1", "custom": {"kept": 1}},
        {"title": "Second", "PMCID": "pmc1", "custom": {"kept": 2}},
        {"title": "Book", "type": "book", "ISBN": "9780306406157"},
        {"title": "Same book", "type": "book", "ISBN": "9780306406157"},
        {"title": "Chapter", "type": "chapter", "ISBN": "9780306406157"},
    ]
    with django_db_blocker.unblock(), databases.temporary("template0") as name:
        migrate(name, *BEFORE)
        with databases.owner(name) as owner:
            for item in items:
                owner.execute(
                    "INSERT INTO references_reference (csl, source_line) VALUES (%s, '')",
                    [json.dumps(item)],
                )
        migrate(name)
        with databases.owner(name) as owner:
            rows = owner.execute(
                "SELECT csl, pmcid, isbn FROM references_reference ORDER BY id"
            ).fetchall()
    assert [(pmcid, isbn) for _, pmcid, isbn in rows] == [
        ("PMC1", None),
        (None, None),
        (None, "9780306406157"),
        (None, None),
        (None, None),
    ]
    assert rows[0][0] == items[0]
    assert rows[1][0]["custom"] == {"kept": 2, "unread": {"PMCID": "pmc1"}}
    assert rows[3][0]["custom"] == {"unread": {"ISBN": "9780306406157"}}
