"""Study designs: proposed by the record, confirmed by a person, and kept as that person said."""

from __future__ import annotations

import datetime
import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError

from gate.refusals import NotPermitted, Overtaken, Refusal
from references.designs import confirm_design, confirm_designs, design_of, keep_design, note_design
from references.formats.reading import read_records
from references.importing import import_records
from references.models import Reference
from references.study_design import StudyDesign
from tests import factories

TRIAL = {
    "type": "article-journal",
    "title": "Light in migraine",
    "custom": {"publication-types": ["Randomized Controlled Trial"]},
}
NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)


@pytest.fixture
def writer(db):
    return factories.account("writer")


@pytest.fixture
def trial(db) -> Reference:
    return Reference.objects.create(csl=TRIAL)


def confirmed(trial: Reference, writer, design: str, instead_of: str = "") -> Reference:
    return confirm_design(reference=trial.pk, design=design, instead_of=instead_of, by=writer)


# What is proposed ------------------------------------------------------------------------------


def test_what_a_record_proposes_is_no_fact():
    known = design_of(Reference(csl=TRIAL))
    assert known.confirmed is None
    assert known.proposal and known.proposal.design is StudyDesign.RANDOMISED_TRIAL
    assert (known.chosen, known.no_longer_agrees) == ("randomised-trial", False)


def test_where_the_record_says_nothing_a_person_begins_with_nothing():
    known = design_of(Reference(csl={"title": "Light"}))
    assert (known.confirmed, known.proposal, known.chosen) == (None, None, "")


def test_a_record_that_comes_to_speak_for_another_design_keeps_the_confirmed_one_and_says_so():
    record = Reference(csl=TRIAL)
    note_design(record, "randomised-trial", by=None, now=NOON)
    assert not design_of(record).no_longer_agrees
    record.csl = TRIAL | {"custom": {"publication-types": ["Meta-Analysis"]}}
    known = design_of(record)
    assert (known.confirmed, known.chosen) == ("randomised-trial", "randomised-trial")
    assert known.no_longer_agrees
    note_design(record, "randomised-trial", by=None, now=NOON)
    assert not design_of(record).no_longer_agrees


def test_a_person_who_chose_otherwise_is_not_told_again_and_again():
    record = Reference(csl=TRIAL)
    note_design(record, "cohort", by=None, now=NOON)
    assert not design_of(record).no_longer_agrees


def test_a_record_that_falls_silent_does_not_disagree():
    record = Reference(csl=TRIAL)
    note_design(record, "randomised-trial", by=None, now=NOON)
    record.csl = {"title": "Light"}
    assert not design_of(record).no_longer_agrees


# Confirming ------------------------------------------------------------------------------------


def test_a_confirmed_design_says_who_when_and_what_was_proposed(trial, writer):
    confirmed(trial, writer, "cohort")
    trial.refresh_from_db()
    assert (trial.study_design, trial.study_design_by) == ("cohort", writer)
    assert trial.study_design_at and trial.study_design_proposed == "randomised-trial"


def test_another_may_be_confirmed_instead(trial, writer):
    confirmed(trial, writer, "cohort")
    assert confirmed(trial, writer, "other", instead_of="cohort").study_design == "other"


def test_what_somebody_confirmed_meanwhile_is_not_written_over(trial, writer):
    confirmed(trial, writer, "cohort")
    with pytest.raises(Overtaken, match="Somebody said meanwhile: Cohort study"):
        confirmed(trial, writer, "randomised-trial")
    trial.refresh_from_db()
    assert trial.study_design == "cohort"


@pytest.mark.parametrize("design", ["", "rct", "Cohort study", "\x00", "x" * 300])
def test_only_designs_of_the_list_are_confirmed(trial, writer, design):
    with pytest.raises(Refusal, match="from the list"):
        confirmed(trial, writer, design)


def test_a_record_that_is_gone_or_merged_is_told(trial, writer):
    other = Reference.objects.create(csl={"title": "Other"}, merged_into=trial)
    with pytest.raises(Overtaken):
        confirmed(other, writer, "cohort")
    with pytest.raises(Overtaken):
        confirm_design(reference=0, design="cohort", instead_of="", by=writer)


def test_who_may_not_change_references_confirms_nothing(trial):
    for person in (factories.account("physician"), AnonymousUser()):
        with pytest.raises(NotPermitted):
            confirmed(trial, person, "cohort")
        with pytest.raises(NotPermitted):
            confirm_designs(designs={trial.pk: "cohort"}, by=person)


def test_many_are_confirmed_at_once_and_what_is_confirmed_stays(
    trial, writer, django_assert_max_num_queries
):
    others = [Reference.objects.create(csl={"title": f"Light {n}"}) for n in range(20)]
    confirmed(trial, writer, "cohort")
    designs = {one.pk: "case-report" for one in [trial, *others]} | {0: "other"}
    with django_assert_max_num_queries(8):
        done, left = confirm_designs(designs=designs, by=writer)
    assert (len(done), left) == (20, [trial])
    assert (
        Reference.objects.filter(study_design="case-report", study_design_by=writer).count() == 20
    )
    trial.refresh_from_db()
    assert trial.study_design == "cohort"


def test_an_account_that_goes_leaves_the_design(trial, writer):
    confirmed(trial, writer, "cohort")
    writer.delete()
    trial.refresh_from_db()
    assert (trial.study_design, trial.study_design_by) == ("cohort", None)


# What the database holds -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"study_design": "rct", "study_design_at": NOON}, "a_study_design_is_one_of_the_list"),
        ({"study_design": "cohort"}, "a_confirmed_study_design_says_since_when"),
        ({"study_design_at": NOON}, "a_confirmed_study_design_says_since_when"),
        ({"study_design_proposed": "cohort"}, "a_study_design_of_nobody_names_nobody"),
    ],
)
def test_the_database_refuses_half_a_confirmation(trial, values, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        Reference.objects.filter(pk=trial.pk).update(**values)


# Merging and importing -------------------------------------------------------------------------


def test_a_record_takes_the_confirmed_design_of_one_merged_into_it(trial, writer):
    other = confirmed(Reference.objects.create(csl={"title": "Other"}), writer, "cohort")
    keep_design(kept=trial, merged=other)
    assert (trial.study_design, trial.study_design_by) == ("cohort", writer)
    assert trial.study_design_at == other.study_design_at


def test_where_both_are_confirmed_the_kept_records_design_stands(trial, writer):
    other = confirmed(Reference.objects.create(csl={"title": "Other"}), writer, "cohort")
    kept = confirmed(trial, writer, "randomised-trial")
    keep_design(kept=kept, merged=other)
    assert kept.study_design == "randomised-trial"


def test_no_file_says_a_design(writer):
    said = {"study_design": "cohort", "study-design": "cohort", "genre": "cohort"}
    item = TRIAL | said | {"custom": {"publication-types": ["Meta-Analysis"]} | said}
    file = json.dumps([item]).encode()
    assert len(list(import_records(read_records(file, name="export.json"), save=True))) == 1
    record = Reference.objects.get()
    assert (record.study_design, record.study_design_at) == ("", None)
