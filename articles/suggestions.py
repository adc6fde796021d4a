"""Taking a suggested wording over into a draft: only the words that differ are changed.

Markup and citations stay where they are. Words that a suggestion removes go; words that it adds
take the markup of those that they replace, else of what stands before them. Where it has hardly a
word in common with the passage, it takes its place as plain text, the citations after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Literal

from django.db import transaction
from django.utils.text import normalize_newlines
from lxml.html import HtmlElement

from articles import body
from articles.differences import Segment, word_difference
from articles.drafts import Draft, save_draft
from articles.models import Article
from articles.passages import KINDS
from gate.refusals import Refusal

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class NotFoundInDraft(Refusal):
    """The draft does not hold the passage, or holds it more than once."""


TWICE = "The draft holds this passage more than once. Change it by hand."
CHANGED = (
    "The draft does not hold this passage as the edition does: it was changed since, or it comes "
    "from a record, as captions, references and statuses do. Change it by hand."
)
PARAGRAPH = re.compile(r"(\n{2,})")
"""What parts paragraphs of the summary, as Django's ``linebreaks`` does."""
PIECE = re.compile(r"\w+|\W")
MOST_COMPARED = 40_000
"""Pairs of pieces; longer replacements are taken as wholes, so that time stays bounded."""


@dataclass
class _Run:
    """A text node: the text of an element, the tail after one; or a line break, read as a space."""

    element: HtmlElement
    at: Literal["text", "tail", "break"]

    @property
    def text(self) -> str:
        return " " if self.at == "break" else getattr(self.element, self.at) or ""

    @text.setter
    def text(self, text: str) -> None:
        if self.at != "break":
            setattr(self.element, self.at, text)


def take_wording_over(
    article: Article, *, passage: str, wording: str, by: AbstractBaseUser, comment: str
) -> Article:
    """Let the passage of the draft that reads so read otherwise, as a revision of an account.

    The draft is the saved one, whatever the article's object holds. Raises NotFoundInDraft.
    """
    with transaction.atomic():
        locked = Article.objects.select_for_update().get(pk=article.pk)
        draft = Draft.of(locked)
        changed = list(_changes(draft, passage, wording))
        if len(changed) != 1:
            raise NotFoundInDraft(TWICE if changed else CHANGED)
        return save_draft(locked, draft.with_values(dict(changed)), by=by, comment=comment)


def _changes(draft: Draft, passage: str, wording: str) -> Iterator[tuple[str, Any]]:
    """Give each way in which a field of the draft can take the wording over."""
    if _folded(draft.title) == passage:
        yield "title", _folded(wording)
    paragraphs = PARAGRAPH.split(normalize_newlines(draft.summary))
    for at, paragraph in enumerate(paragraphs):
        if _folded(paragraph) == passage:
            yield "summary", "".join([*paragraphs[:at], wording.strip(), *paragraphs[at + 1 :]])
    rows = draft.key_takeaways
    for at, row in enumerate(rows):
        for changed in _fragments(row, passage, wording):
            yield "key_takeaways", (*rows[:at], changed, *rows[at + 1 :])
    for changed in _fragments(draft.body, passage, wording):
        yield "body", changed


def _fragments(fragment: str, passage: str, wording: str) -> Iterator[str]:
    """Give the fragment with one passage changed, for each passage that reads so."""
    for number, runs in enumerate(_passages(body.parse(fragment))):
        if _folded("".join(run.text for run in runs)) == passage:
            # Parsed anew for each, so that one way leaves the others as they were.
            root = body.parse(fragment)
            _reword(list(_passages(root))[number], wording)
            yield body.serialise(root)


def _passages(element: HtmlElement) -> Iterator[list[_Run]]:
    if element.tag in KINDS or element.getparent() is None:
        yield list(_runs(element))
    for child in element:
        yield from _passages(child)


def _runs(element: HtmlElement) -> Iterator[_Run]:
    yield _Run(element, "text")
    for child in element:
        if child.tag == "br":
            yield _Run(child, "break")
        elif isinstance(child.tag, str) and child.tag not in KINDS:
            yield from _runs(child)
        yield _Run(child, "tail")


def _reword(runs: list[_Run], wording: str) -> None:
    """Write the wording into text nodes; the nodes keep the words that both have."""
    segments = word_difference("".join(run.text for run in runs), wording)
    if all(segment.kind != "same" for segment in segments):
        written = [wording, *[""] * (len(runs) - 1)]
    else:
        written = _written(runs, list(_replacements(segments)))
    for run, text in zip(runs, written, strict=True):
        run.text = text
    _drop_emptied(runs)


def _replacements(segments: list[Segment]) -> Iterator[tuple[str, str]]:
    """Give the text in stretches, each with what takes its place; most stay as they are."""
    removed = ""
    for segment in [*segments, Segment("same", "")]:
        if segment.kind == "removed":
            removed = segment.text
            continue
        added = segment.text if segment.kind == "added" else ""
        if removed.isspace() and added.isspace():
            added = removed  # a space that does not break stays one
        yield from _narrowed(removed, added)
        removed = ""
        if segment.kind == "same":
            yield segment.text, segment.text


def _narrowed(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Part a replacement into those of words and punctuation marks."""
    ours, theirs = PIECE.findall(old), PIECE.findall(new)
    if len(ours) * len(theirs) > MOST_COMPARED:
        yield old, new
        return
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for _, a, b, c, d in matcher.get_opcodes():
        yield "".join(ours[a:b]), "".join(theirs[c:d])


def _written(runs: list[_Run], replacements: list[tuple[str, str]]) -> list[str]:
    """Share the new text out: a letter that stays to its node, a new one to that of the old."""
    node_of = [at for at, run in enumerate(runs) for _ in run.text]
    written, place = [""] * len(runs), 0
    for old, new in replacements:
        if old == new:
            for letter in old:
                written[node_of[place]] += letter
                place += 1
            continue
        node = node_of[place] if old else node_of[max(place - 1, 0)]
        # The node after a line break is the text that follows it.
        written[node + (runs[node].at == "break")] += new
        place += len(old)
    return written


def _drop_emptied(runs: list[_Run]) -> None:
    for element in [run.element for run in reversed(runs[1:]) if run.at == "text"]:
        is_markup = element.tag in body.INLINE_TAGS - body.VOID_NODES - {"br"}
        if is_markup and not len(element) and not element.text and element.getparent() is not None:
            element.drop_tree()


def _folded(text: str) -> str:
    return " ".join(text.split())
