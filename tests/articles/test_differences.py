"""Word differences join back to both texts, and show what changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.differences import Segment, differences, fold, word_difference
from articles.drafts import Draft

WORDS = st.lists(st.sampled_from(["sleep", "may", "help", "not", "\n", "some."]), max_size=30)


def side(segments: list[Segment], without: str) -> str:
    return "".join(segment.text for segment in segments if segment.kind != without)


@given(before=WORDS, after=WORDS)
def test_the_segments_join_back_to_both_texts(before, after):
    old, new = " ".join(before), " ".join(after)
    segments = word_difference(old, new)
    assert (side(segments, "added"), side(segments, "removed")) == (old, new)


def test_a_changed_word_is_shown_alone():
    segments = word_difference("Sleep may help some people.", "Sleep does help some people.")
    assert [(one.kind, one.text) for one in segments] == [
        ("same", "Sleep "),
        ("removed", "may "),
        ("added", "does "),
        ("same", "help some people."),
    ]


def test_a_word_at_the_end_stays_the_same_word():
    segments = word_difference("Talk about it.", "Talk about it. Added.")
    assert [(one.kind, one.text) for one in segments] == [
        ("same", "Talk about it."),
        ("added", " Added."),
    ]


def test_texts_with_little_in_common_are_shown_one_after_the_other():
    kinds = [one.kind for one in word_difference("Alpha beta gamma.", "Nothing like it at all.")]
    assert kinds == ["removed", "added"]


def test_a_block_of_one_huge_line_is_compared_in_bounded_time():
    before = "word " * 50_000
    assert side(word_difference(before, before + "end"), "removed") == before + "end"


def test_long_unchanged_stretches_are_folded():
    same = " ".join(f"w{number}" for number in range(200))
    [folded, *_] = fold(word_difference(f"{same} old", f"{same} new"))
    assert folded.text.startswith(" … ")
    assert "w199" in folded.text
    assert "w1 " not in folded.text


@pytest.mark.parametrize(
    ("changed", "field", "only_markup"),
    [
        ({"title": "Other"}, "title", False),
        ({"body": "<p>So it <em>is</em></p>"}, "body", True),
        ({"key_takeaways": ("One.", "Two.")}, "key_takeaways", False),
    ],
)
def test_drafts_differ_field_by_field(changed, field, only_markup):
    draft = Draft(title="Title", body="<p>So it is</p>", key_takeaways=("Two.", "One."))
    [change] = differences(draft, draft.with_values(changed))
    assert (change.field, change.only_markup) == (field, only_markup)


def test_the_same_draft_has_no_difference():
    assert differences(Draft(title="A"), Draft(title="A")) == []
