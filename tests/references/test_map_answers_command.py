"""``manage.py map_answers``: kept answers are mapped anew; records are filled, never changed."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command

from references.answers import KeptAnswer
from references.lookup import by_doi, by_pmid
from references.models import Reference
from tests.references.services import DOI, PMID

pytestmark = pytest.mark.django_db


def run(**options: bool) -> tuple[list[str], list[str]]:
    out, err = io.StringIO(), io.StringIO()
    call_command("map_answers", stdout=out, stderr=err, **options)
    return out.getvalue().splitlines(), err.getvalue().splitlines()


def test_answers_that_hold_records_are_printed_a_line_each(services):
    by_doi(DOI)
    printed, said = run()
    assert [json.loads(line)["DOI"] for line in printed] == [DOI, DOI]
    assert said == []
    assert len(services.asked) == KeptAnswer.objects.count()  # nobody was asked again


def test_what_is_empty_is_filled_and_what_is_otherwise_is_said(services):
    by_pmid(PMID)
    made = Reference.objects.create(csl={"title": "Sleep, otherwise", "DOI": DOI, "volume": "9"})
    printed, _ = run(fill=True)
    made.refresh_from_db()
    assert (made.csl["volume"], made.csl["title"]) == ("9", "Sleep, otherwise")
    assert made.csl["PMID"] == PMID
    [line] = printed
    assert "filled" in line and "PMID" in line and "otherwise: Title, Volume" in line
    assert run(fill=True)[0] == [
        line.replace(line[line.index("filled") : line.index("otherwise:")], "")
    ]


def test_an_answer_that_today_can_not_be_read_is_named(services):
    by_pmid(PMID)
    KeptAnswer.objects.update(body=b"<html/>")
    printed, said = run()
    assert printed == []
    assert f"pubmed: article/{PMID}" in said[0]
