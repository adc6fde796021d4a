"""Page files that were tampered with, in every way we could think of: withheld and reported."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from publishing.store import write_page
from reviews import signatures
from tests.publishing.page_store import (
    ARTICLE,
    DECODERS,
    FALLEN_THROUGH,
    OTHER,
    RECORD,
    Signer,
    Store,
    ask,
    flip,
    is_served,
    opened_files,
    page_at,
    settle,
)

FOLDER = "articles/stem-cells"


def truncate(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def append(file: Path) -> None:
    with file.open("ab") as opened:
        opened.write(b"<p>Not signed.</p>")


def fill(file: Path, body: bytes) -> None:
    file.unlink()
    file.write_bytes(body)


def swap(at: Path) -> None:
    """Give the compressed files each other's names."""
    (at / "index.html.gz").rename(at / "x")
    (at / "index.html.br").rename(at / "index.html.gz")
    (at / "x").rename(at / "index.html.br")


def make_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def make_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def make_link(file: Path) -> None:
    """Move the very bytes out of the store and leave a link to them."""
    outside = file.parents[3] / "outside"
    outside.mkdir()
    file.rename(outside / file.name)
    file.symlink_to(outside / file.name)


def link_folder(at: Path) -> None:
    outside = at.parents[2] / "outside"
    at.rename(outside)
    at.symlink_to(outside)


def link_folder_above(at: Path) -> None:
    outside = at.parents[2] / "outside"
    at.parent.rename(outside)
    at.parent.symlink_to(outside)


def copy_bundle(store: Store) -> None:
    store.write(page_at(OTHER))
    for file in (store.root / "articles/other").iterdir():
        (store.root / FOLDER / file.name).write_bytes(file.read_bytes())


def copy_manifest(store: Store) -> None:
    store.write(page_at(OTHER))
    manifest = store.root / "articles/other/index.html.jws"
    (store.root / FOLDER / manifest.name).write_bytes(manifest.read_bytes())


def show_notice_as_page(store: Store) -> None:
    store.write(page_at(ARTICLE, status=410))
    for file in (store.root / FOLDER).iterdir():
        file.rename(file.with_name(file.name.replace("withdrawn", "index")))


def show_record_as_article(store: Store) -> None:
    store.write(page_at(RECORD))
    for file in (store.root / FOLDER / "review-record").iterdir():
        file.replace(store.root / FOLDER / file.name)


def unsigned(store: Store) -> None:
    """Write a manifest with the algorithm "none"."""
    write_page(page_at(ARTICLE), sign=lambda m: f"eyJhbGciOiJub25lIn0.{m.hex()}.")


def by_a_stranger(store: Store) -> None:
    write_page(page_at(ARTICLE, "not signed"), sign=Signer().sign)


def by_a_stranger_in_our_name(store: Store) -> None:
    stranger = Signer()
    kid = store.signer.kid
    stranger.__class__ = type("Impostor", (Signer,), {"kid": kid})
    write_page(page_at(ARTICLE, "not signed"), sign=stranger.sign)


def as_a_sign_off(store: Store) -> None:
    write_page(page_at(ARTICLE), sign=lambda m: store.signer.sign(m, kind=signatures.SIGN_OFF))


def at(name: str, act: Callable[..., Any], *arguments: Any) -> Callable[[Store], None]:
    return lambda store: act(store.root / FOLDER / name, *arguments)


