"""Which articles use a reference, and what becomes of their citations when it is merged.

The room of references can't know it: it asks through references/uses.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from articles.drafts import Draft, save_draft
from articles.models import Article, BibliographyEntry, EditionReference
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

    Those lead to their forms that the person may open.
    """
    may_open_all = person.has_perm("articles.submit_any_article")
    may_open = person.has_perm("articles.change_article")
    found = _articles_using(reference).only("title", "writer_id")[:most]
    return [
        Use(
            article.title,
            reverse("admin:articles_article_change", args=[article.pk])
            if may_open_all or (may_open and article.writer_id == person.pk)
            else "",
        )
        for article in found
    ]


def _articles_using(reference: Reference) -> QuerySet[Article]:
    same = Q(reference=reference) | Q(reference__merged_into=reference)
    listed = BibliographyEntry.objects.filter(reference=reference).values("article")
    named = EditionReference.objects.filter(same).values("edition__article")
    return Article.objects.filter(Q(pk__in=listed) | Q(pk__in=named)).order_by("title", "pk")


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
