"""Confirming study designs: on a record's form, from the list, and at the rows of other forms."""

from __future__ import annotations

import json
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from articles.drafts import Draft
from references.admin.designs import design_row
from references.designs import confirm_design
from references.models import Reference
from tests import factories
from tests.articles.admin.typing import form_of, signed_in
from tests.references.test_designs import TRIAL
from tests.references.test_library_pages import LIST, listed, made
from tests.references.test_record_form import typed, words_of

pytestmark = pytest.mark.django_db
ROWS = reverse("admin:references_reference_design_rows")
DESIGNS = reverse("admin:references_reference_designs")


@pytest.fixture
def writer():
    return factories.account("writer")


@pytest.fixture
def browser(writer):
    return signed_in(writer)


@pytest.fixture
def trial() -> Reference:
    return made("Light: a trial", custom=TRIAL["custom"])


def form_at(record: Reference) -> str:
    return reverse("admin:references_reference_change", args=[record.pk])


def said_of(record: Reference, **changes: str) -> dict[str, str]:
    """What the form posts of a record that nothing is typed into."""
    fields = {"title_text": record.title, "year_number": "2020", "container": "Journal of Tests"}
    fields |= {"authors": "Żółw-Dvořák, Zoë", "volume": "", "page": "", "doi_text": ""}
    fields |= {"csl": json.dumps(record.csl)}
    held = record.study_design
    return typed(**fields, study_design=held, **{"initial-study_design": held}) | changes


def design(record: Reference) -> str:
    record.refresh_from_db()
    return record.study_design


# The form --------------------------------------------------------------------------------------


def test_the_form_proposes_and_says_what_speaks_for_it(browser, trial):
    words = words_of(browser.get(form_at(trial)))
    assert (
        "Proposed: Randomised trial , because PubMed's publication type is "
        "“Randomized Controlled Trial”" in words
    )
    assert design(trial) == ""


def test_one_button_confirms_the_proposal_and_saves_the_rest(browser, writer, trial):
    answer = browser.post(
        form_at(trial), said_of(trial, volume="7", confirm_design="randomised-trial")
    )
    assert answer["Location"] == form_at(trial)
    assert design(trial) == "randomised-trial"
    assert (trial.study_design_by, trial.csl["volume"]) == (writer, "7")
    assert "Confirmed by" in words_of(browser.get(form_at(trial)))


def test_saving_alone_confirms_nothing(browser, trial):
    browser.post(form_at(trial), said_of(trial, volume="7"))
    assert design(trial) == "" and trial.csl["volume"] == "7"
    page = browser.get(form_at(trial)).content.decode()
    first_button = re.search(
        r'<button type="submit"[^>]*>', page[page.index('id="reference_form"') :]
    )
    assert first_button and 'name="_save"' in first_button[0]  # what Enter presses


def test_another_design_is_chosen_changed_and_taken_back(browser, trial):
    browser.post(form_at(trial), said_of(trial, study_design="cohort"))
    assert design(trial) == "cohort"
    browser.post(form_at(trial), said_of(trial, study_design="other"))
    assert design(trial) == "other"
    browser.post(form_at(trial), said_of(trial, study_design=""))
    assert design(trial) == "" and trial.study_design_at is None
    assert "Study design" in LogEntry.objects.latest("pk").get_change_message()


def test_what_somebody_confirmed_meanwhile_is_told_or_left(browser, trial):
    opened = said_of(trial, volume="7")
    editor = factories.account("editor")
    confirm_design(reference=trial.pk, design="cohort", instead_of="", by=editor)
    answer = browser.post(form_at(trial), opened | {"study_design": "other"})
    assert "Somebody said meanwhile: Cohort study" in words_of(answer)
    assert browser.post(form_at(trial), opened).status_code == 302
    assert design(trial) == "cohort" and trial.csl["volume"] == "7"
    assert trial.study_design_by == editor


def test_a_record_that_speaks_for_another_design_now_is_told_and_may_be_kept(browser, trial):
    browser.post(form_at(trial), said_of(trial, confirm_design="randomised-trial"))
    custom = {"publication-types": ["Meta-Analysis"]}
    Reference.objects.filter(pk=trial.pk).update(csl=trial.csl | {"custom": custom})
    told = "speaks for another design now"
    assert told in words_of(browser.get(form_at(trial)))
    assert "Systematic review or meta-analysis" in words_of(browser.get(form_at(trial)))
    trial.refresh_from_db()
    browser.post(form_at(trial), said_of(trial, confirm_design="randomised-trial"))
    assert design(trial) == "randomised-trial"
    assert told not in words_of(browser.get(form_at(trial)))


@pytest.mark.parametrize("pressed", ["rct", "<script>", "\x00"])
def test_a_design_that_is_none_is_refused_beside_what_was_typed(browser, trial, pressed):
    answer = browser.post(form_at(trial), said_of(trial, volume="77", confirm_design=pressed))
    assert answer.status_code == 200 and 'value="77"' in answer.content.decode()
    assert design(trial) == ""


# The list --------------------------------------------------------------------------------------


def test_the_list_is_filtered_by_design(browser, trial):
    made("Open")
    confirm_design(
        reference=trial.pk, design="cohort", instead_of="", by=factories.account("editor")
    )
    assert listed(browser, design="cohort") == ["Light: a trial"]
    assert listed(browser, design="none") == ["Open"]
    assert listed(browser, design="guideline") == []


