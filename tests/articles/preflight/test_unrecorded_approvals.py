"""Approvals by authorities that the records lack, in places without one, and of classes."""

from __future__ import annotations

import pytest

from articles.mentions import KnownTherapy
from articles.preflight import regulatory
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

APPROVALS = regulatory.approvals_agree_with_the_records


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("KCI is approved by Health Canada.", "approved"),
        ("Health Canada has approved KCI.", "approved"),
        ("KCI is MHRA-licensed.", "MHRA-licensed"),
        ("KCI is approved by Japan’s PMDA.", "approved"),
        ("Health Canada gave KCI the green light.", "green light"),
        ("KCI is approved by the Atlantis Medicines Agency.", "approved"),
        ("KCI is approved by the Ministry of Health.", "approved"),
        ("Japan has approved kelp cells.", "approved"),
        ("KCI is approved in the UK.", "approved"),
        ("KCI is approved in Japan.", "approved"),
        ("In Japan, kelp cells are approved.", "approved"),
        ("KCI is approved by regulators in Japan.", "approved"),
        ("Reliefin is approved in Japan for migraine.", "approved"),
        ("Kelp cells are approved by the EMA.", "approved"),
        ("Kelp cells are EMA-approved.", "EMA-approved"),
        ("Kelp cells are authorised in Europe.", "authorised"),
        ("Kelp cells are authorised across Germany.", "authorised"),
    ],
)
def test_an_approval_by_whom_the_records_have_nothing_of_is_unrecorded(text, words):
    assert found(APPROVALS, draft(text)) == [("approval-unrecorded", words)]


@pytest.mark.parametrize(
    "text",
    [
        "KCI is not approved by Health Canada.",
        "Health Canada has not approved KCI.",
        "Is KCI approved in Japan?",
        "The seller claims that KCI is approved in Japan.",
        "KCI is approved in Japan for stroke.",
        "KCI may be approved in the UK one day.",
        "Kelp cells are not EMA-approved.",
        "Kelp cells are not authorised in Europe.",
        "KCI lacks Health Canada approval.",
        "Health Canada has given nobody approval for KCI trials.",
        "Patients given KCI in Japan had approval.",
        "Some doctors in Japan have approved kelp cells.",
        "Kelp cell clinics are licensed in Japan.",
        "Kelp cell donors are registered in the US.",
        "Kelp cell clinics are licensed in the US.",
        "KCI is offered with the approval of a local ethics committee.",
        "The MHRA has licensed kelp cell banks.",
        "KCI was approved by the board of the hospital.",
    ],
)
def test_a_denied_asked_or_other_approval_by_an_unknown_authority_stands(text):
    assert found(APPROVALS, draft(text)) == []


def test_a_class_is_held_against_the_authority_that_is_named():
    text = "Kelp cells are EMA-approved."
    denied = (KnownTherapy(KELP, (status(KELP, "not_approved", by=EMA),)), *KNOWN[1:])
    assert found(APPROVALS, draft(text, known=denied)) == [
        ("approval-contradicted", "EMA-approved")
    ]
    given = (*denied, KnownTherapy(NEWBY, (status(NEWBY, "approved", by=EMA),)))
    assert found(APPROVALS, draft(text, known=given)) == []


def test_an_approval_of_the_union_holds_in_its_members():
    known = (KnownTherapy(RELIEFIN, (status(RELIEFIN, "approved", by=EMA),)),)
    for text in ("Reliefin is approved in Germany.", "The European Commission approved Reliefin."):
        assert found(APPROVALS, draft(text, known=known)) == []


def test_the_finding_names_the_authority_that_nothing_is_recorded_of():
    assert (
        "that Health Canada approved"
        in only(APPROVALS, draft("KCI is approved by Health Canada.")).message
    )
    assert (
        "no status by an authority in the UK for Migraine"
        in only(APPROVALS, draft("KCI is approved in the UK.")).message
    )
