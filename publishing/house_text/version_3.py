"""The third version of the house text: what readers are told when a source of an article falls."""

from dataclasses import replace

from publishing.house_text.version_2 import VERSION_2

*_KEPT, _WRONG = VERSION_2.how_we_review
_SOURCES = (
    "When we learn that a source which an article cites was retracted, or that its journal "
    "expressed concern about it, a person checks that first. Then the page says so at its top and "
    "at the source itself, with the date. These notes are ours and no part of the signed text. "
    "The physicians who signed are told. The notes stay until a new edition is signed, until a "
    "physician who signed has looked at it and still stands by the text, or until the source is "
    "reinstated."
)

VERSION_3 = replace(
    VERSION_2,
    version="3",
    promise=(
        "The words between the title and the end of the references are shown exactly as the "
        "physicians named here signed them. A dated note about a source may stand among them; it "
        "is set apart, and says that it is not part of what they signed."
    ),
    source_notice=(
        "Since this text was handed in for review, we learned that {what}. The physicians who "
        "signed it have been told. Until they have looked at what that means for the text, do not "
        "rely on statements that cite what is named here: ask your own physician."
    ),
    source_events=(
        ("retraction", "source {number} was retracted{on}"),
        ("partial_retraction", "source {number} was retracted in part{on}"),
        ("withdrawal", "source {number} was withdrawn by its publisher{on}"),
        ("removal", "source {number} was removed by its publisher{on}"),
        (
            "expression_of_concern",
            "the journal of source {number} expressed concern about it{on}",
        ),
    ),
    source_notes=(
        ("retraction", "This source was retracted{on}."),
        ("partial_retraction", "This source was retracted in part{on}."),
        ("withdrawal", "This source was withdrawn by its publisher{on}."),
        ("removal", "This source was removed by its publisher{on}."),
        ("expression_of_concern", "The journal expressed concern about this source{on}."),
    ),
    source_note_end="Noted here on {since}; not part of the signed text.",
    how_we_review=(*_KEPT, replace(_WRONG, paragraphs=(*_WRONG.paragraphs, _SOURCES))),
)
