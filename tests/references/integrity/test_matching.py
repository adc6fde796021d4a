"""What sources say is matched with the library, and only what is new is kept."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from references.formats.outcome import Unread
from references.formats.reading import read_records
from references.importing import import_records
from references.integrity import matching
from references.integrity.deciding import confirm, dismiss
from references.integrity.matching import Tally, match, note, note_own
from references.merging import as_shown, merge
from references.models import Reference
from references.notices import Nature, Notice, Source
from references.records import record_reference
from tests import factories
from tests.references.integrity.noticed import DAY, noticed, record, said_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return factories.account("editor")


def matched(*outcomes) -> Tally:
    tally = Tally()
    for batch in match(outcomes):
        tally.add(batch)
    return tally


def test_the_paper_is_marked_and_not_the_notice():
    paper, notice = record(), record(DOI="10.5555/notice", PMID="20137807")
    tally = matched(said_of(paper, notice_pmid="20137807"))
    assert [each.reference for each in tally.new] == [paper]
    assert not notice.notices.exists()


@pytest.mark.parametrize("missing", ["doi", "pmid"])
def test_either_identifier_finds_the_record(missing):
    paper = record()
    assert [each.reference for each in matched(said_of(paper, **{missing: ""})).new] == [paper]


def test_a_record_found_by_its_pmid_alone_says_which_doi_the_source_gives():
    paper = record()
    [notice] = matched(said_of(paper, doi="10.5555/another", reasons="Error")).new
    assert notice.reasons == (
        f"Error. Found by the PMID {paper.pmid}; the source gives this publication the DOI "
        "10.5555/another."
    )


def test_two_records_of_one_publication_are_both_marked():
    by_doi, by_pmid = record(PMID=None), record(DOI=None)
    tally = matched(said_of(by_doi, pmid=by_pmid.pmid))
    assert {each.reference for each in tally.new} == {by_doi, by_pmid}


def test_identifiers_of_a_merged_record_lead_to_the_kept_one(editor):
    kept, preprint = record(), record()
    merge(kept=kept, merged=preprint, by=editor, shown=as_shown(kept, preprint))
    assert [each.reference for each in matched(said_of(preprint)).new] == [kept]


def test_what_is_about_nothing_of_ours_is_counted():
    paper, other = record(), record(DOI="10.5555/elsewhere", PMID="4")
    Reference.objects.filter(pk=other.pk).delete()
    unread = Unread(7, "It is broken.", "")
    tally = matched(said_of(other), said_of(paper), said_of(paper, doi="", pmid=""), unread)
    assert (tally.said, tally.matched, tally.nameless, tally.unread) == (3, 1, 1, 1)
    assert len(tally.new) == 1


def test_what_was_kept_before_is_not_new():
    paper = record()
    assert len(matched(said_of(paper), said_of(paper)).new) == 1
    again = matched(said_of(paper, reasons="said otherwise"))
    assert (again.matched, again.new) == (1, [])
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("verb", [confirm, dismiss])
def test_what_was_decided_is_not_asked_again(editor, verb):
    paper = record()
    verb(notice=noticed(paper), by=editor)
    assert matched(said_of(paper)).new == []
    assert not Notice.objects.undecided().exists()


def test_what_another_source_says_of_a_confirmed_event_is_kept_as_confirmed(editor):
    paper = record()
    confirm(notice=noticed(paper), by=editor)
    later = DAY + datetime.timedelta(days=20)
    tally = matched(
        said_of(paper, source=Source.CROSSREF, nature=Nature.WITHDRAWAL, noticed_on=later),
        said_of(paper, source=Source.PUBMED, nature=Nature.EXPRESSION_OF_CONCERN),
    )
    decisions = {each.source: (each.decision, each.decided_by) for each in tally.new}
    assert decisions == {"crossref": ("confirmed", None), "pubmed": ("", None)}
    assert paper.integrity_facts.count() == 1


def test_what_another_source_says_of_a_dismissed_notice_is_asked(editor):
    paper = record()
    dismiss(notice=noticed(paper), by=editor)
    [notice] = matched(said_of(paper, source=Source.CROSSREF)).new
    assert notice.decision == ""


def test_a_retraction_after_a_reinstatement_is_asked(editor):
    paper = record()
    confirm(notice=noticed(paper), by=editor)
    months = [DAY.replace(month=month) for month in (4, 6)]
    back = noticed(paper, nature=Nature.REINSTATEMENT, noticed_on=months[0])
    confirm(notice=back, by=editor)
    assert noticed(paper, noticed_on=months[1]).decision == ""
    assert noticed(paper, source=Source.CROSSREF).decision == "confirmed"


def test_many_notices_take_few_queries(django_assert_num_queries):
    papers = [record() for _ in range(30)]
    said = [said_of(paper) for paper in papers]
    with django_assert_num_queries(9):
        assert len(matched(*said).new) == 30
    with django_assert_num_queries(4):
        assert matched(*said).new == []


def test_what_was_dismissed_is_not_asked_again_with_another_day(editor):
    paper = record()
    [first] = note([(paper.pk, said_of(paper))])
    dismiss(notice=first, by=editor)
    later = replace(said_of(paper), noticed_on=datetime.date(2011, 1, 1), notice_pmid="77")
    [again] = note([(paper.pk, later)])
    assert again.decision == "dismissed"


def test_batches_are_kept_one_after_the_other(monkeypatch):
    monkeypatch.setattr(matching, "BATCH", 2)
    papers = [record() for _ in range(5)]
    batches = list(match(said_of(paper) for paper in papers))
    assert [len(batch.new) for batch in batches] == [2, 2, 1]


def test_a_record_that_is_deleted_meanwhile_is_passed_over():
    paper, gone = record(), record()
    said = said_of(paper)
    Reference.objects.filter(pk=gone.pk).delete()
    assert [each.reference for each in note([(gone.pk, said), (paper.pk, said)])] == [paper]


# What records carry

RETRACTED = {"custom": {"updated-by": [{"type": "retraction", "DOI": "10.5555/notice"}]}}


def test_a_record_that_says_it_was_retracted_yields_a_notice_as_it_is_recorded():
    item = {"title": "Sleep", "DOI": "10.5555/sleep"}
    made = record_reference(item | RETRACTED, source_line="").reference
    [notice] = made.notices.all()
    assert (notice.source, notice.nature) == ("crossref", "retraction")


def test_so_does_an_item_of_a_record_that_is_there():
    paper = record()
    record_reference(paper.csl | RETRACTED, source_line="")
    assert paper.notices.count() == 1


NBIB = """PMID- 77
TI  - Sleep in migraine.
RIN - J Tests. 2010 Feb 6;375:445. PMID: 20137807

PMID- 78
TI  - Light in migraine.
"""


@pytest.mark.parametrize("is_there", [False, True])
def test_an_import_yields_its_notices_at_once(is_there):
    if is_there:
        record(PMID="77", DOI=None)
    list(import_records(read_records(NBIB), save=True))
    [notice] = Notice.objects.all()
    assert (notice.reference.pmid, notice.noticed_on, notice.notice_pmid) == ("77", DAY, "20137807")


def test_a_look_before_an_import_yields_none():
    list(import_records(read_records(NBIB), save=False))
    assert not Notice.objects.exists()


def test_what_carries_nothing_takes_no_query(django_assert_num_queries):
    paper = record()
    with django_assert_num_queries(0):
        assert note_own([paper]) == []
