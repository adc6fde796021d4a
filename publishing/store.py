"""The page store: a public page is kept whole and vouched for, or it is not there.

A page is kept as identity, gzip and Brotli files beside a signed manifest (see
publishing/manifests.py). The page's own file is the switch, written last and removed first:
where it lies, all that goes with it lies there too, so that neither a process killed between
any two steps nor a plain file server shows a page that is stale or mixed. Who writes or
removes holds the article's head row, so that there is one writer a path at a time.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import brotli
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from gate.refusals import Refusal
from publishing.manifests import (
    PUBLIC,
    Bundle,
    Keys,
    MissingPage,
    PageFault,
    StoredPage,
    TwoPages,
    bundle_for,
    bundles_for,
    keys_by_id,
    path_of,
    unsigned_manifest,
    vouched_page,
)
from reviews import signatures
from reviews.keys import key_set

__all__ = [
    "MissingPage",
    "Page",
    "PageFault",
    "PageNotRemoved",
    "PageNotWritten",
    "StoredPage",
    "read_page",
    "remove_page",
    "stored_paths",
    "stray_files",
    "sweep_drafts",
    "write_page",
]

BROTLI_QUALITY = 5
"""An eighth larger than at the highest, 11, and 25 times as fast: all pages of a site are made
anew in minutes."""


class PageNotWritten(Refusal):
    """The page is missing now; it is to be written again."""


class PageNotRemoved(Refusal):
    """The page may still be public; what was to follow its removal may not happen."""


@dataclass(frozen=True)
class Page:
    """What is to be public at a URL path; ``claims`` can be written as JSON.

    Status 410 makes it a withdrawal notice.
    """

    path: str
    body: bytes
    content_type: str
    status: int = PUBLIC
    claims: Mapping[str, Any] = field(default_factory=dict)


def signed(manifest: bytes) -> str:
    """Sign a manifest with the site's key. Raises NoSigningKey."""
    signature, _ = signatures.sign(manifest, kind=signatures.PAGE)
    return signature


def write_page(page: Page, *, sign: Callable[[bytes], str] = signed) -> None:
    """Put a page in the place of what its path had, a withdrawal notice too.

    Raises PageNotWritten; PageNotRemoved where what the path had may still be there; ValueError
    for a path or status that no page can have.
    """
    bundle = bundle_for(page.path, page.status)
    try:
        files = _files(bundle, page, sign)
    except Exception as error:
        raise _not_written(page, error) from error
    remove_page(page.path)
    try:
        for name in reversed(bundle.files):
            _put(name, files[name])
    except Exception as error:
        raise _not_written(page, error) from error


def _not_written(page: Page, error: Exception) -> PageNotWritten:
    return PageNotWritten(f"The page {page.path} could not be written: {error}")


def _files(bundle: Bundle, page: Page, sign: Callable[[bytes], str]) -> dict[str, bytes]:
    bodies = {
        "br": brotli.compress(page.body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY),
        "gzip": gzip.compress(page.body, mtime=0),
        "identity": page.body,
    }
    manifest = unsigned_manifest(
        bundle, content_type=page.content_type, claims=page.claims, bodies=bodies
    )
    files = {bundle.variant(coding): body for coding, body in bodies.items()}
    return files | {bundle.manifest: sign(manifest).encode("ascii")}


def _put(name: str, body: bytes) -> None:
    kept_as = _pages().save(name, ContentFile(body))
    if kept_as != name:
        _pages().delete(kept_as)
        raise OSError(f"The storage keeps {name} as {kept_as}; let it overwrite files.")


def remove_page(path: str) -> None:
    """Remove a path's page and its withdrawal notice, if any; every file is tried.

    Raises PageNotRemoved; ValueError for a path that no page can have.
    """
    faults = []
    for name in [name for bundle in reversed(bundles_for(path)) for name in bundle.files]:
        try:
            _pages().delete(name)
        except Exception as error:  # noqa: BLE001 -- storages raise errors of their own kinds
            faults.append(f"{name}: {error}")
    if faults:
        raise PageNotRemoved(f"The page {path} could not be removed: {'; '.join(faults)}")


def read_page(path: str, *, keys: Keys | None = None) -> StoredPage:
    """Read a path's page or withdrawal notice and check it against its manifest.

    Keys are all that were ever registered, unless given. Raises MissingPage, PageFault;
    ValueError for a path that no page can have.
    """
    found = [bundle for bundle in bundles_for(path) if _pages().exists(bundle.page)]
    if not found:
        raise MissingPage(f"No page is stored for {path}.")
    if len(found) > 1:
        raise TwoPages(f"Both a page and a withdrawal notice are stored for {path}.")
    known = keys_by_id(key_set()) if keys is None else keys
    return vouched_page(found[0], keys=known, read=_read)


def _read(name: str, limit: int) -> bytes:
    with _pages().open(name) as file:
        return bytes(file.read(limit))


def stored_paths() -> Iterator[str]:
    """Name every path that any file is stored for, if only remains."""
    for _, names in _folders():
        yield from dict.fromkeys(path for path in map(path_of, names) if path)


def stray_files() -> Iterator[str]:
    """Name the files in the store that belong to no path, which a file server would show."""
    for _, names in _folders():
        yield from (name for name in names if path_of(name) is None)


def sweep_drafts() -> int:
    """Delete what interrupted writes left behind, where the storage leaves anything."""
    sweep = getattr(_pages(), "sweep_drafts", None)
    return sweep() if sweep else 0


def _folders(folder: str = "") -> Iterator[tuple[str, list[str]]]:
    """List the files of each folder, by their full names."""
    try:
        inner, files = _pages().listdir(folder)
    except FileNotFoundError:
        return
    yield folder, [f"{folder}{name}" for name in sorted(files)]
    for name in sorted(inner):
        yield from _folders(f"{folder}{name}/")


def _pages() -> Storage:
    return storages["pages"]
