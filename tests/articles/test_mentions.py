"""Mentions: a therapy is found by each of its names, in either spelling, and as its class."""

from __future__ import annotations

import pytest

from articles.blocks import Place, TextBlock
from articles.mentions import KnownTherapy, Mention, mentions_in
from therapies.models import Authority, RegulatoryStatus, TherapyType

FDA = Authority(pk=1, abbreviation="FDA", name="U.S. Food and Drug Administration")
EMA = Authority(pk=2, abbreviation="EMA", name="European Medicines Agency")


def known(name: str, *statuses: tuple[Authority, str], **fields) -> KnownTherapy:
    said = [RegulatoryStatus(authority=authority, status=status) for authority, status in statuses]
    return KnownTherapy(TherapyType(name=name, **fields), tuple(said))


TRANSPLANT = known(
    "Autologous Haematopoietic Stem Cell Transplant",
    (FDA, "not_approved"),
    (EMA, "approved"),
    abbreviation="AHSCT",
    synonyms=["HSCT"],
    class_names=["stem cell"],
)
GLOW = known(
    "Glow Cell Therapy", (FDA, "not_approved"), abbreviation="GC", class_names=["stem cell"]
)
UNKNOWN = known("Quiet Light (red)")


def mentions(text: str) -> list[Mention]:
    block = TextBlock(Place("body", block=0), text)
    return list(mentions_in(block.sentences, [TRANSPLANT, GLOW, UNKNOWN]))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("AHSCT helps, and HSCT too.", ["AHSCT", "HSCT"]),
        ("ahsct is no abbreviation", []),
        (
            "An autologous hematopoietic stem-cell transplantation was given",
            ["autologous hematopoietic stem-cell transplantation"],
        ),
        ("Many glow cell therapies", ["glow cell therapies"]),
        ("Glow  cells\xa0are small", ["Glow  cells"]),
        ("Quiet light in stem cell treatments", ["Quiet light", "stem cell treatments"]),
        ("GCs and GCX and xGC", ["GCs"]),
    ],
)
def test_each_name_is_found_as_it_is_written(text, words):
    assert [mention.words for mention in mentions(text)] == words


def test_a_class_means_each_therapy_in_it():
    [mention] = mentions("Stem cells help.")
    assert mention.is_class
    assert mention.therapies == (TRANSPLANT, GLOW)
    assert not mention.is_unapproved()  # one authority approved one of them
    assert mention.is_unapproved("FDA") and mention.is_approved("EMA")


def test_what_is_not_recorded_is_neither_approved_nor_unapproved():
    [mention] = mentions("Quiet light helps.")
    assert not mention.is_approved() and not mention.is_unapproved()


def test_without_records_nothing_is_mentioned():
    block = TextBlock(Place("title"), "Stem cells")
    assert list(mentions_in(block.sentences, [])) == []
