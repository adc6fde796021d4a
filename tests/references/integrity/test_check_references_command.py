"""``manage.py check_references``, and what the worker does by itself."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.drafts import Draft
from references.integrity.watched_file import read_if_changed
from references.models import Reference
from references.notices import Notice
from references.tasks import AT_ONCE, check_sources
from tests import factories
from tests.references.integrity.noticed import record
from tests.references.integrity.retraction_rows import file_of, row
from tests.references.integrity.test_checking import RETRACTED, RETRACTED_ARTICLE
from tests.references.services import DOI, PMID, nobody_there, of_work, of_xml

pytestmark = pytest.mark.django_db


COUNTS = (
    "notices: 2; about records of the library: 1; with neither DOI nor PMID: 0; lines that could "
    "not be read: 1."
)


@pytest.fixture
def cited() -> Reference:
    """The record that a draft cites; it has the DOI of the file's ordinary row."""
    article = factories.draft(writer=factories.account("writer"))
    return Reference.objects.get(pk=Draft.of(article).bibliography[0])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "retraction_watch.csv"
    made.write_bytes(file_of(row(), row(OriginalPaperDOI="10.5555/elsewhere"), "broken"))
    return made


def check(*arguments: object) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("check_references", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_new_notices_and_unreadable_lines_are_printed(cited, file):
    out, err = check("--no-services", "--retraction-watch", file)
    assert out == (
        f"Retraction of 2010-02-06 (Retraction Watch): record {cited.pk}, “Sleep in migraine”, "
        "DOI 10.5555/test\n"
    )
    assert err.splitlines() == [
        "Line 4: It has 1 column in place of 20.",
        f"retraction_watch.csv: {COUNTS}",
        "1 new notice waits to be looked at.",
    ]


def test_a_second_run_finds_nothing_new(cited, file):
    check("--no-services", "--retraction-watch", file)
    out, err = check("--no-services", "--retraction-watch", file)
    assert out == ""
    assert err.splitlines()[-1] == "0 new notices wait to be looked at."


def test_json_is_one_object_a_line(cited, file):
    out, _ = check("--no-services", "--json", "--retraction-watch", file)
    assert [json.loads(line) for line in out.splitlines()] == [
        {
            "notice": Notice.objects.get().pk,
            "reference": cited.pk,
            "title": "Sleep in migraine",
            "doi": "10.5555/test",
            "pmid": None,
            "source": "retraction-watch",
            "nature": "retraction",
            "noticed_on": "2010-02-06",
            "notice_doi": "10.5555/notice",
            "notice_pmid": "20137807",
            "reasons": "Duplication of Text; Error in Data",
            "url": "https://doi.org/10.5555/notice",
        }
    ]


def test_a_file_is_matched_with_the_whole_library(file):
    uncited = record(DOI="10.5555/elsewhere")
    check("--no-services", "--retraction-watch", file)
    assert [notice.reference for notice in Notice.objects.all()] == [uncited]


def test_services_are_asked_about_what_is_cited_or_about_everything(services, cited):
    uncited = record(DOI=DOI)
    services.answer(f"/crossref/works/{DOI}", of_work(RETRACTED))
    out, _ = check()
    assert out == ""
    out, _ = check("--all")
    assert f"Retraction of 2010-02-06 (Crossref): record {uncited.pk}" in out


def test_what_records_carry_is_found_without_any_service(cited):
    carried = {"updated-by": [{"type": "removal", "DOI": "10.5555/notice"}]}
    Reference.objects.filter(pk=cited.pk).update(csl=cited.csl | {"custom": carried})
    out, _ = check("--no-services")
    assert out.startswith(f"Removal (Crossref): record {cited.pk}")


@pytest.mark.parametrize("content", [None, b"", b"\x00\x01" * 3000, b"a,b\n1,2\n"])
def test_a_file_that_cannot_be_read_is_an_error_and_the_rest_goes_on(cited, tmp_path, content):
    carried = {"updated-by": [{"type": "retraction"}]}
    Reference.objects.filter(pk=cited.pk).update(csl=cited.csl | {"custom": carried})
    given = tmp_path / "given.csv"
    if content is not None:
        given.write_bytes(content)
    with pytest.raises(CommandError, match="Nothing of the file could be read"):
        check("--no-services", "--retraction-watch", given)
    assert Notice.objects.count() == 1


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(CommandError):
        check("--no-services", "--retraction-watch", tmp_path)


def test_a_file_that_was_read_is_enough_where_no_service_is_in_reach(
    services, settings, cited, file
):
    settings.CROSSREF_URL = settings.EUTILS_URL = nobody_there()
    out, err = check("--retraction-watch", file)
    assert f"record {cited.pk}" in out
    assert COUNTS in err and "1 new notice waits" in err


def test_services_out_of_reach_are_said_and_an_error_where_all_are(services, settings, cited):
    played = settings.EUTILS_URL
    settings.CROSSREF_URL = settings.EUTILS_URL = nobody_there()
    with pytest.raises(CommandError, match="No service could be asked"):
        check()
    settings.EUTILS_URL = played
    record_in_pubmed = record(DOI=DOI, PMID=PMID)
    services.answer("/eutils/efetch.fcgi", of_xml(RETRACTED_ARTICLE))
    out, err = check("--all")
    assert f"(PubMed): record {record_in_pubmed.pk}" in out
    assert "Crossref could not be asked" in err and "The others were asked" in err


def test_a_library_without_anything_to_ask_about_is_no_error(services):
    check()
    assert services.asked == []


# The worker


@pytest.fixture
def watched(settings, file) -> Path:
    settings.RETRACTION_WATCH_FILE = str(file)
    settings.LOOKUP_EMAIL = ""
    return file


def test_the_worker_reads_the_file_and_asks_nobody_without_an_address(services, cited, watched):
    services.asked.clear()
    from django.conf import settings

    settings.LOOKUP_EMAIL = ""
    done = check_sources.call()
    assert done["file"] == {"notices": 2, "new": 1, "unread": 1}
    assert (done["records"], services.asked) == (1, [])
    cited.refresh_from_db()
    assert cited.checked_at
    assert check_sources.call() == {"file": None, "records": 0, "new": 0, "out_of_reach": []}


def test_the_file_is_read_again_when_it_or_the_library_changed(watched):
    assert read_if_changed(watched)
    assert read_if_changed(watched) is None
    added = record()
    assert read_if_changed(watched)
    Reference.objects.filter(pk=added.pk).update(csl={**added.csl, "DOI": "10.5555/mended"})
    assert read_if_changed(watched)
    watched.write_bytes(file_of(row()))
    again = read_if_changed(watched)
    assert again and again.said == 1
    assert read_if_changed(watched) is None


def test_a_file_that_is_not_there_is_told_and_holds_nothing_up(cited, watched, settings):
    settings.RETRACTION_WATCH_FILE = str(watched.with_name("none.csv"))
    done = check_sources.call()
    assert "can't be read: No such file" in done["file"]
    assert done["records"] == 1


def test_the_worker_asks_about_what_is_due(services, cited, settings):
    Reference.objects.filter(pk=cited.pk).update(csl=cited.csl | {"DOI": DOI})
    services.answer(f"/crossref/works/{DOI}", of_work(RETRACTED))
    done = check_sources.call()
    assert (done["records"], done["new"], done["out_of_reach"]) == (1, 1, [])
    assert check_sources.call()["records"] == 0


def test_the_worker_never_asks_where_it_is_switched_off(services, cited, settings, file):
    settings.CHECK_REFERENCES_DAYS = 0
    settings.RETRACTION_WATCH_FILE = str(file)
    assert check_sources.call() == {}
    assert services.asked == []


def test_a_run_is_bounded(cited, settings, monkeypatch):
    settings.LOOKUP_EMAIL = ""
    monkeypatch.setattr("references.uses.is_used", lambda: None)
    monkeypatch.setattr("references.integrity.checking.to_look_at", Reference.objects.kept)
    for _ in range(AT_ONCE + 5):
        record()
    assert check_sources.call()["records"] == AT_ONCE
    assert check_sources.call()["records"] == 6
    assert Reference.objects.filter(checked_at__lte=timezone.now()).count() == AT_ONCE + 6
