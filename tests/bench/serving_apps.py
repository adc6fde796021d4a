"""The WSGI applications that bench_serving.py compares; granian imports them by name.

``BENCH_ROOT`` names a folder with the page store (``pages``) and the public keys.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medcontent.settings")

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

ROOT = Path(os.environ["BENCH_ROOT"])
PATH = "/articles/bench/"
BODY = (ROOT / "pages" / "articles" / "bench" / "index.html").read_bytes()

settings.ROOT_URLCONF = __name__
django_view = get_wsgi_application()

from publishing.headers import PAGE_HEADERS, etag  # noqa: E402 -- Django must be set up first
from publishing.serving import PageServer  # noqa: E402

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@login_not_required
def constant_view(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse(BODY)


urlpatterns = [path("articles/<slug:slug>/", constant_view)]

PLAIN_HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Length", str(len(BODY))),
]
SAME_HEADERS = [*PLAIN_HEADERS, *PAGE_HEADERS, ("ETag", etag(BODY))]


def constant(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", PLAIN_HEADERS)
    return [BODY]


def constant_with_headers(
    environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    start_response("200 OK", SAME_HEADERS)
    return [BODY]


def not_found(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    return [b"not found"]


page_server = PageServer(not_found, root=ROOT / "pages", public_keys=ROOT / "public-keys.json")
