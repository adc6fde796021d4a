"""Drafts: their values as one object, and saving them as a revision of a contributor."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING, Any

import reversion
from django.db import models, transaction

from articles import body
from articles.blocks import Sentence, TextBlock, text_blocks
from articles.links.addresses import links_of, normal
from articles.mentions import KnownTherapy, Mention, mentions_in
from articles.models import (
    Article,
    ArticleTherapy,
    Author,
    BibliographyEntry,
    Byline,
    CallToAction,
    Contributor,
    Image,
    KeyTakeaway,
    LinkCheck,
)
from references.designs import DesignOf, design_of
from references.models import IntegrityFact, Notice, Reference
from therapies.models import Authority, Condition, RegulatoryStatus, TherapyType

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

WORDS = "title slug language meta_description summary body".split()
LINKS = "condition call_to_action lead_image".split()
ROWS: dict[str, tuple[type[models.Model], str]] = {
    "key_takeaways": (KeyTakeaway, "text"),
    "therapies": (ArticleTherapy, "therapy_id"),
    "authors": (Byline, "author_id"),
    "bibliography": (BibliographyEntry, "reference_id"),
}
"""A draft's ordered lists: the rows that hold them, and the column that a row is about."""
MARKS = {"cited_as_retracted": "bibliography"}
"""What is said of some rows of a list: a column of the rows, by its name, and the list."""


