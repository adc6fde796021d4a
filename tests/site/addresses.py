"""Every address of the site, and the arguments with which it is about a place of the world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from articles.history import revisions_of
from tests.site.world import Place, World


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
ABOUT_REVIEWS = {
    f"reviews:{name}"
    for name in "reading accept decline sign fast-lane receipt statement-json statement-jws".split()
}


def is_about_an_article(name: str, pattern: URLPattern) -> bool:
    """Say whether an address names an article, or a record around one."""
    wanted = {*pattern.pattern.converters, *pattern.pattern.regex.groupindex}
    if name.startswith("admin:"):
        return name.startswith("admin:articles_article_") and bool(wanted)
    return bool(wanted & {"pk", "slug"}) and name != "publishing:physician"


def address(name: str, place: Place, world: World, **more: Any) -> str | None:
    """Write an address for a place; None where the place has no such record."""
    wanted = {*SITE[name].pattern.converters, *SITE[name].pattern.regex.groupindex}
    known = _arguments(name, place) | more
    if any(known.get(argument) is None for argument in wanted):
        return None
    return reverse(name, kwargs={argument: known[argument] for argument in wanted})


def _arguments(name: str, place: Place) -> dict[str, Any]:
    records = {"article": place.article, "review": place.review, "comment": place.comment}
    record = records[RECORDS.get(name, "review" if name in ABOUT_REVIEWS else "article")]
    saved = revisions_of(place.article.pk)
    return {
        "pk": record and record.pk,
        "object_id": place.article.pk,
        "revision": int(saved[0].pk),
        "slug": place.article.slug,
        "decision": "approve",
    }


RECORDS: dict[str, str] = {}
"""Which record the number in an address names, where it is not the article's."""
