"""What nobody approved is not said to work; ordinary medicine and honest doubt are left alone."""

from __future__ import annotations

import pytest

from articles.mentions import KnownTherapy
from articles.preflight.efficacy import CHECKS
from tests.articles.preflight.measuring import (
    alarmed,
    flag_everything,
    half_of,
    load_rows,
    reader_of,
    score,
)
from tests.articles.preflight.sentences import draft, found_by, rules
from therapies.models import Authority, RegulatoryStatus, TherapyType

CLAIM = ["efficacy-unapproved"]


@pytest.mark.parametrize(
    "text",
    [
        # products of kinds that nobody approves as medicines
        "Turmeric eases arthritis.",
        "CBD may help with panic attacks.",
        "Colloidal silver has been used for centuries to fight infections.",
        "Exosomes repair worn cartilage.",
        "BPC-157 speeds the healing of tendons.",
        "Acupuncture can treat infertility.",
        "Olive leaf is a mild diuretic and is given for cystitis.",
        "Belladonna 30C pellets for fever and earache",
        "GlucoEase lowers blood sugar.",
        # a seller's voice
        "Our clinic offers an effective treatment for psoriasis.",
        "This formula clears eczema fast.",
        "Many of our customers with fibromyalgia feel better after a week.",
        # headlines and lists that leave the product out
        "Fights colds and flu",
        "Reduce Joint Pain and Swelling",
        "Used for the relief of gout.",
        "Indications: sinusitis, hay fever, asthma.",
        # patients
        "I no longer suffer from migraines.",
        "Within two weeks my blood sugar dropped from 280 to 110.",
        # loud words about any subject
        "Bluebark is a powerful remedy for asthma.",
        # vitamins and foods, beyond what they do
        "Zinc kills cold viruses.",
        # what "it" stands for
        "It prevents strokes and reverses dementia.",
    ],
)
def test_a_claim_for_what_nobody_approved_is_found(text):
    assert rules(CHECKS, text) == CLAIM


@pytest.mark.parametrize(
    "text",
    [
        # ordinary medicine
        "Doctors may treat migraine with triptans.",
        "Antibiotics cure most cases of strep throat.",
        "Vaccines prevent measles.",
        "Physical therapy can ease back pain.",
        "Drink plenty of fluids to prevent kidney stones.",
        "White blood cells fight infection.",
        "Bone marrow transplants treat leukemia.",
        "Vitamin D prevents rickets.",
        # approved
        "The FDA approved the herbal cream for warts.",
        # denied, asked, reported, supposed, hoped for
        "There is no good evidence that CBD oil treats anxiety.",
        "Garlic has not been shown to lower blood pressure.",
        "Can acupuncture relieve back pain?",
        "Some clinics claim that exosomes reverse arthritis.",
        "It is a myth that colloidal silver kills viruses.",
        "If stem cells could repair myelin, they would treat multiple sclerosis.",
        "Researchers are studying whether turmeric eases arthritis.",
        # a study's own result
        "Pain scores fell more with acupuncture than with placebo.",
        # harm
        "Kava has been linked to severe liver damage.",
        # no disease
        "Herbs grow in our garden.",
        "Stem cell therapy for multiple sclerosis was introduced in 1995.",
        "",
    ],
)
def test_ordinary_medicine_and_doubt_are_left_alone(text):
    assert rules(CHECKS, text) == []


def test_it_stands_for_what_was_named_before():
    assert rules(CHECKS, draft("Graviola is a fruit. It lowers blood sugar.")) == CLAIM
    assert rules(CHECKS, draft("Metformin is a drug. It lowers blood sugar.")) == []
    assert rules(CHECKS, draft("The pancreas is an organ. It lowers blood sugar.")) == []


def test_a_study_may_be_told_with_its_source():
    told = "In a small trial, turmeric eased arthritis."
    assert rules(CHECKS, told) == CLAIM
    read = draft(told)
    read.__dict__["body"] = f'<p>{told}<cite data-ref="1"></cite></p>'
    assert rules(CHECKS, read) == []


def known(status: str) -> KnownTherapy:
    therapy = TherapyType(name="Bluebark therapy", synonyms=["turmeric"], class_names=[])
    return KnownTherapy(
        therapy, (RegulatoryStatus(status=status, authority=Authority(abbreviation="FDA")),)
    )


def test_the_records_decide_what_is_approved():
    said = "Bluebark therapy eases arthritis."
    assert rules(CHECKS, draft(said)) == []
    unapproved = known(RegulatoryStatus.Status.NOT_APPROVED)
    assert rules(CHECKS, draft(said, known=[unapproved])) == CLAIM
    approved = known(RegulatoryStatus.Status.APPROVED)
    assert rules(CHECKS, draft("Turmeric eases arthritis.", known=[approved])) == []


def test_the_words_of_the_claim_are_marked():
    [finding] = found_by(CHECKS, "By the way, CBD relieves panic attacks in a minute.")
    assert finding.quote == "relieves panic attacks"
    assert finding.sentence.startswith("By the way")


@pytest.mark.shared
def test_labelled_claims_are_found_and_others_are_not(shared):
    rows = load_rows(shared / "data" / "statements")
    read = reader_of("efficacy")
    whole = score(rows, read, "unapproved_efficacy")
    assert whole.precision.value >= 0.85
    assert whole.recall.value >= 0.75
    assert score(half_of(rows, "held out"), read, "unapproved_efficacy").precision.value >= 0.8
    assert alarmed(rows, reader_of("efficacy", "promises", "approvals")).value <= 0.03
    assert score(rows, flag_everything, "unapproved_efficacy").precision.value < 0.85
