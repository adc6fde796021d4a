"""Where an article stands, as an upper room reads it from the evidence.

This room can't know it: releases are made above. The setting ARTICLE_STANDING names the module
that does, with the functions that are here.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Protocol

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from articles.models import Article, Edition


class Remark(Protocol):
    """What a physician said of an edition that came back."""

    @property
    def text(self) -> str: ...

    @property
    def by(self) -> str: ...


class Standing(Protocol):
    """Where one article stands, for people.

    ``work`` is the state of the change in work (draft, in_review, changes_requested, approved),
    ``headline`` names it, ``holder`` says who has it and ``since`` when, ``next_step`` what comes
    next. ``was_public`` fixes the address for good.
    """

    @property
    def work(self) -> str: ...

    @property
    def headline(self) -> str: ...

    @property
    def holder(self) -> str: ...

    @property
    def since(self) -> datetime.datetime | None: ...

    @property
    def next_step(self) -> str: ...

    @property
    def remarks(self) -> Sequence[Remark]: ...

    @property
    def can_be_recalled(self) -> bool: ...

    @property
    def was_public(self) -> bool: ...


def standing_of(article: Article) -> Standing:
    """Read where one article stands."""
    return import_string(f"{settings.ARTICLE_STANDING}.standing_of")(article)


def with_standing(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Read with each article of a list where it stands, in the same query."""
    return import_string(f"{settings.ARTICLE_STANDING}.with_standing")(articles)


def label_of(article: Article) -> str:
    """Say where an article of ``with_standing`` stands."""
    return import_string(f"{settings.ARTICLE_STANDING}.label_of")(article)


def states() -> list[tuple[str, str]]:
    """List the states by name, each with what people call it."""
    return import_string(f"{settings.ARTICLE_STANDING}.states")()


def standing_in(state: str, articles: QuerySet[Article]) -> QuerySet[Article]:
    """Keep the articles that stand in a state."""
    return import_string(f"{settings.ARTICLE_STANDING}.standing_in")(state, articles)


def public_edition_of(article: Article) -> Edition | None:
    """Find the edition that the public reads; None where there is none."""
    return import_string(f"{settings.ARTICLE_STANDING}.public_edition_of")(article)


def public_among(editions: Iterable[int]) -> set[int]:
    """Find which of these editions, by key, the public reads."""
    return import_string(f"{settings.ARTICLE_STANDING}.public_among")(editions)
