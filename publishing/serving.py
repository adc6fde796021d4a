"""The page server: a WSGI layer that answers with stored pages, without Django or the database.

A page is served only when its manifest is signed with a key of ours, was made for this very
path, and vouches for the bytes. What was checked is kept in memory with the stamps that its
folder, its files and the public keys had, and each request compares them with the disk; a file
that is removed, replaced or touched is thus noticed by the next request, in every process by
itself. What does not check is withheld and reported, and Django answers from the database.
"""

from __future__ import annotations

import json
import logging
import os
import stat
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from publishing.headers import PAGE_HEADERS, quoted
from publishing.manifests import (
    PAGE_PATH,
    PUBLIC,
    Bundle,
    Keys,
    PageFault,
    StoredPage,
    UnreadableFile,
    bundles_for,
    keys_by_id,
    vouched_page,
)
from publishing.negotiation import CODINGS, is_known, preferred_coding

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)

STATUS_LINES = {200: "200 OK", 410: "410 Gone"}
NOT_MODIFIED = "304 Not Modified"
NOT_MODIFIED_HEADERS = ("Cache-Control", "Vary")

MEMORY = 64 * 1024 * 1024
"""The bytes of checked pages that are kept, at most."""
WITHHELD_LIMIT = 10_000
"""The faulty pages that are remembered, at most; others are checked and reported again."""
SETTLED_NANOSECONDS = 50_000_000
"""A file system's clock ticks in milliseconds, and two changes within one tick look the same.
So what changed this lately is served but not kept, as git does with its index."""

Stamp = tuple[int, int, int, int]
"""A file's inode, times of change in content and in status (nanoseconds), and size."""
Stamps = dict[str, Stamp | None]
"""Of a bundle's folder and files and of the public keys, by file."""
Headers = list[tuple[str, str]]


def stamp_of(path: str, look: Callable[[str], os.stat_result] = os.lstat) -> Stamp | None:
    """Read a file's stamp, not following a link; None where there is none or none to be had."""
    try:
        status = look(path)
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size


@dataclass(frozen=True, slots=True)
class Variant:
    """A page in one coding, ready to send."""

    file: str
    stamp: Stamp | None
    entity_tag: str
    headers: Headers
    not_modified: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class CheckedPage:
    """A page whose bytes its manifest vouches for, with the stamps it had when it was read."""

    folder: str
    folder_stamp: Stamp | None
    keys_stamp: Stamp | None
    status: int
    status_line: str
    variants: dict[str, Variant]
    size: int


class PublicKeys:
    """The public keys file, read again whenever it changes."""

    def __init__(self, file: Path) -> None:
        self.file = str(file)
        self._read: tuple[Stamp | None, Keys] = (None, {})

    def stamp(self) -> Stamp | None:
        """Read the stamp of the file, which may be a link, as mounted secrets are."""
        return stamp_of(self.file, os.stat)

    def at(self, stamp: Stamp | None) -> Keys:
        """Read the keys that the file held when it had a stamp. Raises UnreadableFile."""
        if stamp is None:
            raise UnreadableFile(f"There are no public keys in {self.file}.")
        known, keys = self._read
        if known != stamp:
            try:
                keys = keys_by_id(json.loads(Path(self.file).read_bytes()))
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise UnreadableFile(f"No public keys can be read in {self.file}.") from error
            self._read = (stamp, keys)
        return keys


