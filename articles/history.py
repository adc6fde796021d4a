"""A draft's history: what was saved when by whom, read from django-reversion's versions.

Versions are the writers' undo. Nothing here writes past ``save_draft``: an old version becomes
the draft by being copied into it, and a deleted draft by being written anew under its number.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import BigIntegerField, Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Cast
from reversion.models import Revision, Version

from articles.drafts import LINKS, MARKS, ROWS, WORDS, Draft, save_draft
from articles.models import Article, Contributor
from gate.refusals import Refusal

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@dataclass(frozen=True)
class Saved:
    """One save of a draft: a revision, and the draft as it was then."""

    number: int
    at: datetime.datetime
    by: str
    comment: str
    draft: Draft


def revisions_of(article: int) -> QuerySet[Revision]:
    """Find the revisions of an article by its number, the newest first; the article may be gone."""
    versions = Version.objects.get_for_object_reference(Article, article)
    return Revision.objects.filter(pk__in=versions.values("revision_id")).order_by("-pk")


def history_of(article: int, revisions: Iterable[Revision]) -> list[Saved]:
    """Read the drafts of some revisions of an article; the number of queries is constant."""
    found = list(revisions)
    kept: dict[int, list[Version]] = {revision.pk: [] for revision in found}
    for version in Version.objects.filter(revision__in=found).order_by("pk"):
        kept[version.revision_id].append(version)
    people = _names(revision.user_id for revision in found)
    return [
        Saved(
            number=revision.pk,
            at=revision.date_created,
            by=people.get(revision.user_id, "an account that is gone"),
            comment=revision.comment,
            draft=_draft(article, kept[revision.pk]),
        )
        for revision in found
    ]


def saved_as(article: int, revision: int) -> Saved | None:
    """Read one save of an article; None where it has no such revision."""
    return next(iter(history_of(article, revisions_of(article).filter(pk=revision)[:1])), None)


def last_saved(article: int) -> Saved | None:
    """Read the newest save of an article."""
    return next(iter(history_of(article, revisions_of(article)[:1])), None)


def _names(accounts: Iterable[int | None]) -> dict[int | None, str]:
    numbers = {account for account in accounts if account is not None}
    found = get_user_model()._default_manager.filter(pk__in=numbers)
    return {account.pk: name_of(account) for account in found}


def name_of(account: Any) -> str:
    """What an account is called before others."""
    return account.get_full_name() or account.get_username()


def _draft(article: int, versions: Sequence[Version]) -> Draft:
    values: dict[str, Any] = {}
    rows: dict[str, list[tuple[int, Any]]] = {name: [] for name in ROWS}
    marked: dict[str, list[int]] = {name: [] for name in MARKS}
    for version in versions:
        fields = json.loads(version.serialized_data)[0]["fields"]
        model = ContentType.objects.get_for_id(version.content_type_id).model_class()
        if model is Article and version.object_id == str(article):
            values |= {name: fields[name] for name in WORDS + LINKS if name in fields}
        elif name := _list_of(model):
            column = ROWS[name][1].removesuffix("_id")
            value = _number(fields[column])
            rows[name].append((fields["position"], value))
            for mark in MARKS:
                marked[mark] += [value] if MARKS[mark] == name and fields.get(mark) else []
    values |= {name: [value for _, value in sorted(held)] for name, held in rows.items()}
    values |= {name: sorted(held) for name, held in marked.items()}
    return Draft.from_values(values, article=article)


def _list_of(model: Any) -> str:
    return next((name for name, (rows, _) in ROWS.items() if rows is model), "")


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def copy_into_draft(
    *, article: Article, version: Saved, by: AbstractBaseUser, keep_slug: bool
) -> list[str]:
    """Make an old version the draft, as a new save; the address stays where it is fixed.

    Returns, a sentence each, what could not come back because its record is gone.
    """
    draft, missing = _without_missing(version.draft)
    if keep_slug or _is_taken(draft.slug, article.pk):
        draft = draft.with_values({"slug": article.slug})
    comment = f"Copied from the version of {version.at:%Y-%m-%d %H:%M} UTC."
    save_draft(article, draft, by=by, comment=comment)
    return missing


def _without_missing(draft: Draft) -> tuple[Draft, list[str]]:
    present = {
        "therapies": [therapy.pk for therapy in draft.therapy_types],
        "authors": [author.pk for author in draft.bylined],
        "bibliography": [key for key in draft.bibliography if key in draft.references],
    }
    missing = [
        f"{len(getattr(draft, name)) - len(kept)} of the {name} no longer exist and were left out."
        for name, kept in present.items()
        if len(kept) < len(getattr(draft, name))
    ]
    links = {
        "condition": draft.subject,
        "call_to_action": draft.calls_to_action.get(draft.call_to_action or 0),
        "lead_image": draft.images.get(draft.lead_image or 0),
    }
    gone = [name for name, record in links.items() if record is None and getattr(draft, name)]
    missing += [f"The {name.replace('_', ' ')} no longer exists and was left out." for name in gone]
    values = {name: tuple(kept) for name, kept in present.items()}
    values |= {
        mark: tuple(key for key in getattr(draft, mark) if key in values[name])
        for mark, name in MARKS.items()
    }
    return draft.with_values(values | dict.fromkeys(gone)), missing


def _is_taken(slug: str, article: int) -> bool:
    return Article.objects.filter(slug=slug).exclude(pk=article).exists()


# Deleted drafts ----------------------------------------------------------------------------


def deleted_articles() -> QuerySet[Version]:
    """Find the last version of each article that was deleted, the newest first."""
    content_type = ContentType.objects.get_for_model(Article)
    living = Article.objects.filter(pk=OuterRef("number"))
    of_articles = Version.objects.filter(content_type=content_type, db="default")
    last = (
        of_articles.values("object_id")
        .annotate(last=Max("pk"), number=Cast("object_id", BigIntegerField()))
        .filter(~Exists(living))
        .values("last")
    )
    return of_articles.filter(pk__in=last).select_related("revision").order_by("-pk")


def writer_of(version: Version) -> int | None:
    """The number of the writer's account that an article's version holds."""
    return json.loads(version.serialized_data)[0]["fields"].get("writer")


@transaction.atomic
def recover(*, version: Version, by: AbstractBaseUser) -> tuple[Article, list[str]]:
    """Write a deleted draft anew, under its number, with its history and its contributors.

    Returns the article and what could not come back. Raises Refusal where it exists already.
    """
    number = int(version.object_id)
    if Article.objects.filter(pk=number).exists():
        raise Refusal("This draft has been recovered already.")
    revision = Revision.objects.get(pk=version.revision_id)
    [saved] = history_of(number, [revision])
    draft, missing = _without_missing(saved.draft)
    if _is_taken(draft.slug, number):
        draft = draft.with_values({"slug": f"{draft.slug[:180]}-recovered-{number}"})
        missing.append("Its address belongs to another article now; it has a new one.")
    writers = get_user_model()._default_manager.filter(pk__in=[writer_of(version) or 0])
    article = Article(pk=number, writer_id=writers.values_list("pk", flat=True).first())
    save_draft(article, draft, by=by, comment="Recovered after it was deleted.")
    _restore_contributors(article)
    return article, missing


def _restore_contributors(article: Article) -> None:
    accounts = revisions_of(article.pk).exclude(user=None).values_list("user_id", flat=True)
    Contributor.objects.bulk_create(
        (Contributor(article=article, account=account) for account in set(accounts)),
        ignore_conflicts=True,
    )
