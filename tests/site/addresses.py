"""Every address of the site, and the arguments with which it is about a place of the world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from articles.history import revisions_of
from tests.site.world import Place

ABOUT_REVIEWS = set(
    "reviews:reading reviews:changes reviews:accept reviews:decline reviews:sign reviews:fast-lane "
    "reviews:receipt reviews:statement-json reviews:statement-jws "
    "reviews:comment reviews:reply reviews:resolve "
    "publishing:due-date publishing:remind publishing:take-back".split()
)


def patterns(
    resolver: URLResolver | None = None, room: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """List every named address of the site with its full name, for example reviews:desk."""
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLResolver):
            yield from patterns(part, f"{room}{part.namespace}:" if part.namespace else room)
        elif part.name:
            yield f"{room}{part.name}", part


SITE = dict(patterns())


def arguments_of(name: str) -> set[str]:
    """Name what stands in an address."""
    pattern = SITE[name].pattern
    return {*pattern.converters, *pattern.regex.groupindex}


def is_about_an_article(name: str) -> bool:
    """Say whether an address names an article, or a record around one."""
    if name.startswith("admin:"):
        return name.startswith("admin:articles_article_") and bool(arguments_of(name))
    return bool(arguments_of(name) & {"pk", "slug"}) and name != "publishing:physician"


def address(name: str, place: Place) -> str | None:
    """Write an address for a place; None where the place has no such record."""
    about = place.concern if name == "publishing:concern" else place.article
    record = place.review if name in ABOUT_REVIEWS else about
    known: dict[str, Any] = {
        "pk": record and record.pk,
        "object_id": place.article.pk,
        "revision": int(revisions_of(place.article.pk)[0].pk),
        "comment": place.comment and place.comment.pk,
        "slug": place.article.slug,
        "decision": "approve",
        "since": 1,
        "suffix": "json",
    }
    wanted = {argument: known.get(argument) for argument in arguments_of(name)}
    return None if None in wanted.values() else reverse(name, kwargs=wanted)
