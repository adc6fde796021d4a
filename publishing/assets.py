"""The files that public pages share: stylesheet, script, fonts, icon; served without Django.

Their names last, so that no page ever asks for one that is gone, however long it has lain in the
page store or a cache. A page names each with a fingerprint of its bytes: an answer to the right
fingerprint may be kept for good, an answer to another, or to none, for a minute. A change is thus
seen with the next page, and while hosts run different versions nobody keeps the wrong file. The
names of fonts carry their version, and may be kept for good as they are.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import brotli
from django.conf import settings
from django.contrib.staticfiles import finders

from publishing.headers import CACHE_CONTROL, etag
from publishing.negotiation import is_known, preferred_coding
from publishing.serving import Headers, Stamp, stamp_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

STYLESHEET, SCRIPT, ICON = "site.css", "site/citations.js", "icon.svg"
FONT = "site/fonts/atkinson-hyperlegible-next-5.3.0-latin.woff2"
ASSETS = {
    STYLESHEET: "text/css; charset=utf-8",
    SCRIPT: "text/javascript; charset=utf-8",
    ICON: "image/svg+xml",
    FONT: "font/woff2",
    "site/fonts/atkinson-hyperlegible-next-5.3.0-latin-ext.woff2": "font/woff2",
}
"""The content types of the assets, by their names under STATIC_URL."""

FOR_GOOD = "public, max-age=31536000, immutable"


class MissingAsset(Exception):
    """A file that public pages need is not where static files are looked for."""


def asset_url(name: str) -> str:
    """Write an asset's address, with its fingerprint where its name carries no version."""
    address = f"{settings.STATIC_URL}{name}"
    return address if _is_font(name) else f"{address}?v={fingerprint(name)}"


def fingerprint(name: str) -> str:
    """Name the bytes that an asset has now. Raises MissingAsset."""
    return _fingerprint(*_found(name))


class AssetServer:
    """Answers GET and HEAD for assets, and leaves everything else to an application.

    ``headers`` are sent with every answer; ``only_if`` as PageServer has it.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        headers: Iterable[tuple[str, str]] = (),
        only_if: tuple[str, str] | None = None,
    ) -> None:
        self._app = app
        self._headers = [("X-Content-Type-Options", "nosniff"), *headers]
        self._only_if = only_if
        self._prefix = urlsplit(settings.STATIC_URL).path

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request as WSGI (PEP 3333) asks."""
        name = self._asked_for(environ)
        if name is None:
            return self._app(environ, start_response)
        bodies = _bodies(*_found(name), is_text=not _is_font(name))
        coding = preferred_coding(environ.get("HTTP_ACCEPT_ENCODING"))
        coding = coding if coding in bodies else "identity"
        headers = self._headers_of(name, environ.get("QUERY_STRING", ""), bodies[coding])
        if is_known(environ.get("HTTP_IF_NONE_MATCH", ""), dict(headers)["ETag"]):
            start_response("304 Not Modified", headers)
            return []
        headers += [("Content-Type", ASSETS[name]), ("Content-Length", str(len(bodies[coding])))]
        headers += [("Content-Encoding", coding)] if coding != "identity" else []
        start_response("200 OK", headers)
        return [bodies[coding]] if environ["REQUEST_METHOD"] == "GET" else []

    def _asked_for(self, environ: WSGIEnvironment) -> str | None:
        path = environ.get("PATH_INFO", "")
        name = path.removeprefix(self._prefix)
        if name not in ASSETS or name == path or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        is_ours = self._only_if is None or environ.get(self._only_if[0]) == self._only_if[1]
        return name if is_ours else None

    def _headers_of(self, name: str, query: str, body: bytes) -> Headers:
        lasts = _is_font(name) or query == f"v={fingerprint(name)}"
        return [
            *self._headers,
            ("Cache-Control", FOR_GOOD if lasts else CACHE_CONTROL),
            ("Vary", "Accept-Encoding"),
            ("ETag", etag(body)),
        ]


def _is_font(name: str) -> bool:
    return ASSETS[name] == "font/woff2"


def _found(name: str) -> tuple[str, Stamp]:
    file = finders.find(name)
    stamp = stamp_of(file, os.stat) if file else None
    if not file or stamp is None:
        raise MissingAsset(f"{name} is needed by public pages, but is not among the static files.")
    return file, stamp


# By the stamp that a file has, so that a changed file is read anew.


@lru_cache(maxsize=32)
def _fingerprint(file: str, stamp: Stamp) -> str:
    return sha256(Path(file).read_bytes()).hexdigest()[:16]


@lru_cache(maxsize=32)
def _bodies(file: str, stamp: Stamp, *, is_text: bool) -> dict[str, bytes]:
    body = Path(file).read_bytes()
    if not is_text:
        return {"identity": body}
    return {
        "identity": body,
        "gzip": gzip.compress(body, mtime=0),
        "br": brotli.compress(body, mode=brotli.MODE_TEXT),
    }
