from __future__ import annotations

import pytest

from articles.importing.abbreviations import Definition, definitions, read_definition
from articles.importing.headings import is_title_case, looks_like_heading, outline


@pytest.mark.parametrize(
    "text",
    [
        "Light and Psoriasis",
        "Can Light Cure Psoriasis?",
        "But what about light at home?",
        "Overview",
        "5 Things to Know",
        "mRNA Vaccines for Adults",
        "“Natural” Remedies",
        "Common Side Effects:",
        "Dr. Reader’s Advice",
        "Living in the U.S.",
        "Light and Psoriasis[4]",
        "Narrowband Ultraviolet B (NB-UVB)",
    ],
)
def test_headings_are_told_by_their_shape(text: str) -> None:
    assert looks_like_heading(text, before_prose=False)


@pytest.mark.parametrize(
    "text",
    [
        "A sentence that ends.",
        "It goes on in the next line,",
        "Is it? It may be.",
        "Really?",
        "lower case from the start",
        "These are the signs:",
        "There is more…",
        "Why? Because It Is So Said by Everybody Who Has Ever Written on the Matter at Such Length",
        "",
        "[4]",
    ],
)
def test_paragraphs_are_no_headings(text: str) -> None:
    assert not looks_like_heading(text, before_prose=True)


def test_sentence_case_needs_prose_below() -> None:
    assert looks_like_heading("What the studies found", before_prose=True)
    assert not looks_like_heading("What the studies found", before_prose=False)


@pytest.mark.parametrize(
    ("text", "is_titled"),
    [
        ("Light and the Skin", True),
        ("Does It Work?", True),
        ("Light and the skin", False),
        ("light", False),
        ("", False),
    ],
)
def test_title_case_leaves_small_words_small(text: str, is_titled: bool) -> None:
    assert is_title_case(text) is is_titled


def levels(*headings: str) -> list[int]:
    return [entry.level for entry in outline(headings)]


def test_members_of_a_group_stand_below_it() -> None:
    assert levels(
        "Light and Psoriasis",
        "Types of Light Treatment",
        "Narrowband Ultraviolet B (NB-UVB)",
        "Excimer Laser Treatment",
        "Psoralen and Ultraviolet A (PUVA Therapy)",
        "Key Considerations",
        "Closing Words",
    ) == [2, 2, 3, 3, 3, 2, 2]


def test_a_group_needs_members_right_below() -> None:
    assert levels("Types of Light", "What to Expect", "Narrowband Ultraviolet B (NB-UVB)") == [
        2,
        2,
        2,
    ]


def test_sentence_case_stands_below_title_case_but_not_the_other_way() -> None:
    titled = ["Light and Psoriasis", "But what about lamps?", "Does Light Cure Psoriasis?"]
    assert levels(*titled, "What Comes Next Then") == [2, 3, 2, 2]
    assert (
        levels("Light and skin", "What about lamps?", "Does It Cure?", "What comes next") == [2] * 4
    )


def therapies(*headings: str) -> list[Definition]:
    return [entry.therapy for entry in outline(headings) if entry.therapy]


@pytest.mark.parametrize(
    ("heading", "name", "abbreviations"),
    [
        ("Deep Brain Stimulation (DBS)", "Deep Brain Stimulation", ("DBS",)),
        ("Plasma Exchange (PLEX/TPE)", None, ()),
        ("Plasma Exchange (PLEX)", "Plasma Exchange", ("PLEX",)),
        ("Stem Cell Transplants (SCTs/SCT)", "Stem Cell Transplants", ("SCT",)),
        ("Autologous Stem Cell Transplant (ASCT/SCT)", "Autologous Stem Cell Transplant",
         ("ASCT", "SCT")),
        ("Gene Therapy (GT Therapy)", "Gene Therapy", ("GT",)),
        ("DBS (Deep Brain Stimulation) Therapy", "Deep Brain Stimulation Therapy", ("DBS",)),
        ("Stem Cell Therapy (UK)", None, ()),
        ("Stem Cell Therapy (2024)", None, ()),
        ("Stem Cell Therapy (Not for Children)", None, ()),
        ("Is Deep Brain Stimulation (DBS) Safe?", None, ()),
        ("Living with Multiple Sclerosis (MS)", None, ()),
        ("The Association of Therapy (AOT)", None, ()),
    ],
)  # fmt: skip
def test_therapies_are_named_with_their_abbreviations(
    heading: str, name: str | None, abbreviations: tuple[str, ...]
) -> None:
    assert therapies(heading) == ([Definition(name, abbreviations)] if name else [])


def test_a_member_of_a_group_is_a_therapy_without_the_word() -> None:
    headings = ["Types of Therapies", "Lab-Derived Neural Progenies (LD-NPs)"]
    assert therapies(*headings) == [Definition("Lab-Derived Neural Progenies", ("LD-NP",))]
    assert therapies(headings[1]) == []


def test_a_definition_needs_letters_in_their_order() -> None:
    assert read_definition("Deep Brain Stimulation (BDS)") is None


def test_a_definition_begins_with_a_word() -> None:
    assert read_definition("Alarms (MS)") is None


def test_definitions_in_running_text_have_the_shortest_name() -> None:
    text = (
        "Light for multiple sclerosis (MS) and for chronic kidney disease (CKD). See (above), "
        "the Food and Drug Administration (FDA), and people (SCD)."
    )
    assert list(definitions(text)) == [
        Definition("multiple sclerosis", ("MS",)),
        Definition("chronic kidney disease", ("CKD",)),
        Definition("Food and Drug Administration", ("FDA",)),
    ]
