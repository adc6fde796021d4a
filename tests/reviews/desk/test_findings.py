"""What the checks found stands beside the passages that it is about, with the writer's reasons."""

from __future__ import annotations

from typing import Any

import pytest

from articles.passages import Passage
from reviews.desk.findings import advice, explained

PASSAGES = [
    Passage(number, kind, text)
    for number, (kind, text) in enumerate(
        [
            ("h1", "Sleep helps"),
            ("p", "It was small. It was short."),
            ("li", "It was short."),
            ("p", "One study looked at sleep. It was short."),
        ]
    )
]


def finding(rule: str = "x", **said: str) -> dict[str, str]:
    made = {"rule": rule, "level": "advice", "where": "body", "message": "Short.", "quote": ""}
    return made | {"suggestion": "Say more.", "sentence": "It was short."} | said


def reason(rule: str = "x", **said: str) -> dict[str, str]:
    made = {"rule": rule, "where": "body", "message": "Short.", "sentence": "It was short."}
    return made | {"reason": "It must be."} | said


def test_a_reason_stands_beside_the_passage_that_holds_its_sentence():
    content = {
        "findings": [finding("a", sentence="It was small.", quote="small")],
        "reasons": [
            reason("a", sentence="It was small."),
            reason("b", sentence="Gone."),
            reason("c", sentence=""),
        ],
    }
    found = explained(content, PASSAGES)
    assert [one.passage for one in found] == [1, None, None]
    assert (found[0].quote, found[0].reason) == ("small", "It must be.")
    assert advice(content, PASSAGES) == []


def test_a_reason_stands_beside_each_finding_that_its_sentence_has_of_the_rule():
    content = {"findings": [finding(quote="It"), finding(quote="short")], "reasons": [reason()]}
    assert [(one.quote, one.reason) for one in explained(content, PASSAGES)] == [
        ("It", "It must be."),
        ("short", "It must be."),
    ]


@pytest.mark.parametrize(
    ("where", "passage"), [("body", 3), ("summary", 1), ("key takeaway 1", 1), ("title", 1)]
)
def test_what_is_said_twice_is_meant_last_in_the_body_and_first_elsewhere(where, passage):
    [found] = explained({"reasons": [reason(where=where)]}, PASSAGES)
    assert found.passage == passage


def test_a_finding_without_a_sentence_stands_at_its_words():
    content = {"findings": [finding(sentence="", quote="Sleep helps", where="title")]}
    [part] = advice(content, PASSAGES)
    assert part.passage == 0


def test_advice_stands_together_by_passage_that_on_the_whole_first():
    content = {
        "findings": [
            finding("a"),
            finding("b", sentence="It was small.", where="summary"),
            finding("c", sentence="", where="meta description"),
            finding("d", quote="short"),
        ],
        "reasons": [reason("e")],
    }
    found = advice(content, PASSAGES)
    assert [(part.passage, len(part.found)) for part in found] == [(None, 1), (1, 1), (3, 2)]


@pytest.mark.parametrize("content", [{"format": 1}, {"format": 3, "reasons": []}])
def test_older_formats_hold_no_findings(content: dict[str, Any]):
    assert not explained(content, PASSAGES)
    assert not advice(content, PASSAGES)
