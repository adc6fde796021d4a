"""A person confirms or dismisses what a source says; only then it is a fact."""

from __future__ import annotations

import pytest

from gate.refusals import NotPermitted, Overtaken
from references.integrity.deciding import confirm, dismiss
from references.integrity.matching import note
from references.merging import as_shown, merge
from references.models import IntegrityFact, Reference
from references.notices import Nature, Source, is_retracted
from tests import factories
from tests.references.integrity.noticed import DAY, noticed, record, said_of

pytestmark = pytest.mark.django_db
APRIL, JUNE = DAY.replace(month=4), DAY.replace(month=6)


@pytest.fixture
def editor():
    return factories.account("editor")


def stands(reference: Reference) -> bool:
    return not Reference.objects.filter(is_retracted(), pk=reference.pk).exists()


def test_confirming_writes_a_fact(editor):
    paper = record()
    fact = confirm(notice=noticed(paper, source=Source.PUBMED, notice_pmid="5"), by=editor)
    fact.refresh_from_db()
    assert (fact.reference, fact.nature, fact.noticed_on) == (paper, "retraction", DAY)
    assert (fact.source, fact.notice_doi, fact.notice_pmid) == ("pubmed", "10.5555/notice", "5")
    assert (fact.confirmed_by, fact.taken_at) == (editor.pk, None)
    notice = paper.notices.get()
    assert (notice.decision, notice.decided_by) == ("confirmed", editor)
    assert not stands(paper)


def test_dismissing_writes_none(editor):
    paper = record()
    dismiss(notice=noticed(paper), by=editor)
    assert paper.notices.get().decision == "dismissed"
    assert not IntegrityFact.objects.exists()
    assert stands(paper)


@pytest.mark.parametrize("role", ["writer", "physician", "administrator"])
@pytest.mark.parametrize("verb", [confirm, dismiss])
def test_only_editors_decide(verb, role):
    notice = noticed(record())
    with pytest.raises(NotPermitted):
        verb(notice=notice, by=factories.account(role))
    notice.refresh_from_db()
    assert notice.decision == ""


@pytest.mark.parametrize("second", [confirm, dismiss])
@pytest.mark.parametrize("first", [confirm, dismiss])
def test_the_second_is_told_that_somebody_was_faster(editor, first, second):
    notice = noticed(record())
    first(notice=notice, by=editor)
    before = IntegrityFact.objects.count()
    with pytest.raises(Overtaken, match="Somebody decided"):
        second(notice=notice, by=factories.account("editor"))
    assert IntegrityFact.objects.count() == before


def test_what_others_say_of_the_same_event_is_confirmed_along(editor):
    paper = record()
    first = noticed(paper)
    same = noticed(paper, source=Source.CROSSREF, nature=Nature.WITHDRAWAL, noticed_on=APRIL)
    other = noticed(paper, source=Source.PUBMED, nature=Nature.EXPRESSION_OF_CONCERN)
    elsewhere = noticed(record())
    confirm(notice=first, by=editor)
    decisions = []
    for notice in (first, same, other, elsewhere):
        notice.refresh_from_db()
        decisions.append(notice.decision)
    assert decisions == ["confirmed", "confirmed", "", ""]
    assert IntegrityFact.objects.count() == 1


def test_a_reinstatement_ends_what_was_before_it(editor):
    paper = record()
    confirm(notice=noticed(paper), by=editor)
    confirm(notice=noticed(paper, nature=Nature.REINSTATEMENT, noticed_on=APRIL), by=editor)
    assert stands(paper)
    assert not paper.integrity_facts.standing().exists()


def test_a_retraction_that_is_confirmed_after_its_reinstatement_is_over(editor):
    paper = record()
    retraction = noticed(paper)
    confirm(notice=noticed(paper, nature=Nature.REINSTATEMENT, noticed_on=APRIL), by=editor)
    confirm(notice=retraction, by=editor)
    assert stands(paper)


def test_a_retraction_after_a_reinstatement_stands_whichever_was_confirmed_first(editor):
    paper = record()
    back = noticed(paper, nature=Nature.REINSTATEMENT, noticed_on=APRIL)
    again = noticed(paper, noticed_on=JUNE)
    confirm(notice=again, by=editor)
    confirm(notice=back, by=editor)
    assert not stands(paper)


