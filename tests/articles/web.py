"""The web that articles link to, played by a local HTTP server that can also misbehave."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

CHUNK = 65_536


@dataclass(frozen=True)
class Page:
    """What a path answers: to HEAD and to GET, after how long, with how many bytes."""

    status: int = 200
    to_head: int | None = None
    location: str = ""
    before: float = 0.0
    length: int = 20


@dataclass
class Web:
    """Pages by path, and what was asked for: method, path, headers in lower case."""

    address: str = ""
    pages: dict[str, Page] = field(default_factory=lambda: {"/": Page()})
    asked: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    sent: int = 0

    def has(self, path: str, **page: object) -> str:
        """Put a page there; gives its address."""
        self.pages[path] = Page(**page)  # type: ignore[arg-type]
        return f"{self.address}{path}"

    def methods(self) -> list[str]:
        return [method for method, _, _ in self.asked]


class Handler(BaseHTTPRequestHandler):
    """Answers as the web that it belongs to says."""

    web: Web

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.web.asked.append((self.command, self.path, headers))
        self.web.times.append(time.monotonic())
        page = self.web.pages.get(self.path, Page(404))
        time.sleep(page.before)
        try:
            self._send(page)
        except OSError:  # who asked went away
            self.close_connection = True

    def _send(self, page: Page) -> None:
        is_head = self.command == "HEAD"
        self.send_response(page.to_head if is_head and page.to_head else page.status)
        self.send_header("Content-Length", str(page.length))
        self.send_header("Set-Cookie", "known=1")
        if page.location:
            self.send_header("Location", page.location)
        self.end_headers()
        left = 0 if is_head else page.length
        while left > 0:
            self.wfile.write(b"x" * min(left, CHUNK))
            self.web.sent += min(left, CHUNK)
            left -= CHUNK

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def playing() -> Iterator[Web]:
    """Serve until the end of the block."""
    web = Web()
    handler = type("WebHandler", (Handler,), {"web": web})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    web.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
