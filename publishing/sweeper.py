"""The sweeper: writes what is missing from the page store and removes what has no place there."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from publishing.manifests import Keys, keys_by_id
from publishing.models import Release
from publishing.pages import claims_of, pages_of, paths_of_slug, try_to_write_pages
from publishing.store import PageFault, read_page, remove_page, stored_paths, sweep_drafts
from reviews.keys import key_set


@dataclass
class Swept:
    """How many articles were looked at, and pages written, removed and failed."""

    articles: int = 0
    written: int = 0
    removed: int = 0
    failed: int = 0


def sweep(*, every_page: bool = False) -> Swept:
    """Bring the store into step with the evidence; ``every_page`` compares all bytes anew."""
    swept, keys = Swept(), keys_by_id(key_set())
    # Listed before looking at the releases: a page that is written meanwhile is no stray.
    strays = set(stored_paths())
    for release in last_releases().iterator(chunk_size=500):
        swept.articles += 1
        strays.difference_update(paths_of_slug(release.edition.slug))
        if is_current(release, keys) and not (every_page and _differs(release, keys)):
            continue
        if try_to_write_pages(release.article):
            swept.written += 1
        else:
            swept.failed += 1
    for path in sorted(strays):
        remove_page(path)
        swept.removed += 1
    sweep_drafts()
    return swept


def last_releases() -> QuerySet[Release]:
    """The newest release of each article, open or ended, with what its pages claim to show."""
    return (
        Release.objects.select_related("article", "edition")
        .prefetch_related("article__safety_notices", "concerns")
        .defer("edition__content")
        .order_by("article_id", "-opened_at", "-pk")
        .distinct("article_id")
    )


def is_current(release: Release, keys: Keys) -> bool:
    """Say whether the store holds whole pages that claim to show this release as it stands."""
    expected = claims_of(release)
    try:
        return all(
            read_page(path, keys=keys).claims == expected
            for path in paths_of_slug(release.edition.slug)
        )
    except PageFault:
        return False


def _differs(release: Release, keys: Keys) -> bool:
    return any(
        read_page(page.path, keys=keys).body != page.body for page in pages_of(release.article)
    )
