"""What a submission costs, by its parts, and that its queries don't grow with the archive."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.drafts import Draft
from articles.freeze import freeze
from articles.importing.files import read_text_file
from articles.importing.saving import save_draft
from articles.importing.text import parse_text
from articles.models import Article
from articles.preflight import run_preflight
from medcontent.demo.journey import ARTICLE
from medcontent.demo.mending import mend
from references.formatting import format_references
from reviews import workflow
from reviews.policies import current_policy
from tests import factories
from tests.bench.setting import bench_database

SEED = Path(__file__).resolve().parents[3] / "shared" / "seed" / "ms-stem-cells.txt"
ROUNDS = 7


def main() -> None:
    """Print the parts of a submission and its query counts."""
    file = SEED if SEED.exists() else ARTICLE
    with bench_database():
        staff = factories.staff()
        article = save_draft(
            parse_text(read_text_file(file)), by=staff.writer, source=file.name
        ).article
        mend(article, writer=staff.writer, editor=staff.editor)
        _print_parts(article, file.name)
        _print_queries(article, staff)


def _print_parts(article: Article, name: str) -> None:
    items = [entry.reference.csl for entry in article.bibliography.select_related("reference")]
    policy = current_policy().as_content()
    parts: dict[str, Callable[[], object]] = {
        "preflight": lambda: run_preflight(Draft.of(article)),
        "references by pandoc": lambda: format_references(items),
        "freeze, references kept": lambda: freeze(Draft.of(article), number=1, policy=policy),
    }
    print(f"Submission of {name} (median of {ROUNDS}, ms)")
    for part, run in parts.items():
        print(f"  {part:38} {_median_ms(run):8.1f}")


def _median_ms(run: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def _print_queries(article: Article, staff: factories.Staff) -> None:
    counts, whole = [], 0.0
    for archive in (0, 5, 20):
        for _ in range(archive):
            factories.submitted(writer=staff.writer)
        with CaptureQueriesContext(connection) as queries:
            start = time.perf_counter()
            edition = workflow.submit(article=article, by=staff.writer)
            whole = time.perf_counter() - start
        counts.append(len(queries))
        workflow.recall(edition=edition, by=staff.writer, reason="writer")
    print(f"  {'whole submit, references kept':38} {whole * 1000:8.1f}")
    print(f"  queries of a submit as editions and articles grow: {counts}")
