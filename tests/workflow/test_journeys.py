"""A text file's whole way to its public page: the seed article, and the demo's own."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from lxml import html

from articles.drafts import Draft
from articles.importing.files import read_text_file
from articles.importing.saving import save_draft
from articles.importing.text import parse_text
from articles.importing.unsaved import unsaved_draft
from articles.models import Article, Edition
from articles.preflight import Level, run_preflight
from articles.reading import text_of_element
from articles.rendering import signed_region
from medcontent.demo.accounts import demo_people
from medcontent.demo.journey import ARTICLE, run_demo
from medcontent.demo.mending import record_statuses
from publishing.models import Release
from publishing.pages import article_path
from publishing.sweeper import sweep
from publishing.verify import PARTS
from reviews import workflow
from reviews.models import Review

pytestmark = pytest.mark.django_db


def _fetched_words(slug: str) -> list[str]:
    answer = Client().get(article_path(slug))
    assert answer.status_code == 200
    region = html.fragment_fromstring(signed_region(answer.text), create_parent="div")
    return text_of_element(region).split()


def _faults() -> list[object]:
    return [fault for part in PARTS for found in part.check() for fault in found]


@pytest.mark.shared
def test_preflight_blocks_the_imported_seed_and_asks_what_a_medical_editor_would_ask(
    shared: Path,
) -> None:
    people = demo_people()
    seed = shared / "seed" / "ms-stem-cells.txt"
    article = save_draft(
        parse_text(read_text_file(seed)), by=people.writer, source=seed.name
    ).article

    findings = run_preflight(Draft.of(article))
    assert [found.rule for found in findings if found.level is Level.BLOCKER] == [
        "shortcode-residue",
        *["regulatory-status-unknown"] * 3,
    ]
    with pytest.raises(workflow.PreflightBlocks):
        workflow.submit(article=article, by=people.writer)
    assert not Edition.objects.exists()

    record_statuses(article)
    asked = [(found.rule, found.quote) for found in run_preflight(Draft.of(article))]
    assert ("design-misstated", "randomized controlled trial") in asked
    assert ("evidence-uncited", "research shows") in asked
    assert [quote for rule, quote in asked if rule == "treatment-word"] == ["treatment"] * 2
    figures = " ".join(quote for rule, quote in asked if rule == "figure-uncited")
    assert all(figure in figures for figure in ("231", "73%", "65%", "54%"))
    assert ("figure-not-in-body", "73%") in asked
    assert "citation-out-of-order" in dict(asked)


@pytest.mark.shared
def test_nothing_is_said_against_what_the_seed_writes_well(shared: Path) -> None:
    well_written = (
        *("Can Stem Cells Cure", "promising a cure is lying", "won’t cure the condition"),
        *("won’t cure a patient", "none of these are a cure", "None are FDA-approved"),
    )
    promising = {"promise-of-cure", "promise-of-restoration", "promise-of-result"}
    promising |= {"promise-of-safety", "approval-misleading", "approval-contradicted"}
    promising |= {"treats-unapproved", "treatment-word", "listing-as-approval"}
    with unsaved_draft(shared / "seed" / "ms-stem-cells.txt") as draft:
        said = [
            (found.rule, found.quote)
            for found in run_preflight(draft)
            if found.rule in promising and any(words in found.sentence for words in well_written)
        ]
    assert said == []


@pytest.mark.shared
def test_the_seed_goes_from_its_text_file_to_a_page_that_says_what_its_edition_says(
    shared: Path,
) -> None:
    list(run_demo(shared / "seed" / "ms-stem-cells.txt"))

    edition = Release.objects.open().get().edition
    words = _fetched_words(edition.slug)
    assert words == edition.reading["reading_text"].split()
    read = " ".join(words)
    for said in ("54% of patients from the study", "MS.1 The American Academy", "results.3–5"):
        assert said in read
    assert "oxygen_component" not in read
    assert _faults() == []


def test_the_demo_article_goes_the_whole_way_and_is_public_word_for_word() -> None:
    told = list(run_demo(ARTICLE))

    release = Release.objects.open().get()
    assert _fetched_words(release.edition.slug) == release.edition.reading["reading_text"].split()
    assert any("replaced [" in line for line in told), "the demo mends by a recorded edit"
    actions = list(release.article.ledger.values_list("action", flat=True))
    assert actions == ["submit", "assign", "accept", "sign", "release", "submit", "assign"]
    waiting = Review.objects.waiting().get()
    assert waiting.edition.number == 2
    assert workflow.last_signed_before(waiting) is not None, "it is for the fast lane"
    assert _faults() == []


def test_the_demo_run_again_changes_nothing() -> None:
    list(run_demo(ARTICLE))
    before = (Article.objects.count(), Edition.objects.count(), Release.objects.count())

    assert "there already" in list(run_demo(ARTICLE))[-1]
    assert before == (Article.objects.count(), Edition.objects.count(), Release.objects.count())
    assert sweep().written == 0


def test_the_demo_says_in_public_that_it_is_one() -> None:
    list(run_demo(ARTICLE))

    page = Client().get(article_path(Release.objects.get().edition.slug)).text
    assert "Demo Medical Board" in page
    assert Release.objects.get().edition.sign_offs.get().licence.number.startswith("DEMO-")


def test_production_refuses_the_demo(settings: pytest.FixtureRequest) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="no place in production"):
        call_command("demo", stdout=StringIO())
    assert not Article.objects.exists()
