"""A real server on a database of the test's own, and Chromium pages that tell of their faults."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from medcontent.wsgi import with_stored_pages
from tests.conftest import CHROMIUM

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => console.error(
  `CSP: ${event.effectiveDirective} ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber} `
  + event.sample));
"""
PATIENCE = 60_000  # milliseconds; machines that run many tests at once are slow
expect.set_options(timeout=PATIENCE)
SIZES = {1280: 900, 360: 740}


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Leave the requests out of the test's output."""


@pytest.fixture
def server_faults() -> list[str]:
    """What the server could not answer: each status of 500 and more, and where."""
    return []


def _noting(application: WSGIApplication, faults: list[str]) -> WSGIApplication:
    def answer(environ: Any, start_response: Any) -> Any:
        def start(status: str, *more: Any) -> Any:
            if status.startswith("5"):
                faults.append(f"{status} at {environ['PATH_INFO']}")
            return start_response(status, *more)

        return application(environ, start)

    return answer


@pytest.fixture
def site(committed: str, server_faults: list[str]) -> Iterator[str]:
    """The address of a server, page server and all; the database is the test's own."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet, connections_override={})
    server.set_app(_noting(with_stored_pages(WSGIHandler()), server_faults))
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    serving.join()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a process."""
    # Playwright's loop stays in this thread; Django would else refuse to ask the database here.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Person:
    """Somebody at a browser of their own; what the browser complains of fails the test."""

    context: BrowserContext
    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def goto(self, path: str) -> None:
        """Open a path of the site."""
        self.page.goto(f"{self.site}{path}")

    def listen(self) -> None:
        """Note violations of the content security policy, and errors."""
        self.context.add_init_script(REPORT_VIOLATIONS)
        self.context.on("console", lambda said: self._note(said.type == "error", said.text))
        self.context.on("weberror", lambda error: self._note(True, str(error.error)))

    def expect(self, words: str) -> None:
        """Don't mind complaints with these words: the test provokes them."""
        self.expected.append(words)

    def _note(self, is_fault: bool, words: str) -> None:
        if is_fault and not any(expected in words for expected in self.expected):
            self.complaints.append(words)


Arrive = Callable[..., Person]


@pytest.fixture
def arrive(site: str, chromium: Browser, server_faults: list[str]) -> Iterator[Arrive]:
    """Let people come: ``arrive(width=360)`` gives one with an empty browser profile.

    ``scripts=False`` switches JavaScript off, ``touch=True`` gives them fingers, and
    ``scheme="dark"`` a dark screen.
    """
    people: list[Person] = []

    def arrive_with(
        *,
        width: int = 1280,
        scripts: bool = True,
        touch: bool = False,
        scheme: Literal["light", "dark"] = "light",
    ) -> Person:
        context = chromium.new_context(
            viewport={"width": width, "height": SIZES.get(width, 900)},
            base_url=site,
            java_script_enabled=scripts,
            has_touch=touch,
            color_scheme=scheme,
        )
        context.set_default_timeout(PATIENCE)
        person = Person(context, context.new_page(), site)
        person.listen()
        people.append(person)
        return person

    yield arrive_with
    complaints = [words for person in people for words in person.complaints]
    for person in people:
        person.context.close()
    assert not complaints
    assert not server_faults


@pytest.fixture(params=list(SIZES), ids=lambda width: f"{width}px")
def width(request: pytest.FixtureRequest) -> int:
    """Each test that takes it runs on a wide screen and on a phone."""
    return int(request.param)
