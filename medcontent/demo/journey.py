"""The demo article's way through the real workflow, from a text file to its public page."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from articles import drafts
from articles.clock import utc_today
from articles.importing.criteria import refuse_other_formats, refuse_without_prose
from articles.importing.files import read_text_file
from articles.importing.saving import save_draft
from articles.importing.text import parse_text
from articles.models import Article, Edition
from medcontent.demo.accounts import DEMO_PASSWORD, DemoPeople, demo_people
from medcontent.demo.mending import mend
from publishing.models import Release
from publishing.pages import article_path
from publishing.release import release
from reviews import workflow
from reviews.ledger import checkpoint
from reviews.meanings import MEANINGS
from reviews.models import Review, SignOff

ARTICLE = Path(__file__).with_name("ms-stem-cell-therapy.txt")
DUE_IN = datetime.timedelta(days=14)
ADDED_SENTENCE = "Bring this page and your questions to your next visit."


def run_demo(file: Path) -> Iterator[str]:
    """Take a text file's article to its public page; yields what was done, a line each.

    Goes on from wherever the article stands: run again, it does nothing. Raises Refusal.
    """
    people = demo_people()
    article = _imported(file, people)
    if Release.objects.filter(article=article).exists():
        yield from _correction(article, people)
        yield f"{article_path(article.slug)} is there already."
        return
    yield f"imported “{article.title}” from {file.name}"
    edition = article.editions.standing().order_by("number").last()
    if edition is None:
        yield from mend(article, writer=people.writer, editor=people.editor)
        edition = workflow.submit(article=article, by=people.writer)
    yield f"submitted as edition {edition.number}, digest {edition.digest[:12]}…"
    sign_off = edition.sign_offs.first() or _sign(_review(edition, people), people)
    yield f"signed by {sign_off.physician}"
    release(edition=edition, by=people.editor)
    checkpoint()
    yield f"released at {article_path(article.slug)}"
    yield from _correction(article, people)


def _correction(article: Article, people: DemoPeople) -> Iterator[str]:
    """Submit a small change of a public article once, for its physician to read and sign."""
    if article.editions.count() != 1 or not article.releases.open().exists():
        return
    draft = drafts.Draft.of(article)
    draft = draft.with_values({"summary": f"{draft.summary} {ADDED_SENTENCE}"})
    drafts.save_draft(article, draft, by=people.writer, comment="A sentence more in the summary")
    edition = workflow.submit(article=article, by=people.writer)
    review = _asked(edition, people)
    yield f"edition {edition.number} waits on the desk of {review.physician}: /desk/"


def _imported(file: Path, people: DemoPeople) -> Article:
    text = read_text_file(file)
    refuse_other_formats(text, name=str(file))
    parsed = parse_text(text)
    refuse_without_prose(parsed, name=str(file))
    known = Article.objects.filter(title=parsed.title, writer=people.writer).first()
    return known or save_draft(parsed, by=people.writer, source=file.name).article


def _asked(edition: Edition, people: DemoPeople) -> Review:
    review = edition.reviews.filter(physician=people.physician, declined_at=None).first()
    return review or workflow.assign(
        edition=edition, physician=people.physician, by=people.editor, due_on=utc_today() + DUE_IN
    )


def _review(edition: Edition, people: DemoPeople) -> Review:
    review = _asked(edition, people)
    if review.accepted_at is None:
        review = workflow.accept(review=review, by=people.doctor, has_interests=False)
    return review


def _sign(review: Review, people: DemoPeople) -> SignOff:
    return workflow.sign(
        review=review,
        by=people.doctor,
        decision=SignOff.Decision.APPROVE,
        password=DEMO_PASSWORD,
        meaning=MEANINGS[SignOff.Decision.APPROVE].id,
    )
