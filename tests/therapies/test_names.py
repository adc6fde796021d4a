from __future__ import annotations

import pytest

from therapies.models import TherapyType
from therapies.names import plain_name, plain_words
from therapies.records import find_therapy_types


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Haematopoietic stem cell transplantation", "Hematopoietic Stem-Cell Transplants"),
        ("Oestrogen therapy", "Estrogen therapies"),
        ("Tumour ablation", "Tumors ablations"),
        ("Mesenchymal Stem Cell Therapy", "mesenchymal stem cells"),
        ("Immunisation", "Immunization"),
        ("Mesenchymal stem cell (MSC) treatment", "Mesenchymal stem cell therapy"),
        ("Diabetes", "diabetes"),
        ("Multiple sclerosis", "Multiple Sclerosis"),
    ],
)
def test_spelling_and_plural_do_not_matter(one: str, other: str) -> None:
    assert plain_name(one) == plain_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Autologous stem cell transplantation", "Allogeneic stem cell transplantation"),
        ("Therapy", "Surgery"),
        ("Type 1 diabetes", "Type 2 diabetes"),
    ],
)
def test_other_names_stay_other(one: str, other: str) -> None:
    assert plain_name(one) != plain_name(other)


def test_plain_words_keep_every_word() -> None:
    assert plain_words("The Therapy, (twice): its uses!") == "the therapy twice its use"


@pytest.mark.django_db
class TestFindingTherapyTypes:
    @pytest.fixture(autouse=True)
    def known(self) -> TherapyType:
        return TherapyType.objects.create(
            name="Autologous haematopoietic stem cell transplantation",
            abbreviation="AHSCT",
            synonyms=["Immune reset", "HSCT"],
        )

    @pytest.mark.parametrize(
        ("name", "abbreviation"),
        [
            ("Autologous Hematopoietic Stem Cell Transplant", ""),
            ("immune reset therapy", ""),
            ("Blood Stem Cell Transplants", "ahsct"),
            ("Blood Stem Cell Transplants", "HSCT"),
        ],
    )
    def test_by_name_synonym_or_abbreviation(
        self, known: TherapyType, name: str, abbreviation: str
    ) -> None:
        assert find_therapy_types(name, [abbreviation]) == [known]

    def test_an_abbreviation_alone_is_no_proof(self) -> None:
        assert find_therapy_types("Antihistamine for Sleep", ["AHSCT"]) == []

    def test_all_that_share_a_name_are_found(self, known: TherapyType) -> None:
        other = TherapyType.objects.create(name="Immune reset diet", synonyms=["Immune reset"])
        assert set(find_therapy_types("Immune Reset", [])) == {known, other}
