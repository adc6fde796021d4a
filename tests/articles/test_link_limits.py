"""Links: hostile servers are left in time, and nothing leads a look into a private network."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from articles.links import asking, checking
from articles.links.asking import Answer, OffLimits, Visitor, is_public
from articles.models import LinkCheck
from tests.articles.web import Web, playing

Finding = LinkCheck.Finding
START = b"HTTP/1.1 200 OK\r\n"
"""Of an answer whose rest comes in drops."""


@pytest.fixture
def web(settings) -> Iterator[Web]:
    settings.CHECK_LINKS_WITHIN = True
    with playing() as played:
        yield played


@contextmanager
def dripping(start: bytes, drop: bytes) -> Iterator[str]:
    """Play a server that sends the start of an answer, and then a drop again and again."""
    is_over = Event()

    def serve(client: socket.socket) -> None:
        with client:
            try:
                client.recv(65_536)
                client.sendall(start)
                while not is_over.wait(0.05):
                    client.sendall(drop)
            except OSError:  # who asked went away
                return

    def accept() -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:  # closed below
                return
            Thread(target=serve, args=(client,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=accept, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        finally:
            is_over.set()
            server.shutdown(socket.SHUT_RDWR)


# --- Redirects that can't be read


@pytest.mark.parametrize(
    "location", ["http://[", "http://[::1", "//[x]/", "https://[::1%25a%20b]/"]
)
def test_a_redirect_that_can_not_be_read_is_not_followed(web, location):
    answer = Visitor(pause=0).look_at(web.has("/page", status=302, location=location))
    assert answer.finding is Finding.OFF_LIMITS
    assert "no web address" in answer.detail


class Failing(Visitor):
    """Fails at one address, and finds the others well."""

    def look_at(self, url: str) -> Answer:
        if url.endswith("/failing"):
            raise RuntimeError("an error nobody thought of")
        return Answer(Finding.OK, "", 200)


def test_a_look_that_fails_does_not_stop_the_others(monkeypatch, caplog):
    noted: list[tuple[str, Finding]] = []
    monkeypatch.setattr(
        checking, "note", lambda link, answer: noted.append((link.url[-7:], answer.finding))
    )
    links = [LinkCheck(url=f"https://example.org/{name}") for name in ("failing", "another")]
    list(checking.check(links, visitor=Failing()))
    assert noted == [("failing", Finding.NO_ANSWER), ("another", Finding.OK)]
    assert "https://example.org/failing" in caplog.text


# --- Time


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (START, b"X-Drop: 1\r\n"),
        (START + b"X-Long: ", b"x"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 500 Wrong\r\nContent-Length: 60000\r\n\r\n", b"x"),
        (b"HTTP/1.1 500 Wrong\r\n\r\n", b"x"),
        (b"HTTP/1.1 500 Wrong\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
    ids=["headers", "header", "continue", "body", "endless body", "chunks"],
)
def test_a_server_that_answers_in_drops_is_left_when_time_is_over(settings, start, drop):
    settings.CHECK_LINKS_WITHIN = True
    with dripping(start, drop) as url:
        began = time.monotonic()
        answer = Visitor(pause=0, seconds=0.6).look_at(url)
    assert (answer.finding, answer.detail) == (Finding.NO_ANSWER, "it did not answer in time")
    assert 0.5 < time.monotonic() - began < 3


def test_a_request_leaves_time_for_the_next(settings, monkeypatch):
    settings.CHECK_LINKS_WITHIN = True
    monkeypatch.setattr(asking, "READ_SECONDS", 0.3)
    with dripping(START, b"X-Drop: 1\r\n") as url:
        began = time.monotonic()
        assert Visitor(pause=0, seconds=60).look_at(url).finding is Finding.NO_ANSWER
    assert time.monotonic() - began < 3


def test_redirects_share_the_time_of_a_look(web):
    for number in range(4):
        web.has(f"/{number}", status=302, location=f"/{number + 1}", before=0.3)
    web.has("/4")
    answer = Visitor(pause=0, seconds=0.7).look_at(f"{web.address}/0")
    assert (answer.finding, answer.detail) == (Finding.NO_ANSWER, "it did not answer in time")


def test_a_proxy_that_answers_in_drops_is_left_too(settings, monkeypatch):
    settings.CHECK_LINKS_WITHIN = True
    for scheme in ("http", "https"):
        with dripping(START, b"X-Drop: 1\r\n") as proxy:
            monkeypatch.setattr(asking, "proxy_bypass", lambda host: False)
            monkeypatch.setattr(asking, "getproxies", lambda at=proxy, to=scheme: {to: at})
            began = time.monotonic()
            answer = Visitor(pause=0, seconds=0.5).look_at(f"{scheme}://example.org/")
            assert answer.detail == "it did not answer in time"
            assert time.monotonic() - began < 3


# --- Private networks


@pytest.mark.parametrize(
    "address",
    ["fec0::1", "::127.0.0.1", "::10.0.0.1", "::ffff:0:127.0.0.1", "::ffff:0:a00:1", "4000::1"],
)
def test_addresses_that_hide_private_ones_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.1", "0x7f.0.0.1", "0177.0.0.1", "127.0.0.0x1", "2130706433", "127.0.0.1.", "10.1."]
    + [
        "localhost",
        "localhost.",
        "x.internal.",
        "x.LOCAL.",
        "[::1]",
        "[fec0::1]",
        "a.%6cocal",
        ".",
    ],
)
def test_a_proxy_is_not_sent_to_its_own_network(host):
    with pytest.raises(OffLimits):
        asking._client("http", host, 80, "http://127.0.0.1:9")


@pytest.mark.parametrize(
    "host", ["example.org", "example.org.", "face.cafe", "1.1.1.1", "0x7f.org"]
)
def test_a_proxy_is_sent_to_the_public_web(host):
    asking._client("http", host, 80, "http://127.0.0.1:9")


@pytest.mark.parametrize("proxy", ["", "http://127.0.0.1:9"])
def test_only_ports_of_web_servers_are_asked(settings, proxy):
    for port in (80, 443, 8000, 8080, 8443):
        asking._client("http", "1.1.1.1", port, proxy)
    for port in (22, 25, 5432, 6379):
        with pytest.raises(OffLimits, match=f"port {port} "):
            asking._client("http", "1.1.1.1", port, proxy)
    settings.CHECK_LINKS_WITHIN = True
    asking._client("http", "1.1.1.1", 5432, proxy)