@dataclass(frozen=True)
class Draft:
    """The editable values of an article, saved or only typed.

    Records are named by their numbers, lists are in order. What is said of some rows of a list
    names these by rising numbers. ``article`` is the article's number, None before its first save.
    """

    article: int | None = None
    title: str = ""
    slug: str = ""
    language: str = "en"
    meta_description: str = ""
    summary: str = ""
    body: str = ""
    condition: int | None = None
    call_to_action: int | None = None
    lead_image: int | None = None
    key_takeaways: tuple[str, ...] = ()
    therapies: tuple[int, ...] = ()
    authors: tuple[int, ...] = ()
    bibliography: tuple[int, ...] = ()
    cited_as_retracted: tuple[int, ...] = ()

    @classmethod
    def of(cls, article: Article) -> Draft:
        """Take the values of an article, as its object holds them now."""
        values: dict[str, Any] = {name: getattr(article, name) for name in WORDS}
        values |= {name: getattr(article, f"{name}_id") for name in LINKS}
        values |= {name: _row_values(article, name) for name in ROWS}
        values |= {name: _marked(article, name) for name in MARKS}
        return cls(article=article.pk, **values)

    @classmethod
    def from_values(cls, values: Mapping[str, Any], *, article: int | None = None) -> Draft:
        """Make a draft of ``values()``; unknown names are left out, missing ones stay empty."""
        known = {name: values[name] for name in FIELDS if name in values}
        known |= {name: tuple(known[name]) for name in (*ROWS, *MARKS) if name in known}
        return cls(article=article, **known)

    @classmethod
    def of_text(cls, text: str) -> Draft:
        """Make a draft whose body is one paragraph with just this text."""
        # HTML's line ends are one character: offsets must count those of the text.
        return cls(body=f"<p>{escape(text.replace('\r', ' '), quote=False)}</p>")

    def values(self) -> dict[str, Any]:
        """Write the values for JSON, by the names of the fields."""
        return {name: value for name, value in asdict(self).items() if name != "article"}

    def with_values(self, values: Mapping[str, Any]) -> Draft:
        """Copy the draft, with some fields changed."""
        return replace(self, **values)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the values, in hex: two drafts with the same digest read the same."""
        written = json.dumps(self.values(), sort_keys=True, separators=(",", ":"))
        return sha256(written.encode("utf-8", "surrogatepass")).hexdigest()

    def fragments(self) -> list[str]:
        """List the HTML that may hold citations, in reading order."""
        return [*self.key_takeaways, self.body]

    @cached_property
    def blocks(self) -> tuple[TextBlock, ...]:
        """The text blocks: plain fields, key takeaways and body."""
        return tuple(text_blocks(self))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of all text blocks, in reading order."""
        return tuple(sentence for block in self.blocks for sentence in block.sentences)

    @cached_property
    def cited(self) -> tuple[str, ...]:
        """What the citation nodes name, in reading order, as it stands there."""
        return tuple(
            cited for fragment in self.fragments() for cited in body.cited_references(fragment)
        )

    @cached_property
    def references(self) -> dict[int, Reference]:
        """The references of the bibliography and of the citations that exist, by number."""
        cited = {int(number) for number in self.cited if body.is_number(number)}
        return Reference.objects.in_bulk({*self.bibliography, *self.cited_as_retracted, *cited})

    @cached_property
    def designs(self) -> dict[int, DesignOf]:
        """What is known of the references' study designs, confirmed or proposed, by number."""
        return {number: design_of(reference) for number, reference in self.references.items()}

    @cached_property
    def integrity(self) -> dict[int, list[IntegrityFact]]:
        """What was confirmed of the references and still holds against them, by number."""
        found: dict[int, list[IntegrityFact]] = {}
        facts = IntegrityFact.objects.standing().about(self._kept)
        for fact in facts.select_related("reference").order_by("pk"):
            for number in self._kept[fact.record]:
                found.setdefault(number, []).append(fact)
        return found

    @cached_property
    def noticed(self) -> tuple[int, ...]:
        """The references of which something is said that nobody has looked at yet."""
        notices = Notice.objects.undecided().filter(reference__in=self._kept)
        waiting = set(notices.values_list("reference", flat=True))
        return tuple(sorted(number for key in waiting for number in self._kept[key]))

    @cached_property
    def _kept(self) -> dict[int, list[int]]:
        """The references' numbers, by that of the record each was merged into, if it was."""
        found: dict[int, list[int]] = {}
        for number, reference in self.references.items():
            found.setdefault(reference.merged_into_id or number, []).append(number)
        return found

    def with_kept_references(self) -> Draft:
        """Copy the draft so that it names no reference that was merged into another.

        A form that was open meanwhile and a version from before may still do.
        """
        into = {
            number: reference.merged_into_id
            for number, reference in self.references.items()
            if reference.merged_into_id
        }
        if not into:
            return self
        return replace(
            self,
            bibliography=tuple(dict.fromkeys(into.get(key, key) for key in self.bibliography)),
            cited_as_retracted=tuple(
                sorted({into.get(key, key) for key in self.cited_as_retracted})
            ),
            body=body.exchange_references(self.body, into),
            key_takeaways=tuple(
                body.exchange_references(text, into) for text in self.key_takeaways
            ),
        )

    @cached_property
    def images(self) -> dict[int, Image]:
        """The lead image and the body's images that exist, by number."""
        shown = [int(pk) for pk in body.shown_images(self.body) if body.is_number(pk)]
        return Image.objects.in_bulk([*shown, *_numbers(self.lead_image)])

    @cached_property
    def calls_to_action(self) -> dict[int, CallToAction]:
        """The body's and the closing calls to action that exist, by number."""
        called = [int(pk) for pk in body.called_actions(self.body) if body.is_number(pk)]
        return CallToAction.objects.in_bulk([*called, *_numbers(self.call_to_action)])

    @cached_property
    def link_checks(self) -> dict[str, LinkCheck]:
        """What was found at the addresses that the draft leads to, by address in normal form."""
        urls = {normal(link.address) for link in links_of(self)} - {None}
        known = LinkCheck.objects.filter(url__in=urls) if urls else ()
        return {check.url: check for check in known}

    @cached_property
    def subject(self) -> Condition | None:
        """The condition that the article is about."""
        return Condition.objects.filter(pk__in=_numbers(self.condition)).first()

    @cached_property
    def therapy_types(self) -> list[TherapyType]:
        """The therapies that exist, in order."""
        found = TherapyType.objects.in_bulk(self.therapies)
        return [found[number] for number in self.therapies if number in found]

    @cached_property
    def known_therapies(self) -> tuple[KnownTherapy, ...]:
        """All therapies of the records, with the newest statuses for the condition, if any."""
        statuses = RegulatoryStatus.objects.all()
        if self.condition:
            statuses = statuses.filter(condition=self.condition)
        said: dict[int, list[RegulatoryStatus]] = {}
        for status in statuses.select_related("authority", "condition").newest():
            said.setdefault(status.therapy_id, []).append(status)
        return tuple(
            KnownTherapy(therapy, tuple(said.get(therapy.pk, ())))
            for therapy in TherapyType.objects.order_by("pk")
        )

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Where the sentences name a therapy of the records."""
        return tuple(mentions_in(self.sentences, self.known_therapies))

    @cached_property
    def authorities(self) -> tuple[Authority, ...]:
        """The authorities of the records."""
        return tuple(Authority.objects.order_by("pk"))

    @cached_property
    def bylined(self) -> list[Author]:
        """The authors that exist, in order."""
        found = Author.objects.in_bulk(self.authors)
        return [found[number] for number in self.authors if number in found]

    @cached_property
    def statuses(self) -> list[RegulatoryStatus]:
        """The newest regulatory status of each therapy for the condition by each authority."""
        if not (self.condition and self.therapies):
            return []
        newest = RegulatoryStatus.objects.filter(
            therapy__in=self.therapies, condition=self.condition
        )
        return list(newest.select_related("authority", "condition").newest())


FIELDS = tuple(field.name for field in fields(Draft) if field.name != "article")


def _numbers(number: int | None) -> list[int]:
    return [] if number is None else [number]


def _row_values(article: Article, name: str) -> tuple[Any, ...]:
    rows, column = ROWS[name]
    if article._state.adding:
        return ()
    of_article = rows._default_manager.filter(article=article).order_by("position")
    return tuple(of_article.values_list(column, flat=True))


def _marked(article: Article, mark: str) -> tuple[int, ...]:
    rows, column = ROWS[MARKS[mark]]
    if article._state.adding:
        return ()
    marked = rows._default_manager.filter(**{"article": article, mark: True}).order_by(column)
    return tuple(marked.values_list(column, flat=True))


@contextmanager
def draft_edit(article: Article, *, by: AbstractBaseUser, comment: str) -> Iterator[Article]:
    """Record what happens to a draft inside the block as one revision of a contributor.

    The article may be new; it must be saved inside the block. Rows that belong to it (key
    takeaways, bylines, therapies, bibliography) are part of the revision. Nothing is saved when
    the block raises.
    """
    # By hand: else rows would be noted when the article is saved, and not again once they change.
    with transaction.atomic(), reversion.create_revision(manage_manually=True):
        # Submission takes the same lock, so that an edition never holds half an edit.
        Article.objects.select_for_update().filter(pk=article.pk).first()
        yield article
        reversion.set_user(by)
        reversion.set_comment(comment)
        reversion.add_to_revision(article)
        Contributor.objects.get_or_create(article=article, account=by.pk)


def save_draft(article: Article, draft: Draft, *, by: AbstractBaseUser, comment: str) -> Article:
    """Save values as an article's draft, a revision of its own; the article may be new.

    Of references that were merged it names those that were kept. The number of queries does not
    grow with the number of rows.
    """
    with draft_edit(article, by=by, comment=comment):
        draft = draft.with_kept_references()
        for name in WORDS:
            setattr(article, name, getattr(draft, name))
        for name in LINKS:
            setattr(article, f"{name}_id", getattr(draft, name))
        article.save()
        for name in ROWS:
            save_rows(article, name, getattr(draft, name))
        for name in MARKS:
            save_marks(article, name, getattr(draft, name))
    return article


def save_rows(article: Article, name: str, values: Sequence[Any]) -> None:
    """Bring one of a draft's ordered lists to these values; rows that stay keep their number."""
    rows, column = ROWS[name]
    existing = list(rows._default_manager.filter(article=article).order_by("position"))
    kept, made = _matched(existing, column, values)
    gone = [row.pk for row in existing if row.pk not in {row.pk for row in kept}]
    if gone:
        rows._default_manager.filter(pk__in=gone).delete()
    rows._default_manager.bulk_update(kept, ["position"])
    rows._default_manager.bulk_create(
        rows(article=article, position=position, **{column: value}) for position, value in made
    )


def save_marks(article: Article, mark: str, marked: Sequence[int]) -> None:
    """Mark just the rows of a list that are about these records; others are not in the list."""
    rows, column = ROWS[MARKS[mark]]
    is_marked = models.Q(**{f"{column}__in": marked})
    of_article = rows._default_manager.filter(article=article)
    of_article.filter(is_marked, **{mark: False}).update(**{mark: True})
    of_article.filter(~is_marked, **{mark: True}).update(**{mark: False})


def _matched(
    existing: list[Any], column: str, values: Sequence[Any]
) -> tuple[list[Any], list[tuple[int, Any]]]:
    """Pair values with rows that hold them already: rows whose place changed, values to add."""
    free: dict[Any, list[Any]] = {}
    for row in reversed(existing):
        free.setdefault(getattr(row, column), []).append(row)
    kept, made = [], []
    for position, value in enumerate(values, start=1):
        if free.get(value):
            row = free[value].pop()
            row.position = position
            kept.append(row)
        else:
            made.append((position, value))
    return kept, made
