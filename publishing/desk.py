"""What people find on the desk: writers their own articles; others what became of sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from articles.models import Article, Edition
from publishing.models import Concern, ConcernQuerySet, Release
from publishing.standing import (
    WORDS,
    Remark,
    State,
    remarks_on,
    reviews_of,
    standing_in,
    with_standing,
)
from reviews.models import Review, SignOff
from workbench.desk import Desk, on_the_desk

SHOWN = 6
"""Articles of one kind on the desk; the list behind it holds the others."""
SHOWN_ANSWERS = 20
"""Concerns on a physician's desk; the others come up as these are answered."""

TITLES = {
    State.CHANGES_REQUESTED: "Sent back to you",
    State.REVIEW_DUE: "Review due",
    State.DRAFT: "Drafts",
    State.IN_REVIEW: "In review",
    State.APPROVED: "Approved, waiting for release",
    State.SCHEDULED: "Approved, release planned",
    State.PUBLIC: "Public",
    State.WITHDRAWN: "Withdrawn",
}
"""In the order in which they ask for a writer's time."""


@dataclass(frozen=True)
class Row:
    """An article on the desk."""

    article: Article
    words: dict[str, Any]
    remarks: list[Remark]

    @property
    def url(self) -> str:
        """Where it is written."""
        return reverse("admin:articles_article_change", args=[self.article.pk])


@dataclass(frozen=True)
class Group:
    """The newest articles that stand in a state."""

    state: State
    rows: list[Row]
    has_more: bool

    @property
    def title(self) -> str:
        """What they are, to a writer."""
        return TITLES[self.state]

    @property
    def url(self) -> str:
        """Where all of them are listed."""
        query = urlencode({"stands": self.state, "writer": "me"})
        return f"{reverse('admin:articles_article_changelist')}?{query}"


@on_the_desk("publishing/desk.html")
def own_articles(request: HttpRequest) -> dict[str, Any] | None:
    """Collect a writer's articles; the number of queries is the same whatever their number."""
    user = request.user
    if not (user.has_perm("articles.add_article") and user.has_perm("articles.change_article")):
        return None
    own = Article.objects.filter(writer=user.pk).defer("body", "summary", "meta_description")
    own = with_standing(own).select_related("writer").order_by("-pk")
    found = {state: list(standing_in(state, own)[: SHOWN + 1]) for state in TITLES}
    facts = _Facts(article for articles in found.values() for article in articles[:SHOWN])
    return {
        "groups": [
            Group(state, [facts.row(state, one) for one in articles[:SHOWN]], len(articles) > SHOWN)
            for state, articles in found.items()
            if articles
        ]
    }


@on_the_desk("publishing/desk_concerns.html")
def concerns(request: HttpRequest) -> dict[str, Any] | None:
    """Collect the open concerns: all of them for editors, a physician's about what they signed."""
    user = request.user
    still_open = Concern.objects.open()
    if not user.has_perm("publishing.open_release"):
        if not user.has_perm("publishing.withdraw_signed"):
            return None
        still_open = _about_what_they_signed(user, still_open)
    return _shown(still_open, most=SHOWN)


@on_the_desk("publishing/desk_answers.html", of=Desk.PHYSICIANS)
def concerns_to_answer(request: HttpRequest) -> dict[str, Any] | None:
    """Collect the open concerns about what a physician signed, which wait for their answer."""
    if not request.user.has_perm("publishing.withdraw_signed"):
        return None
    return _shown(_about_what_they_signed(request.user, Concern.objects.open()), most=SHOWN_ANSWERS)


def _about_what_they_signed(user: Any, concerns: ConcernQuerySet) -> ConcernQuerySet:
    signed = SignOff.objects.filter(physician__account=user.pk, decision=SignOff.Decision.APPROVE)
    return concerns.filter(release__edition__in=signed.values("edition"))


def _shown(concerns: ConcernQuerySet, *, most: int) -> dict[str, Any] | None:
    found = concerns.select_related("release__edition", "reference", "fact")
    shown = list(found.defer("release__edition__content").order_by("-pk")[: most + 1])
    return {"concerns": shown[:most], "has_more": len(shown) > most} if shown else None


class _Facts:
    """What the rows say of their articles, read for all of them at once."""

    def __init__(self, articles: Iterable[Article]) -> None:
        numbers = [article.pk for article in articles]
        last = Edition.objects.without_content().filter(article__in=numbers)
        last = last.order_by("article_id", "-number").distinct("article_id")
        self.editions = {edition.article_id: edition for edition in last}
        editions = list(self.editions.values())
        self.reviews: dict[int, list[Review]] = {}
        for review in reviews_of(editions):
            self.reviews.setdefault(review.edition_id, []).append(review)
        self.remarks = remarks_on(editions)
        self.releases: dict[int, list[Release]] = {}
        released = Release.objects.filter(article__in=numbers).select_related("edition")
        for release in released.defer("edition__content"):
            self.releases.setdefault(release.article_id, []).append(release)

    def row(self, state: State, article: Article) -> Row:
        edition = self.editions.get(article.pk)
        number = edition.pk if edition else 0
        words = WORDS[state](
            article, edition, self.releases.get(article.pk, []), self.reviews.get(number, [])
        )
        is_back = state is State.CHANGES_REQUESTED
        return Row(article, words, self.remarks.get(number, []) if is_back else [])
