"""An import proposes the class of a therapy that it makes, by the words in its name."""

from __future__ import annotations

import pytest

from articles.importing.classes import classes_of
from articles.importing.saving import save_draft
from articles.importing.text import parse_text
from tests.factories import account
from therapies.models import TherapyType

TEXT = """Cells and Sore Knees
Knees ache in many people, and this text looks at what is sold to them for it in plain words.
Cultured Stem Cell Injection (CSCI)
The cells are grown for a while and are then injected into the knee, which takes about an hour.
"""


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("Cultured Stem Cell Injection", ["stem cell"]),
        ("Neural Progenitors", ["stem cell"]),
        ("Stem-Cell-Derived Exosomes", ["stem cell", "exosome"]),
        ("CAR-T Cell Therapy", ["CAR-T cell"]),
        ("Light Therapy", []),
        ("System Cell Care", []),
    ],
)
def test_the_words_of_a_name_tell_its_class(name, classes):
    assert classes_of(name) == classes


@pytest.mark.django_db
def test_a_new_therapy_has_the_class_and_the_report_says_so():
    draft = save_draft(parse_text(TEXT), by=account("writer"), source="knees.txt")
    assert TherapyType.objects.get().class_names == ["stem cell"]
    [said] = [line for line in draft.sentences if line.startswith("Therapy type")]
    assert "(new, of the class “stem cell” as its name tells)" in said


@pytest.mark.django_db
def test_a_therapy_on_record_keeps_its_classes():
    TherapyType.objects.create(name="Cultured Stem Cell Injection", abbreviation="CSCI")
    save_draft(parse_text(TEXT), by=account("writer"), source="knees.txt")
    assert TherapyType.objects.get().class_names == []
