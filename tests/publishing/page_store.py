"""What the tests of the page store and its server share: a key, pages, a WSGI client."""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
from joserfc import jws
from joserfc.jwk import OKPKey

from publishing.manifests import Keys
from publishing.serving import SETTLED_NANOSECONDS, PageServer
from publishing.store import Page, write_page
from reviews import signatures
from reviews.keys import public_jwk

ARTICLE = "/articles/stem-cells/"
OTHER = "/articles/other/"
RECORD = "/articles/stem-cells/review-record/"
RECORD_JSON = "/articles/stem-cells/review-record.json"
HTML = "text/html; charset=utf-8"


class Signer:
    """An Ed25519 key that signs manifests without the database."""

    def __init__(self) -> None:
        self.key = OKPKey.generate_key("Ed25519")

    @property
    def kid(self) -> str:
        return self.key.thumbprint()

    @property
    def keys(self) -> Keys:
        return {self.kid: public_jwk(self.key)}

    def sign(self, manifest: bytes, *, kind: str = signatures.PAGE) -> str:
        header = {"alg": "Ed25519", "typ": kind, "kid": self.kid}
        return jws.serialize_compact(header, manifest, self.key, algorithms=["Ed25519"])


def flip(file: Path) -> None:
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 1
    file.write_bytes(body)


def publish_keys(file: Path, *signers: Signer) -> None:
    """Write the public keys as reviews.keys does: a JWK Set, put in place as a whole."""
    keys = [
        public_jwk(signer.key) | {"valid_from": "2026-01-01T00:00:00+00:00", "valid_until": None}
        for signer in signers
    ]
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps({"keys": keys}))
    draft.replace(file)


def page_at(path: str, words: str = "", status: int = 200) -> Page:
    """Make a page whose bytes say its path, its status and some words."""
    body = f"<!doctype html><p>{path} {status} {words}</p>" + "<p>As signed.</p>" * 50
    content_type = "application/json" if path.endswith(".json") else HTML
    return Page(path, body.encode(), content_type, status, {"release": 7, "edition": 2})


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(app: Any, path: str, *, method: str = "GET", query: str = "", **headers: str) -> Answer:
    """Send a request to a WSGI application; header names as in the environment, without HTTP_."""
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "wsgi.url_scheme": "http",
    }
    environ |= {f"HTTP_{name}": setting for name, setting in headers.items()}
    started: list[Any] = []
    body = b"".join(app(environ, lambda status, fields: started.extend([status, fields])))
    status, fields = started
    assert len({name for name, _ in fields}) == len(fields), "a header is sent twice"
    return Answer(int(status.split()[0]), dict(fields), body)


FALLEN_THROUGH = 299
DECODERS = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


def fallback(environ: Any, start_response: Any) -> list[bytes]:
    """Stand for Django."""
    start_response(f"{FALLEN_THROUGH} From the database", [("Content-Type", "text/plain")])
    return [b"from the database"]


def is_served(server: PageServer, path: str = ARTICLE, **headers: str) -> bool:
    return ask(server, path, **headers).status != FALLEN_THROUGH


@dataclass
class Store:
    """A page store in a folder, its key, and servers over it."""

    root: Path
    keys_file: Path
    signer: Signer

    def write(self, page: Page) -> Page:
        write_page(page, sign=self.signer.sign)
        return page

    def server(self, **options: Any) -> PageServer:
        return PageServer(fallback, root=self.root, public_keys=self.keys_file, **options)

    def warm_server(self, *paths: str) -> PageServer:
        """Make a server that has all variants of the paths checked and in memory."""
        server = self.server()
        settle()
        for path in paths:
            ask(server, path)
        return server


def settle() -> None:
    """Wait until what was just written is old enough to be kept in memory."""
    time.sleep(SETTLED_NANOSECONDS / 1e9 * 1.2)


_listening: list[list[str]] = []


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(arguments[0], str | bytes):
        for opened in _listening:
            name = arguments[0]
            opened.append(name if isinstance(name, str) else name.decode(errors="replace"))


sys.addaudithook(_hear)


@contextmanager
def opened_files() -> Iterator[list[str]]:
    """Record every file that Python opens meanwhile."""
    opened: list[str] = []
    _listening.append(opened)
    try:
        yield opened
    finally:
        _listening.remove(opened)
