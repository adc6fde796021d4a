"""Saving a parsed text as a complete draft: all of it, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify

from articles.body import faults_in_body
from articles.drafts import draft_edit
from articles.importing.errors import ImportRefused
from articles.importing.markup import body_html, inline_html, shortcode_of, shorten
from articles.importing.matching import Matches, match
from articles.importing.parsed import Kind, NotPlaced, ParsedText
from articles.models import Article, ArticleTherapy, BibliographyEntry, Byline, KeyTakeaway
from gate.refusals import one_step

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

LONGEST_TITLE = 300
LONGEST_SLUG = 200


@dataclass(frozen=True)
class ImportedDraft:
    """The draft that was saved, what its parts became, and what found no place in it."""

    article: Article
    sentences: Sequence[str]
    not_placed: Sequence[NotPlaced]


def save_draft(
    parsed: ParsedText, *, by: AbstractBaseUser, source: str, title: str = "", slug: str = ""
) -> ImportedDraft:
    """Save a parsed text as a new article of a writer, who is its contributor.

    ``title`` and ``slug`` replace those of the text. Raises ImportRefused or another Refusal,
    and then nothing is saved, no record of a reference or therapy either.
    """
    article = _new_article(parsed, title or parsed.title, slug)
    article.writer_id = by.pk
    with one_step(), draft_edit(article, by=by, comment=f"Imported from {source}."):
        matches = match(parsed)
        _fill(article, parsed, matches)
        article.save()
        _save_rows(article, parsed, matches)
    not_placed = [
        *parsed.not_placed,
        *matches.not_placed,
        *_residue(parsed, matches),
        *_replaced_title(parsed, article),
    ]
    not_placed.sort(key=lambda missing: missing.number)
    return ImportedDraft(article, matches.sentences, not_placed)


def _new_article(parsed: ParsedText, title: str, slug: str) -> Article:
    if not title or len(title) > LONGEST_TITLE:
        raise ImportRefused(
            f"The text gives no title of at most {LONGEST_TITLE} characters. Give one with --title."
        )
    slug = slug or slugify(title)[:LONGEST_SLUG].rstrip("-")
    if not re.fullmatch(r"[-a-zA-Z0-9_]{1,200}", slug):
        raise ImportRefused(
            f"“{slug or title}” can't be part of an address. Give up to {LONGEST_SLUG} letters "
            "a–z, digits and hyphens with --slug."
        )
    if taken := Article.objects.filter(slug=slug).first():
        raise ImportRefused(
            f"The address “{slug}” belongs to the article “{taken}” already. Edit that article, "
            "or give another address with --slug."
        )
    return Article(title=title, slug=slug, language="en")


def _fill(article: Article, parsed: ParsedText, matches: Matches) -> None:
    article.summary = "\n\n".join(passage.text for passage in parsed.summary)
    article.meta_description = shorten(article.summary)
    article.condition = matches.condition
    article.body = body_html(parsed.blocks, references=matches.references, actions=matches.actions)
    if faults := faults_in_body(article.body):
        raise ImportRefused(f"The body can't be written: {faults[0]}")


def _save_rows(article: Article, parsed: ParsedText, matches: Matches) -> None:
    _save_in_order(
        KeyTakeaway.objects.create,
        article,
        [{"text": inline_html(takeaway.text, matches.references)} for takeaway in parsed.takeaways],
    )
    _save_in_order(
        ArticleTherapy.objects.create,
        article,
        [{"therapy": therapy} for therapy in matches.therapies],
    )
    _save_in_order(
        BibliographyEntry.objects.create,
        article,
        [{"reference_id": key} for key in dict.fromkeys(matches.references.values())],
    )
    _save_in_order(
        Byline.objects.create, article, [{"author": author} for author in matches.authors]
    )


def _save_in_order(
    create: Callable[..., Any], article: Article, rows: Sequence[dict[str, Any]]
) -> None:
    for position, row in enumerate(rows, start=1):
        create(article=article, position=position, **row)


def _residue(parsed: ParsedText, matches: Matches) -> list[NotPlaced]:
    return [
        NotPlaced(
            block.line,
            f"No call to action has the shortcode “{shortcode_of(block.text)}”; the line stays as "
            "a paragraph, which preflight blocks. Make the call to action, or remove the line.",
        )
        for block in parsed.blocks
        if block.kind is Kind.SHORTCODE and shortcode_of(block.text) not in matches.actions
    ]


def _replaced_title(parsed: ParsedText, article: Article) -> list[NotPlaced]:
    return [
        NotPlaced(note.number, f"The title line gave way to the title “{article.title}”.")
        for note in parsed.notes
        if note.kind is Kind.TITLE and article.title != parsed.title
    ]
