"""All processes together ask a service no faster than it allows."""

from __future__ import annotations

import time
from threading import Thread

import pytest
from django.db import connection

from references.lookup import NotKnown, by_doi, by_pmid
from references.lookup.pace import wait_for_turn
from references.lookup.services import PUBMED
from tests.references.services import DOI, WORK, of_search, of_work

pytestmark = pytest.mark.django_db
WORK_PATH = f"/crossref/works/{DOI}"


def test_questions_come_no_faster_than_the_service_takes_them(services, settings):
    settings.NCBI_API_KEY = ""
    for number in range(4):
        with pytest.raises(NotKnown):
            by_pmid(str(9000 + number))
    assert services.times[-1] - services.times[0] >= 3 / 3 - 0.05


def test_a_slower_pace_that_the_service_states_is_kept_to(services):
    limits = {"X-Rate-Limit-Limit": "2", "X-Rate-Limit-Interval": "1s"}
    services.answer("/crossref/works/", of_work({**WORK, "DOI": "10.5555/x"}, headers=limits))
    services.answer("/eutils/esearch.fcgi", of_search())
    for number in range(3):
        by_doi(f"10.5555/{number}")
    asked = [
        at for at, path in zip(services.times, services.paths(), strict=True) if "works" in path
    ]
    assert asked[2] - asked[1] >= 0.45


def test_all_processes_take_turns_together(committed, settings):
    settings.NCBI_API_KEY = "key"
    taken: list[float] = []

    def take_turns() -> None:
        try:
            for _ in range(3):
                wait_for_turn(PUBMED, patience=10)
                taken.append(time.monotonic())
        finally:
            connection.close()

    threads = [Thread(target=take_turns) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 9
    assert max(taken) - min(taken) >= 8 * 0.1 - 0.05


@pytest.mark.parametrize("stated", ["0", "-5", "x", "nan", "inf"])
def test_limits_that_make_no_sense_are_not_heeded(services, stated):
    limits = {"X-Rate-Limit-Limit": stated, "X-Rate-Limit-Interval": "1s"}
    services.answer(WORK_PATH, of_work(headers=limits))
    by_doi(DOI)
    by_doi(DOI, fresh=True)
    assert services.paths().count(WORK_PATH) == 2
