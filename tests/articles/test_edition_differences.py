"""What changed between two editions: words, citations, references, and what no words show."""

from __future__ import annotations

import time
from typing import Any

import pytest

from articles.differences import Segment
from articles.edition_differences import ChangedPassage, edition_changes
from articles.freeze import LABELS
from tests.articles.contents import content


def cited(*places: str) -> str:
    return "".join(
        f'<sup class="citation" id="citation-{at}"><a href="#reference-{number}">{number}</a></sup>'
        for at, number in enumerate(places, start=1)
    )


def reference(key: int, number: int, who: str = "Tester", **more: Any) -> dict[str, Any]:
    made = {
        "id": key,
        "number": number,
        "formatted": f"{who} T. <em>Sleep {key}</em>. 2024.",
        "csl": {
            "title": f"Sleep {key}",
            "author": [{"family": who, "given": "T."}],
            "issued": {"date-parts": [[2024]]},
        },
        "doi": f"10.5555/{key}",
        "pmid": "",
        "cited_at": [],
    }
    return made | more


BODY = (
    '<h2 id="section-why">Why</h2><p>One study looked at sleep.{}</p><p>It was small.</p>'
    '<h3 id="section-limits">Limits</h3>'
    "<ul><li>It was short.</li><li>It was <em>early</em>.</li></ul>"
)


def edition(text: str = BODY.format(cited("1")), **changes: Any) -> dict[str, Any]:
    known = {
        "format": 2,
        "body": text,
        "references": [reference(7, 1)],
        "contents": [],
        "lead_image": None,
        "images": [],
        "call_to_action": None,
        "reasons": [],
        "labels": LABELS,
    }
    return content(**(known | changes))


def shown(passage: ChangedPassage) -> str:
    marks = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return "".join(marks[segment.kind].format(segment.text.strip()) for segment in passage.segments)


def only(before: dict[str, Any], after: dict[str, Any]) -> ChangedPassage:
    changes = edition_changes(before, after)
    assert (changes.references, changes.facts) == ([], [])
    (passage,) = changes.passages
    return passage


# Words -----------------------------------------------------------------------------------------


def test_equal_editions_differ_in_nothing_though_their_numbers_do():
    changes = edition_changes(edition(edition=1), edition(edition=2))
    assert changes.are_none and changes.words_are_same


def test_a_changed_word_is_shown_in_its_passage_under_its_heading():
    passage = only(edition(), edition(BODY.format(cited("1")).replace("short", "very short")))
    assert (passage.heading, passage.kind) == ("Limits", "li")
    assert shown(passage) == "It was[+very+]short."
    assert passage.lead == "Limits"


def test_a_changed_heading_stands_under_the_one_above_it():
    passage = only(edition(), edition(BODY.format(cited("1")).replace(">Limits", ">Its limits")))
    assert (passage.heading, passage.kind) == ("Why", "h3")


def test_a_passage_that_is_new_and_one_that_is_gone_are_shown_whole():
    longer = BODY.format(cited("1")).replace("<h3", "<p>Nobody was harmed.</p><h3", 1)
    added = only(edition(), edition(longer))
    assert added.segments == [Segment("added", "Nobody was harmed.")]
    assert (added.heading, added.lead, added.is_moved) == ("Why", "It was small.", False)
    removed = only(edition(longer), edition())
    assert removed.segments == [Segment("removed", "Nobody was harmed.")]
    assert removed.heading == "Why"


def test_two_passages_that_become_one_are_shown_as_one_longer_and_one_gone():
    joined = BODY.format(cited("1")).replace("</p><p>It was small", " It was small")
    changes = edition_changes(edition(), edition(joined))
    longer, gone = changes.passages
    assert shown(longer).endswith("[+It was small.+]")
    assert gone.segments == [Segment("removed", "It was small.")]


def test_passages_that_change_places_are_said_to_be_moved():
    texts = ["<p>Alpha beta gamma.</p><p>Delta.</p>", "<p>Delta.</p><p>Alpha beta gamma.</p>"]
    changes = edition_changes(*(edition(text, references=[]) for text in texts))
    assert [passage.is_moved for passage in changes.passages] == [True, True]


