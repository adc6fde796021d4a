"""Regulatory wording is held against the statuses on record, and right wording is let stand."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from articles.blocks import Place
from articles.drafts import Draft
from articles.importing.article_file import read_article_file
from articles.importing.saving import save_draft
from articles.mentions import KnownTherapy
from articles.models import Article
from articles.preflight import Finding, Level, approvals, efficacy, regulatory
from tests import factories
from tests.articles.preflight.records import (
    EMA,
    KELP,
    KNOWN,
    NEWBY,
    RELIEFIN,
    draft,
    found,
    only,
    status,
)
from therapies.models import Authority, RegulatoryStatus

APPROVALS = regulatory.approvals_agree_with_the_records
TREATMENTS = regulatory.treatments_are_approved
TREATING = regulatory.unapproved_therapies_do_not_treat
LISTINGS = regulatory.listings_are_no_approvals


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Kelp cell infusion is FDA-approved.", "FDA-approved"),
        ("KCI has been approved by the FDA for migraine.", "approved"),
        ("KCI for chronic migraine is now approved in the United States.", "approved"),
        ("The Food and Drug Administration has approved kelp cells.", "approved"),
        ("We offer FDA-approved kelp cell therapy.", "FDA-approved"),
        ("Ask for approved treatments such as KCI.", "approved"),
        ("KCI, an approved option, takes an hour.", "approved"),
        ("KCI, which is FDA cleared, takes an hour.", "FDA cleared"),
        ("KCI has received FDA approval.", "FDA approval"),
        ("KCI is safe and FDA-approved.", "FDA-approved"),
        ("KCI and KDE are licensed.", "licensed"),
        ("Unlike Reliefin, KCI is FDA approved.", "FDA approved"),
        ("The use of kelp cells is authorized by the FDA.", "authorized"),
        ("There are kelp cell infusions approved by the FDA.", "approved"),
        ("KCI is the only FDA-approved option for migraine.", "FDA-approved"),
        ("KCI is registered by the FDA.", "registered"),
        ("Approved by the FDA, KCI is safe.", "Approved"),
        ("Regulators have approved KCI.", "approved"),
        ("The FDA gave KCI the green light.", "green light"),
        ("The FDA has given the green light to KCI.", "green light"),
        ("KCI got the green light from the FDA.", "green light"),
        ("The FDA green-lit kelp cells.", "FDA green-lit"),
        ("The FDA granted KCI marketing authorization.", "marketing authorization"),
        ("KCI was recently granted approval.", "approval"),
        ("The infusion of KCI given monthly is approved.", "approved"),
        ("KCI is a registered product.", "registered product"),
        ("KCI is now available with full regulatory approval.", "approval"),
    ],
)
def test_an_approval_that_was_not_given_is_found(text, words):
    assert found(APPROVALS, draft(text)) == [("approval-contradicted", words)]


@pytest.mark.parametrize(
    "text",
    [
        "Reliefin is FDA-approved.",
        "KCI is not FDA-approved.",
        "None of the kelp cell infusions is approved by the FDA.",
        "The FDA has not approved kelp cells for migraine.",
        "Is KCI approved by the FDA?",
        "The seller claims that KCI is FDA-approved.",
        "“KCI is FDA-approved” stands on many websites.",
        "Unlike KCI, Reliefin is FDA-approved.",
        "Reliefin, which was compared with KCI, is FDA-approved.",
        "KCI may be approved one day.",
        "Trials must be done before KCI can be approved.",
        "FDA approval of KCI is pending.",
        "KCI should be approved.",
        "KCI will soon be approved.",
        "KCI was approved by the ethics committee.",
        "KCI is approved by the FDA for some blood cancers.",
        "Only FDA-approved kelp cell infusions should be sold.",
        "The drugs before KCI are approved.",
        "KCI cleared the pain within a day.",
        "The only kelp cells that are FDA-approved come from the sea.",
        "The FDA has approved kelp cells only for blood disorders.",
        "KCI uses FDA-approved medicines.",
        "The trial of KCI was registered in 2020.",
        "KCI is registered at ClinicalTrials.gov.",
        "KCI is not a registered product.",
        "KCI is given with registered medicines.",
        "Reliefin is a registered product.",
        "The FDA has not given KCI the green light.",
        "The FDA refused to give KCI the green light.",
        "The ethics committee gave KCI the green light.",
        "The FDA gave the green light for a trial of KCI.",
        "The FDA gave the green light for kelp cell trials.",
        "The FDA gave Reliefin the green light.",
        "KCI is not available with full regulatory approval.",
        "KCI is now available with ethics approval.",
        "KCI is available with and without Reliefin.",
    ],
)
def test_what_is_true_denied_asked_or_told_of_others_stands(text):
    assert found(APPROVALS, draft(text)) == []


def test_the_finding_says_what_is_on_record_and_what_to_do():
    finding = only(APPROVALS, draft("<h2>KCI</h2><p>It is new. KCI is approved.</p>"))
    assert finding.level is Level.NEEDS_REASON
    assert finding.place == Place("body", block=1, start=18, end=26)
    assert "not approved Kelp Cell Infusion (KCI) for Migraine" in finding.message
    assert "FDA: not approved, as of 2026-01-15" in finding.message
    assert finding.sentence == "KCI is approved."


def test_an_approval_by_another_authority_counts_for_that_one():
    known = (KnownTherapy(KELP, (status(KELP, "not_approved"), status(KELP, "approved", by=EMA))),)
    assert found(APPROVALS, draft("KCI is approved in Europe.", known=known)) == []
    assert found(APPROVALS, draft("KCI is approved.", known=known)) == []
    assert found(APPROVALS, draft("KCI is approved in the US.", known=known)) != []


def test_an_approval_of_which_nothing_is_recorded_needs_a_record():
    assert found(APPROVALS, draft("The EMA has approved KCI.")) == [
        ("approval-unrecorded", "approved")
    ]
    assert found(APPROVALS, draft("Newbymab is approved.")) == []


def test_an_approval_that_was_withdrawn_is_no_approval():
    finding = only(APPROVALS, draft("Oldenine is approved for migraine."))
    assert finding.rule == "approval-withdrawn"
    assert "withdrawn" in finding.message
    assert found(APPROVALS, draft("Oldenine is no longer approved.")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Reliefin is not approved by the FDA.",
        "Relivo has not been approved for migraine.",
        "The FDA has never approved Reliefin.",
        "Reliefin is unapproved.",
        "Reliefin is still experimental.",
        "Reliefin lacks FDA approval.",
        "No authority has approved Reliefin.",
    ],
)
def test_an_approved_therapy_must_not_be_called_unapproved(text):
    assert [rule for rule, _ in found(APPROVALS, draft(text))] == ["approval-overlooked"]


@pytest.mark.parametrize(
    "text",
    [
        "Reliefin is not approved for bronchitis.",
        "Reliefin is not approved in Japan.",
        "Reliefin was not approved until 2017.",
        "Reliefin is not approved for children.",
        "An unapproved use of Reliefin is common.",
        "Reliefin, which is not a cure, is approved.",
        "Reliefin is approved, and KCI is not.",
    ],
)
def test_what_else_is_denied_of_it_stands(text):
    assert found(APPROVALS, draft(text)) == []


def test_a_class_counts_as_unapproved_where_each_recorded_member_is():
    known = (*KNOWN[:2], KnownTherapy(NEWBY, (status(NEWBY, "approved"),)))
    assert found(APPROVALS, draft("Kelp cells are approved.")) != []
    assert found(APPROVALS, draft("Kelp cells are approved.", known=known)) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("KCI is a treatment that soothes.", "treatment"),
        ("Kelp cell treatment is popular.", "treatment"),
        ("KELP CELL TREATMENTS", "TREATMENTS"),
        ("Treatment with kelp cells takes a day.", "Treatment"),
        ("KCI was first introduced in 1999 as a new treatment approach for migraine.", "treatment"),
        ("Many see KCI as the best treatment.", "treatment"),
        ("KCI may be a good treatment.", "treatment"),
        ("KCI offers a new treatment option.", "treatment"),
        ("Some chose KCI as their treatment.", "treatment"),
        ("Other treatments, such as KCI, are dear.", "treatments"),
        ("One treatment is KCI.", "treatment"),
        ("The newest treatment, KCI, takes a day.", "treatment"),
        ("KCI is a safe and gentle treatment.", "treatment"),
        ("Kelp-cell-based treatments are new.", "treatments"),
        ("Ask for our Kelp Cell Knee Repair Treatment.", "Treatment"),
        ("Treatment options for migraine include KCI.", "Treatment"),
        ("The best treatment for migraine is KCI.", "treatment"),
        ("KCI is used in the treatment of migraine.", "treatment"),
        ("KCI is a form of treatment.", "treatment"),
    ],
)
def test_the_word_treatment_for_an_unapproved_therapy_is_found(text, words):
    assert found(TREATMENTS, draft(text)) == [("treatment-word", words)]


@pytest.mark.parametrize(
    "text",
    [
        "Reliefin is a treatment for migraine.",
        "KCI is not a treatment but a therapy.",
        "Is there a kelp cell treatment for migraine?",
        "The term “kelp cell treatment” is misleading.",
        "The term treatment is for approved options.",
        "Clinics that claim to sell a kelp cell treatment are many.",
        "People whose other treatments failed before KCI did worse.",
        "KCI helped more than standard treatment.",
        "KCI was tested against drug treatment.",
        "KCI works as well as standard treatment.",
        "KCI was compared with the usual treatment.",
        "We compared treatment with KCI.",
        "After other treatments, KCI was given.",
        "KCI is costly and treatment takes time.",
        "Researchers are studying KCI as a treatment for migraine.",
        "Before KCI, patients need treatment with antibiotics.",
        "KCI centres offer treatment.",
        "KCI is a last resort after treatment has failed.",
        "KCI is a treatment for bronchitis.",
        "The patients had KCI. The treatment took a day.",
        "KCI is for people with hard-to-treat migraine.",
    ],
)
def test_the_word_treatment_stands_elsewhere(text):
    assert found(TREATMENTS, draft(text)) == []


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("KCI is a treatment.", "therapy"),
        ("Kelp Cell Treatments", "Therapies"),
        ("KELP CELL TREATMENT", "THERAPY"),
    ],
)
def test_one_click_writes_therapy_in_its_number_and_case(text, mended):
    finding = only(TREATMENTS, draft(text))
    assert finding.mend is not None
    assert (finding.mend.act, finding.mend.text) == ("replace", mended)


def test_there_is_no_click_that_would_write_therapy_twice():
    finding = only(TREATMENTS, draft("KCI is a treatment therapy."))
    assert finding.mend is None


def test_a_publisher_turns_the_house_word_off(settings):
    settings.PREFLIGHT_TREATMENT_WORD = False
    assert found(TREATMENTS, draft("KCI is a treatment.")) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("KCI treats migraine.", "treats"),
        ("Kelp cells can cure migraine.", "cure"),
        ("KCI effectively prevents attacks.", "prevents"),
    ],
)
def test_an_unapproved_therapy_must_not_be_said_to_treat(text, words):
    """One rule tells of it: the one of claims of efficacy, or that of the records."""
    checks = (*efficacy.CHECKS, TREATING)
    [(rule, quote)] = [one for check in checks for one in found(check, draft(text))]
    assert rule in ("efficacy-unapproved", "treats-unapproved")
    assert quote.startswith(words)


@pytest.mark.parametrize(
    "text",
    [
        "Reliefin treats migraine.",
        "KCI does not cure migraine.",
        "Can kelp cells cure migraine?",
        "No study shows that KCI prevents attacks.",
        "Doctors use KCI to treat migraine.",
        "KCI treats bronchitis.",
        "KCI could treat migraine one day.",
    ],
)
def test_what_it_is_not_said_to_do_stands(text):
    assert found(TREATING, draft(text)) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Our kelp cells are listed on ClinicalTrials.gov.", "listed on ClinicalTrials.gov"),
        ("KCI is registered with the NIH.", "registered with the NIH"),
        ("KCI (NCT01234567) is a recognized therapy.", "recognized"),
        ("We run an FDA-registered trial.", "FDA-registered trial"),
        ("Join our FDA approved clinical study.", "FDA approved clinical study"),
    ],
)
def test_a_listing_that_is_made_an_approval_is_found(text, words):
    """One rule tells of it: the one of misleading words, or that of listings."""
    checks = (*approvals.CHECKS, LISTINGS)
    [(rule, quote)] = [one for check in checks for one in found(check, draft(text))]
    assert rule in ("approval-misleading", "listing-as-approval")
    assert words.startswith(quote)


@pytest.mark.parametrize(
    "text",
    [
        "The trial is registered on ClinicalTrials.gov (NCT01234567).",
        "A study of KCI is listed on ClinicalTrials.gov.",
        "A listing on ClinicalTrials.gov is not an approval.",
        "Being on ClinicalTrials.gov does not mean that a therapy is approved.",
        "Look for trials on ClinicalTrials.gov.",
        "Is an FDA-registered trial safe?",
    ],
)
def test_a_listing_that_is_called_one_stands(text):
    assert found(LISTINGS, draft(text)) == []


def test_a_therapy_that_is_named_but_not_listed_is_pointed_at_once():
    made = draft("KCI is new. Reliefin is old. Relivo is its trade name.", therapies=(KELP,))
    finding = only(regulatory.therapies_in_the_text_are_listed, made)
    assert (finding.rule, finding.level) == ("therapy-unlisted", Level.ADVICE)
    assert finding.quote == "Reliefin"


def test_a_class_is_not_asked_to_be_listed():
    made = draft("Kelp cells are new.", therapies=(RELIEFIN,))
    assert found(regulatory.therapies_in_the_text_are_listed, made) == []


@pytest.mark.parametrize(("day", "is_old"), [("2027-01-15", False), ("2027-01-17", True)])
def test_a_status_older_than_a_year_is_asked_for_again(monkeypatch, day, is_old):
    monkeypatch.setattr(regulatory, "utc_today", lambda: datetime.date.fromisoformat(day))
    made = draft("KCI is new.", therapies=(KELP,))
    rules = [rule for rule, _ in found(regulatory.regulatory_status_is_of_this_year, made)]
    assert rules == ["regulatory-status-old"] * is_old


def test_the_old_status_is_named_at_its_therapy(monkeypatch):
    monkeypatch.setattr(regulatory, "utc_today", lambda: datetime.date(2030, 1, 1))
    finding = only(regulatory.regulatory_status_is_of_this_year, draft("x", therapies=(KELP,)))
    assert finding.place == Place("therapies", 0)
    assert "FDA: not approved, as of 2026-01-15" in finding.message


def test_each_use_is_found_in_a_sentence_that_never_ends():
    text = "KCI is a treatment and Reliefin is approved by the FDA and " * 300
    assert 295 <= len(found(TREATMENTS, draft(text))) <= 300  # less where it is cut


@pytest.mark.shared
@pytest.mark.django_db
class TestTheSeed:
    @pytest.fixture
    def article(self, shared: Path) -> Article:
        file = shared / "seed" / "ms-stem-cells.txt"
        article = save_draft(
            read_article_file(file), by=factories.account("writer"), source=file.name
        ).article
        fda = Authority.objects.create(name="Food and Drug Administration", abbreviation="FDA")
        for therapy in article.therapies.all():
            RegulatoryStatus.objects.create(
                therapy=therapy,
                condition=article.condition,
                authority=fda,
                status="not_approved",
                as_of=datetime.date(2026, 1, 15),
                source_title="List",
                source_url="https://example.org/list",
            )
        return article

    def test_both_uses_of_treatment_are_found_and_its_talk_about_the_word_stands(self, article):
        assert [finding.sentence[:40] for finding in self.findings(article)] == [
            "Stem cell therapy for multiple sclerosis",
            "Autologous Hematopoietic Stem Cell Trans",
        ]
        assert {finding.rule for finding in self.findings(article)} == {"treatment-word"}

    def findings(self, article: Article) -> list[Finding]:
        made = Draft.of(article)
        wording = (APPROVALS, TREATMENTS, TREATING, LISTINGS)
        return [finding for check in wording for finding in check(made)]