def test_the_list_tells_confirmed_designs_from_proposed_ones(browser, trial):
    assert "Randomised trial?" in words_of(browser.get(reverse(LIST)))
    confirm_design(
        reference=trial.pk, design="cohort", instead_of="", by=factories.account("editor")
    )
    words = words_of(browser.get(reverse(LIST)))
    assert "Cohort study" in words and "Cohort study?" not in words
    Reference.objects.update(csl=trial.csl | {"custom": {"publication-types": ["Guideline"]}})
    words = words_of(browser.get(reverse(LIST)))
    assert "The record speaks for another one now: Guideline." in words


def test_the_proposals_of_selected_records_are_shown_before_they_are_confirmed(browser, trial):
    silent = made("Light")
    action = {"action": "confirm_selected_designs", "_selected_action": [trial.pk, silent.pk]}
    answer = browser.post(reverse(LIST), action)
    assert answer["Location"] == f"{DESIGNS}?of={silent.pk}%2C{trial.pk}"
    page = browser.get(answer["Location"])
    assert "PubMed's publication type is “Randomized Controlled Trial”." in words_of(page)
    assert "The record does not say it." in words_of(page)
    assert (design(trial), design(silent)) == ("", "")
    chosen = {f"design-{trial.pk}": "randomised-trial", f"design-{silent.pk}": ""}
    done = browser.post(answer["Location"], chosen, follow=True)
    assert "1 study design confirmed." in words_of(done)
    assert (design(trial), design(silent)) == ("randomised-trial", "")
    logged = LogEntry.objects.get().get_change_message()
    assert logged == "Confirmed the study design: Randomised trial."


def test_one_comes_back_to_the_list_as_it_was_filtered(browser, trial):
    filtered = f"{reverse(LIST)}?design=none&q=light"
    action = {"action": "confirm_selected_designs", "_selected_action": [trial.pk]}
    shown = browser.post(filtered, action)["Location"]
    assert browser.get(shown).context["list"] == filtered
    assert browser.post(shown, {f"design-{trial.pk}": "cohort"})["Location"] == filtered


def test_what_was_confirmed_while_one_looked_stays_and_is_told(browser, trial):
    at = f"{DESIGNS}?of={trial.pk}"
    confirm_design(
        reference=trial.pk, design="cohort", instead_of="", by=factories.account("editor")
    )
    done = browser.post(at, {f"design-{trial.pk}": "other"}, follow=True)
    assert "somebody said meanwhile: Cohort study. It stays." in words_of(done)
    assert "left as they are" in words_of(browser.get(at))


@pytest.mark.parametrize("of", ["", "x", "0", "999999999", "9" * 40, "1,,x,²"])
def test_the_page_of_proposals_answers_whatever_is_asked(browser, of):
    answer = browser.get(DESIGNS, {"of": of})
    assert answer.status_code == 200
    assert "None of these records" in words_of(answer)


def test_a_forged_choice_confirms_nothing(browser, trial):
    at = f"{DESIGNS}?of={trial.pk}"
    done = browser.post(at, {f"design-{trial.pk}": "rct"}, follow=True)
    assert "Nothing was confirmed" in words_of(done)
    assert design(trial) == ""


# Rows of other forms ---------------------------------------------------------------------------


def test_the_rows_of_the_bibliography_propose_and_confirm(browser, writer):
    article = factories.draft(writer=writer)
    [key] = Draft.of(article).bibliography
    Reference.objects.filter(pk=key).update(csl=factories.SLEEP | {"custom": TRIAL["custom"]})
    assert "Proposed: Randomised trial; PubMed's" in words_of(browser.get(form_of(article)))
    said = {"reference": key, "design": "cohort", "instead_of": ""}
    answer = browser.post(ROWS, said).json()
    assert answer["message"] == "Confirmed: Cohort study."
    assert "Cohort study" in answer["row"] and "<details" in answer["row"]
    assert Reference.objects.get(pk=key).study_design_by == writer
    assert (
        LogEntry.objects.get().get_change_message() == "Confirmed the study design: Cohort study."
    )
    again = browser.post(ROWS, said | {"design": "other"})
    assert (again.status_code, again.json()["message"][:13]) == (400, "Not confirmed")


def test_rows_are_given_for_records_that_are_there(browser, trial):
    asked = {"reference": [trial.pk, 0, "x", 99999999]}
    answer = browser.get(ROWS, asked).json()
    assert [*answer] == [str(trial.pk)]
    assert "Randomised trial" in answer[str(trial.pk)]


def test_who_may_not_change_references_sees_the_proposal_and_nothing_to_press(trial):
    row = design_row(trial, AnonymousUser())
    assert "Proposed: Randomised trial" in row
    assert "<select" not in row and "<button" not in row


def test_scripts_in_a_title_are_words_in_a_row(browser):
    record = made("<script>x</script>Light")
    row = browser.get(ROWS, {"reference": record.pk}).json()[str(record.pk)]
    assert "<script" not in row


def test_a_hundred_rows_are_asked_for_at_once(browser, django_assert_max_num_queries):
    keys = [made(f"Light {number}").pk for number in range(100)]
    browser.get(ROWS, {"reference": keys[:1]})
    with django_assert_max_num_queries(6):
        assert len(browser.get(ROWS, {"reference": keys}).json()) == 100