DEEP_HEADER = b"W1tb" * 60_000 + b".e30.AA"  # [[[[…
TAMPERINGS = {
    "page altered": at("index.html", flip),
    "page truncated": at("index.html", truncate),
    "page emptied": at("index.html", os.truncate, 0),
    "page appended to": at("index.html", append),
    "gzip altered": at("index.html.gz", flip),
    "brotli truncated": at("index.html.br", truncate),
    "variants swapped": at("", swap),
    "page in the place of a variant": at(
        "", lambda at: fill(at / "index.html.br", (at / "index.html").read_bytes())
    ),
    "manifest altered": at("index.html.jws", flip),
    "manifest truncated": at("index.html.jws", truncate),
    "manifest empty": at("index.html.jws", fill, b""),
    "manifest binary": at("index.html.jws", fill, bytes(range(256))),
    "manifest huge": at("index.html.jws", fill, b"e30." * 1_000_000),
    "manifest deep": at("index.html.jws", fill, DEEP_HEADER),
    "manifest missing": at("index.html.jws", Path.unlink),
    "variant missing": at("index.html.br", Path.unlink),
    "page a pipe": at("index.html", make_pipe),
    "manifest a pipe": at("index.html.jws", make_pipe),
    "variant a folder": at("index.html.gz", make_folder),
    "page a link out": at("index.html", make_link),
    "folder a link out": at("", link_folder),
    "folder above a link out": at("", link_folder_above),
    "another page's bundle": copy_bundle,
    "another page's manifest": copy_manifest,
    "notice shown as page": show_notice_as_page,
    "record shown as article": show_record_as_article,
    "not signed": unsigned,
    "signed by a stranger": by_a_stranger,
    "signed by a stranger in our name": by_a_stranger_in_our_name,
    "signed as a sign-off": as_a_sign_off,
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_a_page_that_does_not_check_is_withheld_and_reported_once(store, tampering, caplog):
    store.write(page_at(ARTICLE))
    TAMPERINGS[tampering](store)
    server = store.server()
    for _ in range(2):  # before and after the files have settled
        for coding in DECODERS:
            assert not is_served(server, ACCEPT_ENCODING=coding)
        settle()
    (report,) = caplog.records
    assert report.levelname == "ERROR"
    assert f"The stored page {ARTICLE} is withheld: " in report.getMessage()
    assert report.exc_info is None, "a known fault needs no traceback"


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_a_page_tampered_with_after_its_check_never_shows_other_bytes(store, tampering):
    page = store.write(page_at(ARTICLE))
    server = store.warm_server(ARTICLE)
    TAMPERINGS[tampering](store)
    for coding, decode in DECODERS.items():
        answer = ask(server, ARTICLE, ACCEPT_ENCODING=coding)
        if answer.status != FALLEN_THROUGH:
            assert (answer.status, decode(answer.body)) == (200, page.body)


@pytest.mark.parametrize(
    ("name", "coding"),
    [("index.html", "identity"), ("index.html.gz", "gzip"), ("index.html.br", "br")],
)
@pytest.mark.parametrize("act", [flip, truncate, append, make_pipe, make_link])
def test_tampering_with_the_file_asked_for_is_noticed_by_the_next_request(
    store, name, coding, act, caplog
):
    store.write(page_at(ARTICLE))
    server = store.warm_server(ARTICLE)
    act(store.root / FOLDER / name)
    assert not is_served(server, ACCEPT_ENCODING=coding)
    assert name in caplog.records[0].getMessage()


def test_a_fault_is_reported_again_when_the_files_change_and_a_mended_page_is_served(store, caplog):
    store.write(page_at(ARTICLE))
    server = store.warm_server(ARTICLE)
    manifest = store.root / FOLDER / "index.html.jws"
    whole = manifest.read_bytes()
    for n in range(3):
        fill(manifest, whole + b"x" * n + b"!")
        assert not is_served(server)
        assert len(caplog.records) == n + 1
    fill(manifest, whole)
    assert is_served(server)
    settle()
    with opened_files() as opened:
        for _ in range(2):
            assert is_served(server)
    assert sum("index.html.jws" in file for file in opened) == 1


def test_a_known_fault_is_not_checked_again_at_each_request(store):
    store.write(page_at(ARTICLE))
    flip(store.root / FOLDER / "index.html")
    server = store.server()
    settle()
    assert not is_served(server)
    with opened_files() as opened:
        assert not is_served(server)
    assert opened == []
