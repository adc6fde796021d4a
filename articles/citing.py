"""Which articles use a reference, and what becomes of their citations when it is merged.

The room of references can't know it: it asks through references/uses.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.urls import reverse

from articles.drafts import Draft, save_draft
from articles.models import Article, BibliographyEntry, EditionReference
from articles.standing import public_among
from references.models import Reference
from references.uses import Use


def is_used() -> Q:
    """Select, among references, those that a draft lists or an edition names."""
    named = EditionReference.objects.filter(reference=OuterRef("pk"))
    as_another = EditionReference.objects.filter(reference__merged_into=OuterRef("pk"))
    listed = BibliographyEntry.objects.filter(reference=OuterRef("pk"))
    return Q(Exists(listed)) | Q(Exists(named)) | Q(Exists(as_another))


def uses_of(reference: Reference, *, person: Any, most: int) -> Sequence[Use]:
    """List the articles whose draft or editions use a reference, at most so many.

    Those that the public reads with it come first; those lead to their forms that the person may
    open.
    """
    may_open_all = person.has_perm("articles.submit_any_article")
    may_open = person.has_perm("articles.change_article")
    return [
        Use(
            article.title,
            reverse("admin:articles_article_change", args=[article.pk])
            if may_open_all or (may_open and article.writer_id == person.pk)
            else "",
            is_live=article.is_live,  # type: ignore[attr-defined]
        )
        for article in _articles_using(reference)[:most]
    ]


def _articles_using(reference: Reference) -> QuerySet[Article]:
    same = Q(reference=reference) | Q(reference__merged_into=reference)
    named = dict(EditionReference.objects.filter(same).values_list("edition", "edition__article"))
    listed = BibliographyEntry.objects.filter(reference=reference).values("article")
    live = {named[edition] for edition in public_among(named)}
    using = Article.objects.filter(Q(pk__in=listed) | Q(pk__in=set(named.values())))
    is_live = Case(When(pk__in=live, then=True), default=False)
    found = using.annotate(is_live=is_live).order_by("-is_live", "title", "pk")
    return found.only("title", "writer_id")


def count_uses(references: Iterable[Reference]) -> dict[int, int]:
    """Count the articles that use each of some references, by the references' keys."""
    keys = [reference.pk for reference in references]
    using: dict[int, set[int]] = {key: set() for key in keys}
    listed = BibliographyEntry.objects.filter(reference__in=keys)
    named = EditionReference.objects.filter(reference__in=keys)
    pairs = [
        *listed.values_list("reference", "article"),
        *named.values_list("reference", "edition__article"),
    ]
    for key, article in pairs:
        using[key].add(article)
    return {key: len(articles) for key, articles in using.items()}


# Merging -----------------------------------------------------------------------------------


def move_citations(*, merged: Reference, kept: Reference, by: Any) -> int:
    """Let every draft that cites a merged reference cite the kept one; returns how many did.

    Each is a save of the draft like any other. Editions stay as they were signed.
    """
    node = f'data-ref="{merged.pk}"'
    listed = BibliographyEntry.objects.filter(reference=merged).values("article")
    citing = Article.objects.filter(
        Q(pk__in=listed) | Q(body__contains=node) | Q(key_takeaways__text__contains=node)
    )
    comment = f"Reference {merged.pk} was merged into {kept.pk}, and its citations went along."
    moved = 0
    for article in citing.distinct().order_by("pk"):
        # Locked before it is read: somebody may be saving it.
        locked = Article.objects.select_for_update().get(pk=article.pk)
        save_draft(locked, Draft.of(locked), by=by, comment=comment)
        moved += 1
    return moved
