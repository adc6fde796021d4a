"""Asking a service over HTTP: in time, again where that helps, and never another host."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from django.conf import settings
from urllib3.exceptions import HTTPError

from references.lookup import pace
from references.lookup.errors import OutOfReach, Unusable
from references.lookup.services import Service, agent

LARGEST_ANSWER = 10 * 1024 * 1024
"""In bytes; the largest works at Crossref, with thousands of references, have about 3 MB."""
CHUNK = 64 * 1024
TRIES = 3
REDIRECTS = 3
CONNECT_SECONDS, READ_SECONDS = 5.0, 10.0
FIRST_PAUSE = 0.5
BUSY = {429, 500, 502, 503, 504}
MOVED = {301, 302, 303, 307, 308}
ANSWERED = {200, 404}


@dataclass(frozen=True)
class Reply:
    """What a service answered."""

    status: int
    content_type: str
    body: bytes


class _TryAgain(Exception):
    """The service failed in a way that may pass; ``wait`` seconds, where it said so."""

    def __init__(self, reason: str, *, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


def ask(service: Service, path: str, parameters: Mapping[str, str]) -> Reply:
    """Ask a service, at most TRIES times within LOOKUP_SECONDS.

    Returns what it knows (200) or that it does not know (404). Raises OutOfReach where it did not
    answer in time, Unusable where it answered with anything else.
    """
    url = f"{service.address}{path}?{urlencode(parameters)}"
    end = time.monotonic() + settings.LOOKUP_SECONDS
    for attempt in range(1, TRIES + 1):
        pace.wait_for_turn(service, patience=end - time.monotonic())
        try:
            return _ask_once(service, url, end)
        except _TryAgain as failure:
            wait = failure.wait if failure.wait is not None else _pause_after(attempt)
            if failure.wait:
                pace.hold(service, failure.wait)
            if attempt == TRIES or time.monotonic() + wait >= end:
                raise OutOfReach(_out_of_reach(service, str(failure))) from failure
            time.sleep(wait)
    raise AssertionError("the last try returns or raises")


def _out_of_reach(service: Service, reason: str) -> str:
    return (
        f"{service.label} could not be asked: {reason}. Nothing was changed, and everything else "
        "works without it; try again later."
    )


def _pause_after(attempt: int) -> float:
    return FIRST_PAUSE * 2 ** (attempt - 1) * random.uniform(0.8, 1.2)  # noqa: S311


def _ask_once(service: Service, url: str, end: float) -> Reply:
    for _ in range(REDIRECTS + 1):
        try:
            response = _send(url, end)
        except HTTPError as error:
            raise _TryAgain(_reason_of(error)) from error
        with response:
            if response.status not in MOVED:
                return _reply(service, response, end)
            url = _moved_to(service, url, response.headers.get("location", ""))
    raise Unusable(f"{service.label} sends us from one address to another without end.")


def _send(url: str, end: float) -> urllib3.BaseHTTPResponse:
    left = max(end - time.monotonic(), 0.1)
    return _client(_proxy_for(url)).request(
        "GET",
        url,
        headers={"User-Agent": agent(), "Accept-Encoding": "identity"},
        timeout=urllib3.Timeout(connect=min(CONNECT_SECONDS, left), read=min(READ_SECONDS, left)),
        retries=False,
        redirect=False,
        preload_content=False,
    )


@lru_cache(maxsize=4)
def _client(proxy: str) -> urllib3.PoolManager:
    return urllib3.ProxyManager(proxy) if proxy else urllib3.PoolManager()


def _proxy_for(url: str) -> str:
    """The proxy that the environment names for an address (HTTPS_PROXY, NO_PROXY), or none."""
    parts = urlsplit(url)
    if proxy_bypass(parts.hostname or ""):
        return ""
    return getproxies().get(parts.scheme, "")


def _moved_to(service: Service, url: str, location: str) -> str:
    """Follow a redirect within the service. Raises Unusable where it leads to another host."""
    try:
        target = urljoin(url, location) if location else ""
        is_theirs = urlsplit(target)[:2] == urlsplit(url)[:2]
    except ValueError:  # no address at all
        target, is_theirs = "", False
    if not is_theirs:
        raise Unusable(
            f"{service.label} sends us to another host ({printable(location) or 'none'}), where "
            "we do not go. If the service has moved, set its address in "
            f"{service.setting}."
        )
    return target


def _reply(service: Service, response: urllib3.BaseHTTPResponse, end: float) -> Reply:
    if response.status in BUSY:
        raise _TryAgain(_busy(response.status), wait=_retry_after(response.headers))
    if response.status not in ANSWERED:
        raise Unusable(f"{service.label} refused the question (HTTP {response.status}).")
    pace.heed_limits(service, response.headers)
    content_type = response.headers.get("content-type", "").partition(";")[0].lower()
    return Reply(response.status, printable(content_type), _body(service, response, end))


def printable(header: str) -> str:
    """The first characters of a header that can be shown and kept: a service may send any byte."""
    return "".join(sign for sign in header[:100] if sign.isprintable()).strip()


def _body(service: Service, response: urllib3.BaseHTTPResponse, end: float) -> bytes:
    read = bytearray()
    try:
        while chunk := response.read1(CHUNK):
            read += chunk
            if len(read) > LARGEST_ANSWER:
                raise Unusable(
                    f"{service.label} answers with more than {LARGEST_ANSWER // 1024**2} MB, "
                    "which is no record."
                )
            if time.monotonic() > end:
                raise _TryAgain("its answer took too long")
    except HTTPError as error:
        raise _TryAgain(_reason_of(error)) from error
    return bytes(read)


def _busy(status: int) -> str:
    return "it is asked too often now" if status == 429 else f"it is out of order (HTTP {status})"


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Read Retry-After, in seconds or as a date (RFC 9110, 10.2.3)."""
    said = headers.get("retry-after", "").strip()
    if said.isdecimal():
        return float(said)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((until - datetime.now(UTC)).total_seconds(), 0.0)


def _reason_of(error: HTTPError) -> str:
    return next(reason for kind, reason in REASONS.items() if isinstance(error, kind))


REASONS: dict[type[HTTPError], str] = {
    urllib3.exceptions.NameResolutionError: ("its host name is not found; there may be no network"),
    urllib3.exceptions.NewConnectionError: ("no connection could be made; there may be no network"),
    urllib3.exceptions.TimeoutError: "it did not answer in time",
    urllib3.exceptions.SSLError: "its certificate could not be verified",
    HTTPError: "the connection broke",
}
"""The first that fits counts: some are kinds of those below them."""
