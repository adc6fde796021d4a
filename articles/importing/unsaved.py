"""A file as a draft that is never saved: what checks outside the admin read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape, unescape
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from articles.body import sanitise_body
from articles.drafts import Draft
from articles.importing.article_file import parse_article_text
from articles.importing.errors import ImportRefused
from articles.importing.files import read_text_file
from articles.importing.markup import body_html, inline_html, shorten
from articles.importing.matching import Matches, match
from articles.importing.parsed import ParsedText

TITLE = re.compile(r"<(h1|title)\b[^>]*>(.*?)</\1\s*>", re.IGNORECASE | re.DOTALL)
MARKUP = re.compile(
    r"\s*<(?:!doctype|html|head|body|article|main|section|div|h[1-6]|p|ul|ol)\b", re.I
)
PARAGRAPH_END = re.compile(r"\n[ \t]*\n+")


@contextmanager
def unsaved_draft(file: Path) -> Iterator[Draft]:
    """Give a file's text as a draft, with the records it would have as an article.

    An article as text is read as an import reads it; records that it would make exist inside the
    block only. HTML and text of any other kind become a body. Raises ImportRefused where a file
    is no text.
    """
    text = read_text_file(file)
    with transaction.atomic():
        yield _draft(text, name=str(file))
        transaction.set_rollback(True)


def _draft(text: str, *, name: str) -> Draft:
    if MARKUP.match(text):
        return _of_html(text)
    try:
        parsed = parse_article_text(text, name=name)
    except ImportRefused:
        paragraphs = filter(str.strip, PARAGRAPH_END.split(text))
        return Draft(body="".join(f"<p>{escape(one, quote=False)}</p>" for one in paragraphs))
    return _of_article(parsed, match(parsed))


def _of_html(text: str) -> Draft:
    title = TITLE.search(text)
    body = sanitise_body(TITLE.sub("", text))
    return Draft(title=" ".join(_words_of(title[2]).split()) if title else "", body=body)


def _words_of(fragment: str) -> str:
    return unescape(re.sub(r"<[^<>]*>", "", fragment))


def _of_article(parsed: ParsedText, matches: Matches) -> Draft:
    summary = "\n\n".join(passage.text for passage in parsed.summary)
    return Draft(
        title=parsed.title,
        slug=slugify(parsed.title),
        summary=summary,
        meta_description=shorten(summary),
        body=body_html(parsed.blocks, references=matches.references, actions=matches.actions),
        condition=matches.condition.pk if matches.condition else None,
        key_takeaways=tuple(
            inline_html(takeaway.text, matches.references) for takeaway in parsed.takeaways
        ),
        therapies=tuple(therapy.pk for therapy in matches.therapies),
        authors=tuple(author.pk for author in matches.authors),
        bibliography=tuple(dict.fromkeys(matches.references.values())),
    )
