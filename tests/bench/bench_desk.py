"""Desk, board, timeline and public lists at 100 articles, and at 10,000 with 50,000 editions.

Each page is asked for at both sizes in turn, several rounds, and the medians are compared. A
page whose list is full in the large archive alone is compared with a page of the small one that
shows as much.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from tests.bench.archive import make_archive
from tests.bench.desk_pages import PAGES, Page
from tests.bench.setting import own_folders
from tests.bench.sites import Site
from tests.databases import Databases

FEW, MANY = 100, 10_000
ROUNDS, MOST_QUERIES, MOST_TIMES = 9, 25, 1.5


@dataclass
class Seen:
    """What was seen of a page at one size."""

    times: list[float] = field(default_factory=list)
    queries: int = 0
    size: int = 0

    @property
    def median(self) -> float:
        """The median time, in milliseconds."""
        return statistics.median(self.times) * 1000


def main() -> int:
    """Print the table; returns 1 where a target is missed."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        databases = stack.enter_context(Databases())
        stack.enter_context(own_folders(folder))
        sites = []
        for articles in (FEW, MANY):
            sites.append(make_site(databases, articles))
            stack.callback(sites[-1].leave)
        return compare(*sites)


def make_site(databases: Databases, articles: int) -> Site:
    """Make an archive in a database of its own."""
    name = databases.clone()
    databases.use(name)
    begun = time.perf_counter()
    archive = make_archive(databases, name, articles=articles)
    took = time.perf_counter() - begun
    connection.close()
    print(f"\n{archive.articles:,} articles, {archive.editions:,} editions, made in {took:.0f} s")
    return Site(archive, name)


def compare(few: Site, many: Site) -> int:
    """Measure all pages at both sizes; returns 1 where a target is missed."""
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        seen = {page.name: (Seen(), Seen()) for page in PAGES}
        asked = {page.name: [_asked(page, site) for site in (few, many)] for page in PAGES}
        for _ in range(ROUNDS):
            for page in PAGES:
                for site, one, request in zip(
                    (few, many), seen[page.name], asked[page.name], strict=True
                ):
                    _look(site, one, *request)
    return report(seen)


def _asked(page: Page, site: Site) -> tuple[object, str]:
    site.enter()
    return page.by(site), page.address(site)


def _look(site: Site, seen: Seen, by: object, address: str) -> None:
    """Ask for a page once; before the first time to warm it up and to count its queries."""
    site.enter()
    if not seen.times:
        site.get(address, by)
        with CaptureQueriesContext(connection) as queries:
            seen.size = len(site.get(address, by).content)
        seen.queries = len(queries)
    begun = time.perf_counter()
    site.get(address, by)
    seen.times.append(time.perf_counter() - begun)


def report(seen: dict[str, tuple[Seen, Seen]]) -> int:
    """Print what was seen; returns 1 where a target is missed."""
    print(f"Medians of {ROUNDS}; at most {MOST_QUERIES} queries and {MOST_TIMES} times as long")
    print(f"  {'':44}{FEW:>7,}{MANY:>9,} articles")
    print(f"  {'':44}{'ms':>7}{'ms':>9}  ratio queries    kB")
    missed = 0
    for page in PAGES:
        few, many = seen[page.name]
        base = seen[page.beside][0] if page.beside else few
        ratio = many.median / base.median
        misses = ratio > MOST_TIMES or max(few.queries, many.queries) > MOST_QUERIES
        missed += misses
        queries = f"{few.queries}/{many.queries}"
        sizes = f"{base.size / 1000:.0f}/{many.size / 1000:.0f}"
        print(
            f"  {page.name:44}{base.median:7.1f}{many.median:9.1f}{ratio:7.2f}{queries:>8}"
            f"{sizes:>9}{'  MISSED' if misses else ''}"
        )
    for page in PAGES:
        if page.beside:
            print(f"  “{page.name}” is compared with “{page.beside}”.")
    return min(missed, 1)


if __name__ == "__main__":
    sys.exit(main())
