"""Looking whether something is at an address: politely, in time, and never within our own network.

HEAD first, then GET where HEAD is refused or tells of a fault. Redirects are followed, each to an
address that is looked up and judged anew, and the connection goes to the very address that was
judged. No cookies are sent or kept, no more is read than the head of an answer, and a server that
sends it in drops is left when the time is over.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from django.conf import settings
from urllib3.exceptions import HTTPError

from articles.link_checks import LinkCheck
from articles.links.addresses import PORTS, normal
from articles.links.time_limit import TimeLimit
from references.lookup.services import agent

Finding = LinkCheck.Finding

REDIRECTS = 5
CONNECT_SECONDS, READ_SECONDS = 5.0, 10.0
"""The second is for a request and all that we read of its answer, connecting included."""
LOOK_SECONDS = 20.0
"""For a link in all: every redirect and pause, by HEAD and then by GET."""
PAUSE_SECONDS = 1.0
"""Between two requests to the same host."""
MOST_READ = 64 * 1024
MOVED = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({404, 410})
REFUSALS = frozenset({401, 402, 403, 405, 406, 429, 451})
"""These speak of us, not of the page: readers may see it all the same."""
HOME_PAGES = frozenset({"", "/", "/index.html", "/index.htm", "/index.php", "/home", "/home/"})
TRANSLATED = (
    ipaddress.ip_network("64:ff9b::/96"),
    ipaddress.ip_network("64:ff9b:1::/48"),
    ipaddress.ip_network("2002::/16"),
    ipaddress.ip_network("2001::/32"),
)
"""Addresses that stand for others, which may be our own (NAT64, 6to4, Teredo)."""
USUAL_PORTS = frozenset({80, 443, 8000, 8080, 8443})
INWARD_NAMES = (".local", ".internal", ".localhost")
ENDS_IN_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
"""Hosts that are read as IPv4 addresses, in short or hexadecimal form too (WHATWG URL, 3.5)."""


@dataclass(frozen=True)
class Answer:
    """What was found at an address; ``detail`` says it for people."""

    finding: LinkCheck.Finding
    detail: str
    status: int | None = None
    final_url: str = ""


class OffLimits(Exception):
    """An address is not one of the public web."""


@dataclass
class Visitor:
    """Visits addresses one after the other, with a pause between two visits to a host."""

    pause: float = PAUSE_SECONDS
    seconds: float = LOOK_SECONDS
    _last: dict[str, float] = field(default_factory=dict)

    def look_at(self, url: str) -> Answer:
        """Look at an address in normal form, for ``seconds`` at most."""
        end = time.monotonic() + self.seconds
        answer = self._look(url, "HEAD", end)
        if answer.finding is Finding.OK or answer.finding is Finding.OFF_LIMITS:
            return answer
        return self._look(url, "GET", end)

    def _look(self, url: str, method: str, end: float) -> Answer:
        at = url
        try:
            for _ in range(REDIRECTS + 1):
                status, location = self._ask(at, method, end)
                if status not in MOVED or not location:
                    return _judged(url, at, status)
                at = _moved(at, location)
        except OffLimits as error:
            return Answer(Finding.OFF_LIMITS, str(error), final_url=at)
        except (HTTPError, OSError, ValueError) as error:
            return Answer(Finding.NO_ANSWER, _reason_of(error), final_url=at)
        detail = f"it sends readers on more than {REDIRECTS} times"
        return Answer(Finding.FAULT, detail, final_url=at)

    def _ask(self, url: str, method: str, end: float) -> tuple[int, str]:
        """Ask once; gives the status and where it sends us on."""
        host = urlsplit(url).hostname or ""
        self._wait_for(host)
        seconds = min(READ_SECONDS, end - time.monotonic())
        try:
            with _sent(url, method, seconds) as response:
                if method == "GET":
                    response.read(MOST_READ)
                return response.status, response.headers.get("location", "")
        finally:
            self._last[host] = time.monotonic()

    def _wait_for(self, host: str) -> None:
        left = self._last.get(host, float("-inf")) + self.pause - time.monotonic()
        if left > 0:
            time.sleep(left)


def _moved(url: str, location: str) -> str:
    """Follow a redirect. Raises OffLimits where it leads out of the web."""
    try:
        target = normal(urljoin(url, location))
    except ValueError:
        target = None
    if target is None:
        raise OffLimits(f"it sends readers on to {location[:200]!r}, which is no web address")
    return target


def _judged(asked: str, reached: str, status: int) -> Answer:
    """Say what a final answer means for a reader who follows the link."""
    if status in GONE:
        what = "the page is gone" if status == 410 else "the page was not found"
        return Answer(Finding.GONE, f"{what} (HTTP {status})", status, reached)
    if status in REFUSALS:
        detail = f"the server does not show the page to our check (HTTP {status})"
        return Answer(Finding.REFUSED, detail, status, reached)
    if status >= 400:
        return Answer(Finding.FAULT, f"the server is out of order (HTTP {status})", status, reached)
    if reached != asked and _is_home(reached) and not _is_home(asked):
        detail = f"readers are sent on to a home page, {reached}"
        return Answer(Finding.HOME, detail, status, reached)
    return Answer(Finding.OK, "", status, reached)


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path.lower() in HOME_PAGES and not parts.query


# --- Sending


@contextmanager
def _sent(url: str, method: str, seconds: float) -> Iterator[urllib3.BaseHTTPResponse]:
    """Send one request to an address that was judged, and keep its answer open for some seconds.

    Raises OffLimits, HTTPError and OSError; TimeoutError where the answer was not read in time.
    """
    with TimeLimit(seconds) as limit:
        try:
            limit.refuse_late()
            with _answered(url, method, seconds, limit) as response:
                limit.refuse_late()
                yield response
        except (HTTPError, OSError):
            limit.refuse_late()
            raise
        limit.refuse_late()


@contextmanager
def _answered(
    url: str, method: str, seconds: float, limit: TimeLimit
) -> Iterator[urllib3.BaseHTTPResponse]:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    proxy = "" if proxy_bypass(host) else getproxies().get(parts.scheme, "")
    with _client(parts.scheme, host, port, proxy) as client:
        limit.holds(client)
        response = client.urlopen(
            method,
            url if proxy else url[url.index("/", len(parts.scheme) + 3) :],
            headers={
                "Host": parts.netloc,
                "User-Agent": agent(),
                "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
                "Accept-Encoding": "identity",
            },
            retries=False,
            redirect=False,
            preload_content=False,
            timeout=urllib3.Timeout(connect=min(CONNECT_SECONDS, seconds), read=seconds),
        )
        try:
            yield response
        finally:
            response.close()


def _client(
    scheme: str, host: str, port: int, proxy: str
) -> urllib3.HTTPConnectionPool | urllib3.ProxyManager:
    """Connect to the very address that was judged; a proxy looks names up itself."""
    if proxy:
        _refuse_literals(host)
        _refuse_port(port)
        return urllib3.ProxyManager(proxy)
    address = public_address(host, port)
    _refuse_port(port)
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port)
    return urllib3.HTTPSConnectionPool(
        address, port, server_hostname=host, assert_hostname=host, cert_reqs="CERT_REQUIRED"
    )


def public_address(host: str, port: int) -> str:
    """Look a host up and give an address of it. Raises OffLimits where any is not public."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not is_public(address):
            raise OffLimits(f"{host} is within a private network ({address}), where we do not go")
    return addresses[0]


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet."""
    if settings.CHECK_LINKS_WITHIN:
        return True
    known = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped:
            return is_public(str(known.ipv4_mapped))
        if known.is_reserved or known.is_site_local:  # reserved: IPv4-compatible ones among others
            return False
        if any(known in network for network in TRANSLATED):
            return False
    return known.is_global and not known.is_multicast


def _refuse_literals(host: str) -> None:
    """Refuse what a proxy would take for an address or a name within its own network."""
    name = host.strip("[]").rstrip(".").lower()
    try:
        is_off = not is_public(name)
    except ValueError:
        is_off = "." not in name or "%" in name or name.endswith(INWARD_NAMES)
        is_off = is_off or bool(ENDS_IN_NUMBER.fullmatch(name))
    if is_off and not settings.CHECK_LINKS_WITHIN:
        raise OffLimits(f"{host} is within a private network, where we do not go")


def _refuse_port(port: int) -> None:
    """Refuse ports at which other services than web servers listen."""
    if port not in USUAL_PORTS and not settings.CHECK_LINKS_WITHIN:
        raise OffLimits(f"port {port} is not one that web pages are usually served at")


def _reason_of(error: Exception) -> str:
    fits = (reason for kind, reason in REASONS.items() if isinstance(error, kind))
    return next(fits, "the connection broke")


REASONS: dict[type[Exception], str] = {
    socket.gaierror: "its host name is not found",
    urllib3.exceptions.NameResolutionError: "its host name is not found",
    urllib3.exceptions.NewConnectionError: "no connection could be made",
    TimeoutError: "it did not answer in time",
    urllib3.exceptions.TimeoutError: "it did not answer in time",
    urllib3.exceptions.SSLError: "its certificate could not be verified",
    ValueError: "its address can't be read",
}
"""The first that fits counts."""
