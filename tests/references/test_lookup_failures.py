"""Services that fail, dawdle or lie: said clearly, given up in time, and nothing kept."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from references.answers import KeptAnswer
from references.lookup import OutOfReach, Unusable, by_doi, by_pmid
from tests.references.services import (
    DOI,
    PAGE,
    PMID,
    WORK,
    Reply,
    nobody_there,
    of_json,
    of_work,
    of_xml,
)

pytestmark = pytest.mark.django_db
WORK_PATH = f"/crossref/works/{DOI}"
FILE = "file:" + "//"


def test_without_a_network_it_is_said_and_nothing_kept(settings):
    settings.CROSSREF_URL = nobody_there()
    with pytest.raises(OutOfReach, match="there may be no network") as refusal:
        by_doi(DOI)
    assert "everything else works" in str(refusal.value)
    assert not KeptAnswer.objects.exists()


def test_a_host_without_a_name_is_said(settings):
    settings.CROSSREF_URL = "http://no-such-host.invalid"
    with pytest.raises(OutOfReach, match="could not be asked"):
        by_doi(DOI)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_service_that_fails_for_a_moment_is_asked_again(services, status):
    services.answer(WORK_PATH, Reply(status=status), of_work())
    assert by_doi(DOI).item["title"] == "Sleep in migraine"
    assert services.paths().count(WORK_PATH) == 2


def test_a_service_that_goes_on_failing_is_given_up(services):
    services.answer(WORK_PATH, Reply("Internal Server Error", status=500))
    with pytest.raises(OutOfReach, match=r"out of order \(HTTP 500\)"):
        by_doi(DOI)
    assert services.paths().count(WORK_PATH) == 3
    assert not KeptAnswer.objects.exists()


def test_we_wait_as_long_as_the_service_says(services):
    services.answer(WORK_PATH, Reply(status=429, headers={"Retry-After": "1"}), of_work())
    by_doi(DOI)
    assert services.times[1] - services.times[0] >= 0.99


@pytest.mark.parametrize(("away", "least"), [(3, 1.5), (-60, 0)])
def test_we_wait_until_the_time_that_the_service_says(services, away, least):
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=away), usegmt=True)
    services.answer(WORK_PATH, Reply(status=503, headers={"Retry-After": until}), of_work())
    by_doi(DOI)
    assert services.times[1] - services.times[0] >= least


@pytest.mark.parametrize("said", ["soon", "-5", "Mon, 01 Jan 99999 00:00:00 GMT", "²", ""])
def test_a_wait_that_nobody_can_read_is_ours_to_choose(services, said):
    services.answer(WORK_PATH, Reply(status=429, headers={"Retry-After": said}), of_work())
    assert by_doi(DOI).item["title"] == "Sleep in migraine"


def test_a_wait_that_nobody_has_time_for_is_said_at_once_and_holds_for_all(services):
    services.answer(WORK_PATH, Reply(status=429, headers={"Retry-After": "600"}))
    begun = time.monotonic()
    with pytest.raises(OutOfReach, match="asked too often"):
        by_doi(DOI)
    with pytest.raises(OutOfReach, match="asks us to wait"):
        by_doi("10.5555/another")
    assert time.monotonic() - begun < 5
    assert services.paths() == [WORK_PATH]


def test_a_service_that_does_not_answer_is_given_up_in_time(services, settings):
    settings.LOOKUP_SECONDS = 1
    services.answer(WORK_PATH, of_work(before=5))
    begun = time.monotonic()
    with pytest.raises(OutOfReach, match="did not answer in time"):
        by_doi(DOI)
    assert time.monotonic() - begun < 3


def test_a_service_that_trickles_is_given_up_in_time(services, settings):
    settings.LOOKUP_SECONDS = 1
    services.answer(WORK_PATH, of_work(between=0.05))
    begun = time.monotonic()
    with pytest.raises(OutOfReach, match="took too long"):
        by_doi(DOI)
    assert time.monotonic() - begun < 3


def test_an_answer_that_breaks_off_is_asked_for_again(services):
    services.answer(WORK_PATH, of_work(promises=100), of_work())
    assert by_doi(DOI).item["title"] == "Sleep in migraine"


def test_an_answer_without_end_is_refused(services):
    services.answer(WORK_PATH, Reply(b" " * (11 * 1024 * 1024)))
    with pytest.raises(Unusable, match="more than 10 MB"):
        by_doi(DOI)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(PAGE, kind="text/html"), "web page"),
        (Reply(PAGE, kind="application/octet-stream"), "web page"),
        (Reply("{}", kind="text/plain"), "not expected"),
        (Reply("{", kind="application/json"), "no JSON"),
        (Reply("[" * 100_000), "no JSON"),
        (of_json([1, 2]), "without a message"),
        (of_json({"message": "x"}), "without a message"),
        (of_json({"message": {"title": 7, "author": 9}}), "can't read|no title"),
        (of_work({**WORK, "title": []}), "no title"),
        (Reply("no", status=400), "HTTP 400"),
        (Reply("no", status=403), "HTTP 403"),
        (Reply(status=301, headers={"Location": "https://example.org/works/x"}), "another host"),
        (Reply(status=302, headers={"Location": f"{FILE}/etc/passwd"}), "another host"),
        (Reply(status=302, headers={"Location": "http://["}), "another host"),
        (Reply(status=302), "another host"),
        (Reply(PAGE, status=404, kind="text/html"), "web page"),
        (Reply(f'{{"message": {"[" * 5000 + "]" * 5000}}}'), "no JSON"),
    ],
)
def test_an_answer_that_is_no_record_is_refused_and_not_kept(services, reply, reason):
    services.answer(WORK_PATH, reply)
    with pytest.raises(Unusable, match=reason):
        by_doi(DOI)
    assert not KeptAnswer.objects.filter(service="crossref").exists()


def test_what_can_neither_be_shown_nor_kept_is_left_out(services):
    work = json.dumps(
        WORK | {"title": ["Sl\ud83dee\0p"], "half\udc00": ["\ud83d"], "no": float("nan")}
    )
    services.answer(WORK_PATH, Reply(f'{{"message": {work}}}', kind="application/json\0"))
    item = by_doi(DOI).item
    assert item["title"] == "Sleep"
    assert json.dumps(item, ensure_ascii=False, allow_nan=False).encode()
    assert KeptAnswer.objects.get(question=f"works/{DOI}").content_type == "application/json"


def test_a_work_that_comes_without_its_doi_has_the_one_that_was_asked_for(services):
    services.answer(WORK_PATH, of_work({**WORK, "DOI": ""}))
    assert by_doi(DOI).item["DOI"] == DOI
    assert by_doi(DOI).remarks == ()


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (of_xml(PAGE), "no XML|no set of articles"),
        (of_xml("<html><body/></html>"), "no set of articles"),
        (of_xml("<PubmedArticleSet><PubmedArticle>"), "no XML"),
        (of_xml(""), "no XML"),
        (of_json({"error": "API rate limit exceeded"}), "not expected"),
        (
            of_xml(
                '<!DOCTYPE x [<!ENTITY e SYSTEM "' + FILE + '/etc/hostname">]>'
                f"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>{PMID}</PMID>"
                "<Article><ArticleTitle>&e;</ArticleTitle></Article></MedlineCitation>"
                "</PubmedArticle></PubmedArticleSet>"
            ),
            "",
        ),
    ],
)
def test_an_answer_of_pubmed_that_is_no_article_is_refused(services, reply, reason):
    services.answer("/eutils/efetch.fcgi", reply)
    if reason:
        with pytest.raises(Unusable, match=reason):
            by_pmid(PMID)
    else:  # no entity is followed
        secret = Path("/etc/hostname").read_text().strip()
        assert secret not in str(by_pmid(PMID).item)


def test_a_redirect_within_the_service_is_followed(services):
    services.answer(WORK_PATH, Reply(status=301, headers={"Location": "/crossref/works/moved"}))
    services.answer("/crossref/works/moved", of_work())
    assert by_doi(DOI).item["title"] == "Sleep in migraine"


def test_redirects_without_end_are_refused(services):
    services.answer(WORK_PATH, Reply(status=301, headers={"Location": WORK_PATH}))
    with pytest.raises(Unusable, match="without end"):
        by_doi(DOI)