def test_passages_that_changed_together_are_each_compared_with_what_they_were():
    texts = (
        "<p>Alpha beta gamma.</p><p>Delta is new here.</p><p>Epsilon zeta.</p>",
        "<p>Alpha beta omega.</p><p>Epsilon zeta eta.</p>",
    )
    before, after = (edition(text, references=[]) for text in texts)
    assert [shown(passage) for passage in edition_changes(before, after).passages] == [
        "Alpha beta[-gamma.-][+omega.+]",
        "[-Delta is new here.-]",
        "Epsilon[-zeta.-][+zeta eta.+]",
    ]


def test_title_summary_takeaways_and_authors_count_too():
    after = edition(
        title="Migraine and rest",
        summary="Rest may help.",
        key_takeaways=["Rest <em>well</em>.", "Ask a physician."],
        authors=[{"name": "Ann Writer", "credentials": "PhD"}],
    )
    kinds = [passage.kind for passage in edition_changes(edition(), after).passages]
    assert kinds == ["h1", "p", "p", "li"]


def test_a_long_passage_before_is_led_in_by_its_end():
    words = " ".join(f"w{number}" for number in range(60))
    before = edition(f"<p>{words}</p><p>End.</p>", references=[])
    after = edition(f"<p>{words}</p><p>The end.</p>", references=[])
    lead = only(before, after).lead
    assert lead.startswith("… w40") and lead.endswith("w59")


# Citations and references ----------------------------------------------------------------------


def test_numbers_that_shift_are_no_change_of_the_text():
    before = edition("<p>Later.{}</p>".format(cited("1")), references=[reference(7, 1)])
    after = edition(
        "<p>First.{}</p><p>Later.{}</p>".format(cited("1"), cited("2")),
        references=[reference(8, 1, "Newer"), reference(7, 2)],
    )
    changes = edition_changes(before, after)
    assert [shown(passage) for passage in changes.passages] == ["[+First. [1 Newer 2024]+]"]
    assert [(one.number, one.segments[0].kind) for one in changes.references] == [(1, "added")]


def test_a_citation_that_moved_is_shown_where_it_was_and_where_it_is():
    texts = ("<p>One.{}</p><p>Two.</p>", "<p>One.</p><p>Two.{}</p>")
    before, after = (edition(text.format(cited("1"))) for text in texts)
    changes = edition_changes(before, after)
    assert [shown(passage) for passage in changes.passages] == [
        "One.[-[1 Tester 2024]-]",
        "Two.[+[1 Tester 2024]+]",
    ]
    assert changes.references == []


def test_a_range_of_citations_names_each_of_its_references():
    links = '<a href="#reference-1">1</a>–<a href="#reference-3">3</a>'
    three = [reference(key, key) for key in (1, 2, 3)]
    before = edition("<p>Known.</p>", references=three)
    after = edition(f'<p>Known.<sup class="citation">{links}</sup></p>', references=three)
    assert shown(only(before, after)).count("Tester 2024") == 3


def test_references_that_are_gone_or_read_otherwise_are_shown():
    before = edition("<p>A</p>", references=[reference(7, 1), reference(8, 2)])
    changed = reference(7, 1, formatted="Tester T. <em>Sleep 7</em>. 2025.")
    changes = edition_changes(before, edition("<p>A</p>", references=[changed]))
    assert [(one.number, [part.kind for part in one.segments]) for one in changes.references] == [
        (1, ["same", "removed", "added"]),
        (2, ["removed"]),
    ]


# What no words show ----------------------------------------------------------------------------

PICTURE = {
    "id": 1,
    "digest": "a" * 64,
    "kind": "png",
    "width": 10,
    "height": 20,
    "alt": "A bed",
    "caption": "",
    "credit": "",
    "licence": "",
}


