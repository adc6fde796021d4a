"""How fast ``verify`` is on a made set of 10,000 editions, and that its memory stays constant.

The set goes through the real gate, signatures and all. Most of its editions are copies of a real
edition's content under the next number, so that making the set takes minutes and not hours.
"""

from __future__ import annotations

import resource
import sys
import time
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from articles.clock import utc_today
from articles.freeze import canonical
from articles.models import Article, Edition
from publishing.release import release
from publishing.verify import PARTS
from reviews import ledger, signatures, statements
from reviews.models import Physician, Review, SignOff
from reviews.physicians import check_eligible
from reviews.workflow import submit
from tests import factories
from tests.bench.setting import bench_database

ARTICLES, EDITIONS_EACH = 500, 20


def main() -> None:
    """Print editions a second, by part, and the process's peak memory at two sizes."""
    with bench_database():
        physician, editor = factories.physician(), factories.account("editor")
        for place in range(1, ARTICLES + 1):
            _make_article(place, physician, editor)
            if sys.stderr.isatty():
                print(f"\r  making editions: {place * EDITIONS_EACH}", end="", file=sys.stderr)
            if place in (ARTICLES // 10, ARTICLES):
                _measure(place * EDITIONS_EACH)


def _make_article(place: int, physician: Physician, editor: Any) -> None:
    article = factories.draft(writer=editor, slug=f"bench-{place}")
    first = submit(article=article, by=editor)
    factories.signed(edition=first, by=physician)
    release(edition=first, by=editor)
    content = first.reading
    with transaction.atomic():
        for number in range(2, EDITIONS_EACH + 1):
            _make_edition(article, content | {"edition": number}, physician)


def _make_edition(article: Article, content: dict[str, Any], physician: Physician) -> None:
    edition = Edition.objects.create(
        article=article, number=content["edition"], content=canonical(content)
    )
    ledger.record(article, "submit", by=None, edition=edition.number, digest=edition.digest)
    review = Review.objects.create(edition=edition, physician=physician, due_on=utc_today())
    Review.objects.filter(pk=review.pk).update(accepted_at=Now(), has_interests=False)
    review.refresh_from_db()
    _sign(review, article)


def _sign(review: Review, article: Article) -> None:
    licence = check_eligible(review.physician, article)
    said = statements.statement(
        review=review, licence=licence, decision="approve", method=statements.PASSWORD
    )
    signature, kid = signatures.sign(said, kind=signatures.SIGN_OFF)
    SignOff.objects.create(
        edition=review.edition,
        digest=review.edition.digest,
        review=review,
        physician=review.physician,
        licence=licence,
        decision="approve",
        capacity="physician",
        statement=said,
        signature=signature,
        key_id=kid,
    )
    ledger.record(article, "sign", by=None, review=review.pk, decision="approve")


def _measure(editions: int) -> None:
    print(f"\nverify over {editions} editions of {editions // EDITIONS_EACH} articles")
    whole = 0.0
    for part in PARTS:
        start = time.perf_counter()
        looked_at = faults = 0
        for found in part.check():
            looked_at += 1
            faults += len(found)
        took = time.perf_counter() - start
        whole += took
        print(f"  {part.name:20} {looked_at:7} looked at, {faults} faults, {took:7.2f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  whole {whole:.2f} s: {editions / whole:.0f} editions a second; peak {peak:.0f} MiB")