@pytest.mark.parametrize(("first", "second"), [(None, APRIL), (DAY, None), (None, None)])
def test_without_a_day_the_order_of_confirming_counts(editor, first, second):
    paper, other = record(), record()
    for reference, natures in (
        (paper, "retraction reinstatement"),
        (other, "reinstatement retraction"),
    ):
        notices = {
            nature: noticed(reference, nature=Nature(nature), noticed_on=day)
            for nature, day in (("retraction", first), ("reinstatement", second))
        }
        for nature in natures.split():
            confirm(notice=notices[nature], by=editor)
    assert stands(paper)
    assert not stands(other)


def test_a_doubt_does_not_make_a_retraction(editor):
    paper = record()
    for nature in (Nature.EXPRESSION_OF_CONCERN, Nature.PARTIAL_RETRACTION):
        confirm(notice=noticed(paper, nature=nature), by=editor)
    assert stands(paper)
    assert paper.integrity_facts.standing().count() == 2


# Merging


def merged(editor, kept: Reference, gone: Reference) -> None:
    kept, gone = (Reference.objects.get(pk=each.pk) for each in (kept, gone))
    merge(kept=kept, merged=gone, by=editor, shown=as_shown(kept, gone))


def test_notices_go_over_to_the_kept_record_and_none_stands_twice(editor):
    kept, gone = record(), record()
    mine, theirs = noticed(kept), noticed(gone)
    other = noticed(gone, source=Source.CROSSREF)
    dismiss(notice=theirs, by=editor)
    merged(editor, kept, gone)
    assert list(kept.notices.order_by("pk")) == [theirs, other]
    assert not type(mine).objects.filter(pk=mine.pk).exists()
    assert not gone.notices.exists()


def test_who_had_the_notice_open_meanwhile_is_told(editor):
    kept, gone = record(), record()
    notice = noticed(gone)
    merged(editor, kept, gone)
    with pytest.raises(Overtaken, match="merged"):
        confirm(notice=notice, by=editor)


def test_what_was_confirmed_of_the_merged_record_holds_for_the_kept_one(editor):
    kept, gone = record(), record()
    fact = confirm(notice=noticed(gone), by=editor)
    another = factories.account("editor")
    merged(another, kept, gone)
    assert list(IntegrityFact.objects.standing().about([kept.pk])) == [fact]
    assert not stands(kept)


def test_merging_does_not_change_the_order_in_which_things_were_confirmed(editor):
    kept, gone = record(), record()
    confirm(notice=noticed(gone, noticed_on=DAY), by=editor)
    confirm(notice=noticed(gone, nature=Nature.REINSTATEMENT, noticed_on=APRIL), by=editor)
    confirm(notice=noticed(kept, noticed_on=None), by=editor)  # undated, and after the two
    assert not stands(kept)
    merged(editor, kept, gone)
    assert not stands(kept)


def test_what_is_confirmed_of_a_record_that_was_merged_meanwhile_holds(editor):
    kept, gone = record(), record()
    merged(editor, kept, gone)
    [notice] = note([(gone.pk, said_of(gone))])
    assert notice.reference == kept


def test_what_was_confirmed_is_part_of_what_a_merging_is_confirmed_for(editor):
    kept, gone = record(), record()
    shown = as_shown(kept, gone)
    confirm(notice=noticed(gone), by=editor)
    with pytest.raises(Overtaken):
        merge(kept=kept, merged=gone, by=editor, shown=shown)


def test_a_reinstatement_goes_along_too(editor):
    kept, gone = record(), record()
    confirm(notice=noticed(kept), by=editor)
    confirm(notice=noticed(gone, nature=Nature.REINSTATEMENT, noticed_on=APRIL), by=editor)
    merged(editor, kept, gone)
    assert stands(kept)


def test_the_merged_record_keeps_what_was_confirmed_of_itself(editor):
    kept, gone = record(), record()
    confirm(notice=noticed(kept), by=editor)
    merged(editor, kept, gone)
    assert not gone.integrity_facts.exists()
