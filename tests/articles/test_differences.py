"""Word differences join back to both texts, and show what changed."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.differences import Segment, differences, fold, word_difference
from articles.drafts import Draft

WORDS = st.lists(st.sampled_from(["sleep", "may", "help", "not", "\n", "some."]), max_size=30)
TEXTS = st.one_of(WORDS.map(" ".join), st.text(max_size=60))


def side(segments: list[Segment], without: str) -> str:
    return "".join(segment.text for segment in segments if segment.kind != without)


@given(old=TEXTS, new=TEXTS)
def test_the_segments_join_back_to_both_texts(old, new):
    segments = word_difference(old, new)
    assert (side(segments, "added"), side(segments, "removed")) == (old, new)


@given(old=TEXTS, new=TEXTS)
def test_segments_say_something_and_alternate(old, new):
    segments = word_difference(old, new)
    assert all(segment.text for segment in segments)
    assert all(one.kind != other.kind for one, other in pairwise(segments))


@given(text=TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert word_difference(text, text) == ([Segment("same", text)] if text else [])


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


def test_a_few_words_in_common_by_chance_do_not_tear_a_rewritten_sentence_apart():
    segments = word_difference(
        "Start. The cat sat on the mat and slept. End.",
        "Start. A dog lay on grass while others played. End.",
    )
    assert [(one.kind, one.text) for one in segments] == [
        ("same", "Start. "),
        ("removed", "The cat sat on the mat and slept. "),
        ("added", "A dog lay on grass while others played. "),
        ("same", "End."),
    ]


def test_every_sentence_of_a_long_text_changed_shows_the_changed_words_alone():
    before = "".join(f"Of the {n} people in group {n} some felt well.\n" for n in range(500))
    segments = word_difference(before, before.replace("some", "most"))
    assert {one.text for one in segments if one.kind != "same"} == {"some ", "most "}


def test_a_paragraph_that_moved_is_removed_at_one_place_and_added_at_the_other():
    first, others = "First of all.\n", "Second there.\nThird here.\n"
    assert [(one.kind, one.text) for one in word_difference(first + others, others + first)] == [
        ("removed", first),
        ("same", others),
        ("added", first),
    ]


HOSTILE = {
    "one word": ("word " * 5_000, "word " * 4_999 + "end"),
    "one line": ("word\n" * 5_000, "other\n" + "word\n" * 4_999),
    "two words": ("a b " * 2_500, "b a " * 2_500),
    "nothing in common": ("old " * 5_000, "new " * 5_000),
    "the same backwards": (
        " ".join(f"w{n}" for n in range(5_000)),
        " ".join(f"w{n}" for n in reversed(range(5_000))),
    ),
    "no white space": ("x" * 500_000, "x" * 500_000 + "y"),
    "white space alone": (" " * 500_000, "\n" * 20_000),
    "far too long": ("word " * 200_000, "end " + "word " * 200_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_take_bounded_time(name):
    before, after = HOSTILE[name]
    begun = time.process_time()
    segments = word_difference(before, after)
    assert time.process_time() - begun < 2
    assert (side(segments, "added"), side(segments, "removed")) == (before, after)


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
