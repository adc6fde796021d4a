"""What must hold of the evidence and of the page store, whatever happened before."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import storages

from articles.models import Article
from publishing.faults import Fault
from publishing.models import Release
from publishing.pages import pages_of, paths_of_slug
from publishing.serving import PageServer
from publishing.sweeper import sweep
from publishing.verify import PARTS


def faults_in_the_evidence() -> list[str]:
    """Look for half-made acts in the evidence."""
    parts = (part for part in PARTS if part.name != "pages")
    return [str(fault) for part in parts for found in part.check() for fault in found]


Truth = dict[str, tuple[int, bytes] | None]
"""Each path that an article had, with the status and the body of what is public there."""


def truth_of(articles: Iterable[Article]) -> Truth:
    """Render what is public of articles."""
    truth: Truth = {}
    for article in articles:
        slugs = Release.objects.filter(article=article).values_list("edition__slug", flat=True)
        truth |= {path: None for slug in set(slugs) for path in paths_of_slug(slug)}
        truth |= {page.path: (page.status, page.body) for page in pages_of(article)}
    return truth


def truth_of_the_newest() -> Truth:
    """Render the two newest articles: what happened last happened to one of them."""
    public = Article.objects.filter(releases__isnull=False).distinct()
    return truth_of(public.order_by("-pk")[:2])


def faults_in_the_store(truth: Truth) -> list[str]:
    """Look for stale pages in the store; some may be missing."""
    return _stale_pages(truth, may_be_missing=True)


def faults_after_sweeping(truth: Truth | None = None) -> list[str]:
    """Sweep, and look for pages that are then not whole; sweeping changes no evidence."""
    swept = sweep()
    faults = [] if swept.failed == 0 else [f"{swept.failed} pages could not be written"]
    truth = truth_of_the_newest() if truth is None else truth
    return [*faults, *_stale_pages(truth, may_be_missing=False)]


def verify_faults() -> list[Fault]:
    """Everything that ``verify`` finds."""
    return [fault for part in PARTS for found in part.check() for fault in found]


def _stale_pages(truth: Truth, *, may_be_missing: bool) -> list[str]:
    faults = []
    for path, true in truth.items():
        served = serve(path)
        if served is None and (may_be_missing or true is None):
            continue
        if served != true:
            faults.append(f"{path} shows {served and served[0]} and not what is public")
    return faults


def serve(path: str) -> tuple[int, bytes] | None:
    """Ask a page server that was just started; None where it leaves the answer to Django."""
    answered: list[str] = []

    def start_response(status: str, headers: object, error: object = None) -> Any:
        answered.append(status)

    def django_answers(environ: object, start: object) -> Iterable[bytes]:
        return [b""]

    server = PageServer(
        django_answers,
        root=Path(storages["pages"].path("")),
        public_keys=Path(settings.PUBLIC_KEYS_FILE),
    )
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "wsgi.input": io.BytesIO()}
    body = b"".join(server(environ, start_response))
    return (int(answered[0].split()[0]), body) if answered else None