@pytest.mark.parametrize(
    ("label", "changes"),
    [
        ("Address", {"article": {"id": 4, "slug": "other", "language": "en"}}),
        ("Description for search engines", {"meta_description": "Other."}),
        ("Condition", {"condition": None}),
        ("Pictures", {"images": [PICTURE]}),
        ("Closing call to action", {"call_to_action": {"label": "Why", "url": "https://e.org"}}),
        ("Approvals that are needed", {"policy": {"approvals": 2, "review_months": 12}}),
        (
            "The writer’s reasons for findings",
            {
                "reasons": [
                    {"rule": "r", "where": "text", "message": "M", "sentence": "S", "reason": "R"}
                ]
            },
        ),
        ("Data of references", {"references": [reference(7, 1, doi="10.5555/other")]}),
        ("How it is set, and hidden details", {"calls_to_action": [{"label": "x", "url": "y"}]}),
    ],
)
def test_what_readers_do_not_read_is_named_when_it_differs(label, changes):
    found = edition_changes(edition(), edition(**changes))
    assert [fact.label for fact in found.facts] == [label]
    assert not found.are_none


def test_a_link_that_leads_elsewhere_is_shown_though_its_words_are_the_same():
    texts = [f'<p>See <a href="https://{one}.org">this</a>.</p>' for one in "ab"]
    found = edition_changes(*(edition(text, references=[]) for text in texts))
    (fact,) = found.facts
    assert (fact.before, fact.after) == ("this → https://a.org", "this → https://b.org")
    assert [passage.words_are_same for passage in found.passages] == [True]
    assert found.words_are_same


def test_emphasis_that_changed_is_shown_though_the_words_are_the_same():
    plain = BODY.format(cited("1")).replace("<em>early</em>", "early")
    passage = only(edition(), edition(plain))
    assert passage.words_are_same and shown(passage) == "It was early."


def test_an_edition_of_format_1_is_compared_with_one_of_format_2():
    assert edition_changes(content(references=[], body="<p>A</p>"), edition()).passages


def test_a_design_that_somebody_confirmed_since_is_a_change_of_the_reference():
    cohort = {"value": "cohort", "label": "Cohort study"}
    found = edition_changes(
        edition(),
        edition(
            format=3, references=[reference(7, 1, study_design=cohort, cited_as_retracted=True)]
        ),
    )
    (changed,) = found.references
    assert changed.segments[-1] == Segment(
        "added", " Retracted; cited here as a retracted source. Study design: Cohort study"
    )
    assert not found.words_are_same


def test_another_design_is_shown_by_its_words():
    designs = [{"value": "cohort", "label": "Cohort study"}, {"value": "other", "label": "Other"}]
    before, after = (
        edition(format=3, references=[reference(7, 1, study_design=one, cited_as_retracted=False)])
        for one in designs
    )
    (changed,) = edition_changes(before, after).references
    assert [one for one in changed.segments if one.kind != "same"] == [
        Segment("removed", "Cohort study"),
        Segment("added", "Other"),
    ]


def test_what_the_checks_said_is_named_where_nothing_else_differs():
    said = {"findings": [{"rule": "sentence-long", "message": "A sentence of 41 words:"}]}
    found = edition_changes(edition(), edition(**said))
    assert found.words_are_same and not found.are_none
    assert [fact.label for fact in found.facts] == ["What the checks found"]
    changed = edition_changes(edition(), edition(BODY.replace("early", "late"), **said))
    assert changed.passages and not changed.facts


def test_two_editions_of_5000_words_are_compared_in_time():
    words = [f"word{number % 700}" for number in range(5000)]

    def body_of(all_words: list[str]) -> str:
        return "".join(
            f"<p>{' '.join(all_words[at : at + 50])}.</p>" for at in range(0, len(all_words), 50)
        )

    changed = [f"new{at}" if at % 97 == 0 else word for at, word in enumerate(words)]
    before, after = (edition(body_of(each), references=[]) for each in (words, changed))
    began = time.perf_counter()
    found = edition_changes(before, after)
    assert time.perf_counter() - began < 1  # seconds; tests/bench has the figure
    assert len(found.passages) > 40
