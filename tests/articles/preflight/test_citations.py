"""How a draft cites: what resolves, what is typed or flattened, and in which order."""

from __future__ import annotations

import time

import pytest

from articles.drafts import Draft
from articles.preflight import Level, citations, run_preflight
from articles.preflight.marks import numbers_of
from references.models import Reference
from tests import factories
from tests.articles.preflight.reading import draft_with, found_by, said_of

TYPED = (
    citations.citations_are_not_typed,
    citations.digits_do_not_cite,
)


def said(text: str) -> list[tuple[str, str]]:
    return said_of(TYPED, text)


def cite(reference: int) -> str:
    return f'<cite data-ref="{reference}"></cite>'


# Numbers as characters ---------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["[1]", "[1, 2]", "[1–3]", "[1-3,5]"])
def test_a_number_in_brackets_is_a_typed_citation(typed):
    assert said(f"It may help.{typed} So they say.") == [("citation-typed", typed)]


@pytest.mark.parametrize("text", ["[2019]", "[sic]", "[n=12]", "[1995 to 2001]", "[0.4-0.9]"])
def test_other_brackets_are_no_citations(text):
    assert said(f"So it was {text} then.") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sleep grew by a mean [1, 5] confidence interval of hours.", "[1, 5]"),
        ("Naps had the range [2, 8] in hours.", "[2, 8]"),
        ("Naps grew by 3 hours (95 % CI [1, 5]).", "[1, 5]"),
        ("Naps grew by 3 hours, CI: [1–5].", "[1–5]"),
        ("The median was 3 [1, 5] hours.", "[1, 5]"),
        ("The mean score was 3.5 [1, 5] at noon.", "[1, 5]"),
        ("They gave points on a scale of [0, 10] each.", "[0, 10]"),
        ("Naps took 3 [2; 6] (median, IQR) hours.", None),
        ("It was 3 [2; 6] IQR hours.", "[2; 6]"),
    ],
)
def test_the_ends_of_an_interval_are_asked_about_and_block_nothing(text, words):
    rule = "citation-perhaps-typed" if words else "citation-typed"
    assert said(text) == [(rule, words or "[2; 6]")]


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Scores rose in all trials of naps and walks [1, 5].", "[1, 5]"),
        ("Naps helped some people [1, 5]. The mean rose.", "[1, 5]"),
        ("This means that naps help [1, 2, 5].", "[1, 2, 5]"),
        ("The median rose [4].", "[4]"),
    ],
)
def test_numbers_that_only_share_a_sentence_with_a_measure_are_typed_citations(text, typed):
    assert said(text) == [("citation-typed", typed)]


def test_an_interval_has_no_place_in_the_order_of_citations():
    body = "<p>One.[3] It had the range [1, 2]. Two.[4]</p>"
    assert found_by((citations.citations_are_in_order,), draft_with(body)) == []


def test_a_typed_number_in_a_heading_says_where_to_cite():
    [finding] = found_by(TYPED, draft_with("<h2>What trials found [3]</h2>"))
    assert (finding.rule, finding.level) == ("citation-typed", Level.BLOCKER)
    assert "in the sentence below" in finding.suggestion


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It was seen in mice (1,2).", "(1,2)"),
        ("It was seen in mice (1–3) and in rats.", None),
        ("It was seen in mice (1-3), not in rats.", "(1-3)"),
        ("It was seen in mice (4; 7).", "(4; 7)"),
        ("It was seen in mice.¹ And in rats.", "¹"),
        ("It was reported¹² that mice slept.", "¹²"),
    ],
)
def test_what_reads_like_a_typed_citation_is_asked_about(text, words):
    assert said(text) == ([("citation-perhaps-typed", words)] if words else [])


@pytest.mark.parametrize(
    "text",
    [
        "It was in the spring (2019).",
        "Some fell ill (3 patients).",
        "Rate your pain on a scale (1-10).",
        "Children of that age (3-5).",
        "The median was high (4-9).",
        "The translocation is called t(8;21).",
        "The years were bad (12-3).",
        "The room has 20 m² and the shelf 3 metres².",
    ],
)
def test_years_counts_scales_and_measures_are_no_citations(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It was mild in most cases.1–3 Then it passed.", "1–3"),
        ("It was mild in most cases.12", "12"),
        ("Some had fever,2 others did not.", "2"),
        ("It was reported12 that sleep helps.", "12"),
        ("In many patients3,4 it came back.", "3,4"),
        ("This is the leading cause of ESRD.1 Both types lead to it.", "1"),
        ("It was seen in 40%.7 Others saw less.", "7"),
    ],
)
def test_a_number_that_was_raised_once_is_found(text, words):
    assert said(text) == [("citation-flattened", words)]


@pytest.mark.parametrize(
    "text",
    [
        "Vitamin B12, CD34, COVID-19, H2O, CO2 and T1 are names.",
        "It measured 4 mm2, 3 m2 and 10^3 cells per cm3.",
        "The genes were claudin5, caspase3 and p53.",
        "See fig.2, vol.3 and no.4 of the list.",
        "The dose is 1.5 mg, the price $3.50.",
        "He had type2 diabetes and took omega3.",
        "Read section3 and version2 of it.",
        "It was at 10.30 on 1.2.2019.",
        "Go to example.org/page2 or write to me2@example.org.",
    ],
)
def test_names_measures_and_short_forms_are_left_alone(text):
    assert said(text) == []


def test_a_raised_number_of_the_editor_is_found_too():
    assert said("It was mild.<sup>3</sup> Then it passed.") == [("citation-flattened", "3")]
    assert said("It had 4 m<sup>2</sup> and CO<sub>2</sub>.") == []


