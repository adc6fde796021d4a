"""Saving drafts: each save is a revision, and whoever saves is a contributor for good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import reversion
from django.db import transaction

from articles.models import Article, Contributor

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@contextmanager
def draft_edit(article: Article, *, by: AbstractBaseUser, comment: str) -> Iterator[Article]:
    """Record what happens to a draft inside the block as one revision of a contributor.

    The article may be new; it must be saved inside the block. Rows that belong to it (key
    takeaways, bylines, therapies, bibliography) are part of the revision. Nothing is saved when
    the block raises.
    """
    with transaction.atomic(), reversion.create_revision():
        # Submission takes the same lock, so that an edition never holds half an edit.
        Article.objects.select_for_update().filter(pk=article.pk).first()
        yield article
        reversion.set_user(by)
        reversion.set_comment(comment)
        reversion.add_to_revision(article)
        Contributor.objects.get_or_create(article=article, account=by.pk)
