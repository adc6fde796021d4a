from __future__ import annotations

import pytest

from articles.importing.conditions import choose_condition, mentions, propose_condition
from articles.importing.parsed import NamedCondition

MS = NamedCondition("Multiple sclerosis", "MS")
DIABETES, TYPE_2 = NamedCondition("Diabetes"), NamedCondition("Type 2 diabetes", "T2D")


@pytest.mark.parametrize(
    ("headings", "passages", "condition"),
    [
        (["Diet for Multiple Sclerosis"], ["Diet in multiple sclerosis (MS).", "MS differs."], MS),
        (["Can Diet Cure Multiple Sclerosis?"], ["MS. multiple sclerosis (MS)"], MS),
        (["What Is Crohn’s Disease?"], ["In Crohn’s disease, and in Crohn’s disease."],
         NamedCondition("Crohn’s disease")),
        (["Food and Type 2 Diabetes"], ["Of type 2 diabetes (T2D).", "T2D and diabetes."], TYPE_2),
        (["Living with Psoriasis: A Guide"], ["Psoriasis and psoriasis."],
         NamedCondition("Psoriasis")),
        (["What to Expect for Patients"], ["Patients. Patients. Patients."], None),
        (["Advice of the Society of Psoriasis Research"], ["Research."], None),
        (["Treatment Failure"], ["Treatment failure (TF), treatment failure: TF."], None),
        (["Diet for Psoriasis"], ["Nothing of it."], None),
        ([], [], None),
    ],
)  # fmt: skip
def test_the_text_itself_suggests_its_condition(
    headings: list[str], passages: list[str], condition: NamedCondition | None
) -> None:
    assert propose_condition(headings, passages) == condition


def test_the_condition_spoken_of_most_is_chosen() -> None:
    passages = ["Multiple sclerosis is not diabetes. MS differs. MS and diabetes are no twins."]
    assert choose_condition([DIABETES, MS], ["Life with MS"], passages) == MS


def test_mentions_of_a_longer_name_are_none_of_the_shorter() -> None:
    headings, passages = ["Type 2 Diabetes"], ["Type 2 diabetes is one form of diabetes (T2D)."]
    assert choose_condition([DIABETES, TYPE_2], headings, passages) == TYPE_2


def test_an_abbreviation_without_its_name_is_no_proof() -> None:
    mitral = NamedCondition("Mitral stenosis", "MS")
    assert choose_condition([mitral], ["Life with MS"], ["MS, MS and MS. MS!"]) is None


def test_spelling_does_not_matter() -> None:
    anaemia = NamedCondition("Anaemia")
    assert choose_condition([anaemia], ["Anemia"], ["Anemia and anemia."]) == anaemia


def test_a_heading_names_a_condition_in_full_or_in_short() -> None:
    assert mentions(MS, "Stem Cells and Multiple Sclerosis")
    assert mentions(MS, "Life with MS")
    assert not mentions(MS, "SMS and Sclerosis")