def test_ranges_are_read():
    assert numbers_of("1,3-5") == (1, 3, 4, 5)
    assert numbers_of("5-3") == (5, 3)


# Order -------------------------------------------------------------------------------------

ORDER = (citations.citations_are_in_order,)


def test_typed_numbers_out_of_order_are_found_at_the_first():
    body = "<p>One.[4] Two.[5]</p><p>Three.[1–3] Four.[4]</p>"
    [finding] = found_by(ORDER, draft_with(body))
    assert (finding.rule, finding.quote, finding.place.block) == (
        "citation-out-of-order",
        "[1–3]",
        1,
    )
    assert "in the order 4, 5, 1, 2, 3" in finding.message


@pytest.mark.parametrize(
    "body",
    [
        "<p>One.[1] Two.[2,3] Three.[1] Four.[4]</p>",
        "<p>One.[7]</p>",
        "<p>One.</p>",
        "<p>One.[1] Two.[2]</p><p>[1] A book.</p>",
    ],
)
def test_numbers_in_order_are_fine(body):
    assert found_by(ORDER, draft_with(body)) == []


def test_a_list_that_does_not_follow_the_text_is_told_with_its_order():
    body = f"<p>One.{cite(14)} Two.{cite(15)}</p><p>Three.{cite(11)}{cite(12)}{cite(13)}</p>"
    [finding] = found_by(ORDER, draft_with(body, bibliography=(11, 12, 13, 14, 15)))
    assert (finding.rule, finding.place.field) == ("citation-out-of-order", "bibliography")
    assert "in the order 4, 5, 1, 2, 3" in finding.message
    assert found_by(ORDER, draft_with(body, bibliography=(14, 15, 11, 12, 13))) == []


def test_a_list_of_a_hundred_is_told_in_short():
    body = "".join(f"<p>One.{cite(number)}</p>" for number in range(100, 0, -1))
    [finding] = found_by(ORDER, draft_with(body, bibliography=tuple(range(1, 101))))
    assert "90, 89 …." in finding.message


# The list of references --------------------------------------------------------------------


def test_a_citation_that_leads_nowhere_is_found_at_its_word():
    draft = draft_with(f"<p>It helps some{cite(0)} people.</p><p>And more.{cite(0)}</p>")
    found = found_by((citations.citations_resolve,), draft)
    assert [(one.place.block, one.place.start, one.place.end) for one in found] == [
        (0, 9, 13),
        (1, 4, 9),
    ]


def test_a_citation_outside_the_text_blocks_is_found_once():
    [finding] = found_by((citations.citations_resolve,), draft_with(f"<div>{cite(0)}</div>"))
    assert finding.place.field == "body"


@pytest.mark.parametrize("words", ["Word{} ", "word{}", " {}"])
def test_ten_thousand_citations_that_lead_nowhere_are_told_in_time(words):
    body = "".join(words.format(cite(number)) for number in range(10_000))
    draft = draft_with(f"<p>{body}</p>")
    assert len(draft.cited) == sum(len(block.citations) for block in draft.blocks) == 10_000
    begun = time.process_time()
    found = found_by((citations.citations_resolve,), draft)
    assert time.process_time() - begun < 1
    assert len(found) == 10_000


def test_a_heading_does_not_cite():
    draft = draft_with(f"<h2>What trials found{cite(1)}</h2><p>One.{cite(1)}</p>")
    [finding] = found_by((citations.headings_do_not_cite,), draft)
    assert (finding.quote, finding.level) == ("What trials found", Level.NEEDS_REASON)


TWICE = (citations.no_source_is_listed_twice,)
ARTICLE = {
    "type": "article-journal",
    "title": "A trial of naps",
    "issued": {"date-parts": [[2020]]},
    "author": [{"family": "Doe", "given": "J"}],
}


def listed(*items: dict) -> Draft:
    made = [Reference.objects.create(csl=item) for item in items]
    return draft_with("<p>One.</p>", bibliography=tuple(one.pk for one in made))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        ARTICLE | {"title": "A Trial of Naps."},
        ARTICLE | {"PMID": "123"},
        {**ARTICLE, "author": [{"family": "Doe", "given": "Jane"}]},
    ],
)
def test_one_source_under_two_references_is_found(other):
    [finding] = found_by(TWICE, listed(ARTICLE, ARTICLE | {"title": "Another"}, other))
    assert (finding.rule, finding.place.row) == ("reference-twice", 2)
    assert finding.message.startswith("References 1 and 3 of the list")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        ARTICLE | {"title": "A trial of walks"},
        ARTICLE | {"issued": {"date-parts": [[2021]]}},
        ARTICLE | {"author": [{"family": "Roe", "given": "J"}]},
    ],
)
def test_different_sources_are_not_called_one(other):
    assert found_by(TWICE, listed(ARTICLE, other)) == []


@pytest.mark.django_db
def test_a_merged_reference_and_the_one_that_was_kept_are_one():
    kept = Reference.objects.create(csl=ARTICLE)
    merged = Reference.objects.create(csl=ARTICLE | {"title": "Naps"}, merged_into=kept)
    draft = draft_with("<p>One.</p>", bibliography=(merged.pk, kept.pk))
    [finding] = found_by(TWICE, draft)
    assert finding.quote == "A trial of naps"


@pytest.mark.django_db
def test_a_complete_draft_cites_well():
    article = factories.draft(writer=factories.account("writer"))
    ours = {rule for check in citations.CHECKS for rule in check.rules}
    assert ours.isdisjoint(finding.rule for finding in run_preflight(Draft.of(article)))
