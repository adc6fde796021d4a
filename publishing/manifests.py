"""The bundle of files a page is kept in, and the signed manifest that vouches for them.

A manifest is a compact JWS over RFC 8785 canonical JSON: ``format``, ``path``, ``status``,
``content_type``, ``claims`` and ``files`` {name: {``sha256``, ``size``, ``encoding``}}.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import rfc8785

from gate.refusals import Refusal
from publishing.negotiation import CODINGS
from reviews import signatures

FORMAT = 1
MANIFEST_LIMIT = 256 * 1024
"""The bytes of a manifest that are read at most."""

PAGE_PATH = re.compile(r"/articles/[-a-zA-Z0-9_]{1,200}/(?:review-record/|review-record\.json)?")
"""The URL paths that pages are stored for; no dot, slash or control character in a slug."""

WITHDRAWN, PUBLIC = 410, 200
_FILES = {
    "": {WITHDRAWN: "withdrawn.html", PUBLIC: "index.html"},
    "review-record.json": {
        WITHDRAWN: "withdrawn-review-record.json",
        PUBLIC: "review-record.json",
    },
}
"""A notice has a name of its own, so that a plain file server never sends it with status 200."""
_SUFFIXES = {"br": ".br", "gzip": ".gz", "identity": ""}
_MANIFEST_SUFFIX = ".jws"

Keys = Mapping[str, Mapping[str, Any]]
"""Public JWKs by their key id."""
Read = Callable[[str, int], bytes]
"""Reads at most so many bytes of the file of a name; raises FileNotFoundError, OSError."""


class PageFault(Refusal):
    """A stored page can't be served; the message says which file is wrong, and how."""


class MissingPage(PageFault):
    """No page is stored for this path; at most remains of an unfinished write or removal."""


class MissingFile(PageFault):
    """A file of the page's bundle is not there."""


class UnreadableFile(PageFault):
    """A file of the page's bundle can't be read."""


class BadManifest(PageFault):
    """The manifest's signature does not check with a key of ours, or it says nothing we know."""


class MisplacedPage(PageFault):
    """The manifest vouches for the page of another path or status."""


class AlteredFile(PageFault):
    """A file's bytes are not those that the manifest vouches for."""


class TwoPages(PageFault):
    """A page and a withdrawal notice are stored for the same path."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The storage names of the files of one path's page of one status."""

    path: str
    status: int
    page: str

    @property
    def folder(self) -> str:
        return self.page.rpartition("/")[0]

    @property
    def manifest(self) -> str:
        return self.page + _MANIFEST_SUFFIX

    def variant(self, coding: str) -> str:
        """Name the file that holds the page in a content coding."""
        return self.page + _SUFFIXES[coding]

    @property
    def files(self) -> list[str]:
        """Names in the order of removal; that of writing is the reverse.

        The page itself is the switch: written last and removed first, so that where it lies,
        all that goes with it lies there too.
        """
        return [self.page, self.manifest, self.variant("gzip"), self.variant("br")]


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page as its manifest vouches for it; bodies and SHA-256 digests by content coding."""

    path: str
    status: int
    content_type: str
    claims: Mapping[str, Any]
    bodies: Mapping[str, bytes]
    digests: Mapping[str, str]

    @property
    def body(self) -> bytes:
        return self.bodies["identity"]


def bundle_for(path: str, status: int) -> Bundle:
    """Name the files of a path's page. Raises ValueError where no page can be stored."""
    if not PAGE_PATH.fullmatch(path) or status not in (WITHDRAWN, PUBLIC):
        raise ValueError(f"No page is stored for the path {path!r} with status {status}.")
    folder, _, name = path.removeprefix("/").rpartition("/")
    return Bundle(path=path, status=status, page=f"{folder}/{_FILES[name][status]}")


def bundles_for(path: str) -> list[Bundle]:
    """Name the files of a path's withdrawal notice and of its page. Raises ValueError."""
    return [bundle_for(path, WITHDRAWN), bundle_for(path, PUBLIC)]


def path_of(name: str) -> str | None:
    """Say which path's page a stored file belongs to; None where it belongs to none."""
    folder = name.rpartition("/")[0]
    for last, files in _FILES.items():
        path = f"/{folder}/{last}"
        for status in files if PAGE_PATH.fullmatch(path) else ():
            if name in bundle_for(path, status).files:
                return path
    return None


def unsigned_manifest(
    bundle: Bundle, *, content_type: str, claims: Mapping[str, Any], bodies: Mapping[str, bytes]
) -> bytes:
    """Write what a manifest says, to be signed. Raises rfc8785.CanonicalizationError."""
    return rfc8785.dumps(
        {
            "format": FORMAT,
            "path": bundle.path,
            "status": bundle.status,
            "content_type": content_type,
            "claims": dict(claims),
            "files": {
                _last(bundle.variant(coding)): {
                    "sha256": sha256(body).hexdigest(),
                    "size": len(body),
                    "encoding": coding,
                }
                for coding, body in bodies.items()
            },
        }
    )


def vouched_page(bundle: Bundle, *, keys: Keys, read: Read) -> StoredPage:
    """Read a bundle and check each file against the manifest, and that against the keys.

    Raises PageFault: MissingFile, UnreadableFile, BadManifest, MisplacedPage, AlteredFile.
    """
    said = _checked_manifest(_read(read, bundle.manifest, MANIFEST_LIMIT), bundle, keys)
    if (said["path"], said["status"]) != (bundle.path, bundle.status):
        raise MisplacedPage(
            f"{bundle.manifest} vouches for the page {said['path']} (status {said['status']}), "
            "not for the one it lies with."
        )
    files = {coding: said["files"][_last(bundle.variant(coding))] for coding in CODINGS}
    return StoredPage(
        path=bundle.path,
        status=bundle.status,
        content_type=said["content_type"],
        claims=said["claims"],
        bodies={
            coding: _vouched_bytes(read, bundle.variant(coding), file)
            for coding, file in files.items()
        },
        digests={coding: file["sha256"] for coding, file in files.items()},
    )


def _checked_manifest(manifest: bytes, bundle: Bundle, keys: Keys) -> dict[str, Any]:
    try:
        text = manifest.decode("ascii")
        kid = signatures.key_id(text)
        if kid not in keys:
            raise BadManifest(f"{bundle.manifest} is signed with a key that is not ours ({kid}).")
        payload = signatures.check(text, kind=signatures.PAGE, key=dict(keys[kid]))
        said = signatures.decoded(payload)
    except (signatures.BadSignature, UnicodeDecodeError) as error:
        raise BadManifest(f"{bundle.manifest} is no signed manifest: {error}") from error
    if said.get("format") != FORMAT:
        raise BadManifest(f"{bundle.manifest} has a format that is not known here.")
    return said


def _vouched_bytes(read: Read, name: str, file: Mapping[str, Any]) -> bytes:
    body = _read(read, name, file["size"] + 1)
    if len(body) != file["size"] or sha256(body).hexdigest() != file["sha256"]:
        raise AlteredFile(f"{name} holds other bytes than its manifest vouches for.")
    return body


def _read(read: Read, name: str, limit: int) -> bytes:
    try:
        return read(name, limit)
    except FileNotFoundError as error:
        raise MissingFile(f"{name} is missing.") from error
    except OSError as error:
        raise UnreadableFile(f"{name} can't be read: {error.strerror or error}.") from error


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def keys_by_id(key_set: Mapping[str, Any]) -> Keys:
    """Order a JWK Set's keys by their ids."""
    return {key["kid"]: key for key in key_set["keys"]}