class PageServer:
    """Answers GET and HEAD for stored pages, and leaves everything else to an application.

    ``root`` is the page store's folder; None, for a store elsewhere, leaves it all. ``headers``
    are sent with every page besides PAGE_HEADERS. ``only_if`` is what the WSGI environment must
    hold, e.g. ("wsgi.url_scheme", "https"), where the application sends others elsewhere.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        root: Path | None,
        public_keys: Path,
        headers: Iterable[tuple[str, str]] = (),
        only_if: tuple[str, str] | None = None,
        memory: int = MEMORY,
    ) -> None:
        self._app = app
        self._root = None if root is None else str(root)
        self._keys = PublicKeys(public_keys)
        self._headers = [*PAGE_HEADERS, *headers]
        self._only_if = only_if
        self._shelf = Shelf(memory)
        self._withheld: OrderedDict[str, Sequence[Stamp | None]] = OrderedDict()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request as WSGI (PEP 3333) asks."""
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD") or not self._is_ours(environ):
            return self._app(environ, start_response)
        coding = preferred_coding(environ.get("HTTP_ACCEPT_ENCODING"))
        page = self._page(environ.get("PATH_INFO", ""), coding)
        if page is None:
            return self._app(environ, start_response)
        variant = page.variants[coding]
        seen = environ.get("HTTP_IF_NONE_MATCH")
        if seen and page.status == PUBLIC and is_known(seen, variant.entity_tag):
            start_response(NOT_MODIFIED, variant.not_modified.copy())
            return []
        start_response(page.status_line, variant.headers.copy())
        return [variant.body] if method == "GET" else []

    def _is_ours(self, environ: WSGIEnvironment) -> bool:
        if self._root is None:
            return False
        return self._only_if is None or environ.get(self._only_if[0]) == self._only_if[1]

    def _page(self, path: str, coding: str) -> CheckedPage | None:
        """Find the page of a path, as it is on the disk now, if it may be served."""
        page = self._shelf.get(path)
        if page is not None and self._is_as_it_was(page, page.variants[coding]):
            return page
        if not PAGE_PATH.fullmatch(path):
            return None
        for bundle in bundles_for(path):
            stamps = self._stamps(bundle)
            if stamps[f"{self._root}/{bundle.page}"] is not None:
                return self._checked(bundle, stamps)
        return None

    def _is_as_it_was(self, page: CheckedPage, variant: Variant) -> bool:
        """Compare stamps with the disk; the folder's tells of every file come, gone or moved."""
        return (
            stamp_of(variant.file) == variant.stamp
            and stamp_of(page.folder) == page.folder_stamp
            and self._keys.stamp() == page.keys_stamp
        )

    def _checked(self, bundle: Bundle, stamps: Stamps) -> CheckedPage | None:
        settled = _is_settled(stamps.values())
        reported = self._withheld.get(bundle.path) == [*stamps.values()]
        if reported and settled:
            return None
        try:
            page = self._vouched(bundle, stamps)
        except Exception as error:  # noqa: BLE001 -- whatever the fault, the page is withheld
            # A writer or remover may be at work between two of our steps: that is no fault.
            if not reported and self._stamps(bundle) == stamps:
                self._withhold(bundle, stamps, error)
            return None
        if settled:
            self._shelf.put(bundle.path, page)
        return page

    def _stamps(self, bundle: Bundle) -> Stamps:
        files = [f"{self._root}/{name}" for name in (bundle.folder, *bundle.files)]
        return {file: stamp_of(file) for file in files} | {self._keys.file: self._keys.stamp()}

    def _withhold(self, bundle: Bundle, stamps: Stamps, error: Exception) -> None:
        self._withheld[bundle.path] = [*stamps.values()]
        if len(self._withheld) > WITHHELD_LIMIT:
            self._withheld.popitem(last=False)
        logger.error(
            "The stored page %s is withheld: %s Django answers from the database instead; write "
            "the page again with `manage.py pages`, and find out who changed the file.",
            bundle.path,
            error,
            exc_info=None if isinstance(error, PageFault) else error,
        )

    def _vouched(self, bundle: Bundle, stamps: Stamps) -> CheckedPage:
        keys = self._keys.at(stamps[self._keys.file])
        page = vouched_page(bundle, keys=keys, read=self._read)
        folder = f"{self._root}/{bundle.folder}"
        return CheckedPage(
            folder=folder,
            folder_stamp=stamps[folder],
            keys_stamp=stamps[self._keys.file],
            status=page.status,
            status_line=STATUS_LINES[page.status],
            variants={coding: self._variant(bundle, page, coding, stamps) for coding in CODINGS},
            size=sum(map(len, page.bodies.values())),
        )

    def _variant(self, bundle: Bundle, page: StoredPage, coding: str, stamps: Stamps) -> Variant:
        file, body = f"{self._root}/{bundle.variant(coding)}", page.bodies[coding]
        entity_tag = quoted(page.digests[coding])
        headers = [
            ("Content-Type", page.content_type),
            ("Content-Length", str(len(body))),
            *self._headers,
        ]
        if coding != "identity":
            headers.append(("Content-Encoding", coding))
        not_modified = [header for header in self._headers if header[0] in NOT_MODIFIED_HEADERS]
        return Variant(
            file=file,
            stamp=stamps[file],
            entity_tag=entity_tag,
            headers=[*headers, ("ETag", entity_tag)] if page.status == PUBLIC else headers,
            not_modified=[*not_modified, ("ETag", entity_tag)],
            body=body,
        )

    def _read(self, name: str, limit: int) -> bytes:
        """Read a file of the store itself, no link to anywhere. Raises OSError."""
        file = f"{self._root}/{name}"
        # The folders on the way to the store may be links, those in it may not.
        if os.path.realpath(file) != f"{os.path.realpath(str(self._root))}/{name}":
            raise UnreadableFile(f"{name} is a link, or its folder is.")
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as opened:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UnreadableFile(f"{name} is no regular file.")
            return opened.read(limit)


def _is_settled(stamps: Iterable[Stamp | None]) -> bool:
    now = time.time_ns()
    return all(now - stamp[2] > SETTLED_NANOSECONDS for stamp in stamps if stamp)


class Shelf:
    """Checked pages in memory, up to so many bytes; those not asked for longest go first."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._pages: OrderedDict[str, CheckedPage] = OrderedDict()
        self._size = 0
        self._changing = threading.Lock()

    def get(self, path: str) -> CheckedPage | None:
        """Find a page and note that it was asked for."""
        page = self._pages.get(path)
        if page is not None:
            try:
                self._pages.move_to_end(path)
            except KeyError:  # another thread just took it off the shelf
                return None
        return page

    def put(self, path: str, page: CheckedPage) -> None:
        """Keep a page in the place of what was known of its path."""
        with self._changing:
            before = self._pages.pop(path, None)
            self._pages[path] = page
            self._size += page.size - (before.size if before else 0)
            while self._size > self._memory:
                _, oldest = self._pages.popitem(last=False)
                self._size -= oldest.size
