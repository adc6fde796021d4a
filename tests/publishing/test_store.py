from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.manifests import (
    AlteredFile,
    BadManifest,
    MisplacedPage,
    MissingFile,
    MissingPage,
    PageFault,
    TwoPages,
    UnreadableFile,
    bundle_for,
    path_of,
)
from publishing.store import (
    read_page,
    remove_page,
    stored_paths,
    stray_files,
    sweep_drafts,
    write_page,
)
from reviews import signatures
from reviews.keys import write_public_keys
from tests.publishing.page_store import (
    ARTICLE,
    OTHER,
    RECORD,
    RECORD_JSON,
    Signer,
    Store,
    ask,
    flip,
    page_at,
)

# --- What is kept


def test_a_page_is_kept_plain_and_compressed_and_comes_back_with_its_claims(store):
    page = store.write(page_at(ARTICLE))
    folder = store.root / "articles" / "stem-cells"

    assert (folder / "index.html").read_bytes() == page.body
    assert gzip.decompress((folder / "index.html.gz").read_bytes()) == page.body
    assert brotli.decompress((folder / "index.html.br").read_bytes()) == page.body
    stored = read_page(ARTICLE, keys=store.signer.keys)
    assert (stored.body, stored.claims) == (page.body, page.claims)
    assert (stored.path, stored.status) == (ARTICLE, 200)
    assert stored.content_type == page.content_type


def test_the_same_page_is_kept_as_the_same_bytes(store):
    def kept() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in store.root.rglob("*") if path.is_file()}

    store.write(page_at(ARTICLE))
    first = kept()
    store.write(page_at(ARTICLE))
    assert kept() == first
    assert len(first) == 4
    assert first[store.root / "articles/stem-cells/index.html.gz"][4:8] == bytes(4), "no time"


def test_the_manifest_says_what_it_vouches_for_to_anybody_with_the_public_key(store):
    page = store.write(page_at(RECORD_JSON))
    manifest = (store.root / "articles/stem-cells/review-record.json.jws").read_text()
    said = json.loads(
        signatures.check(
            manifest, kind=signatures.PAGE, key=dict(store.signer.keys[store.signer.kid])
        )
    )
    assert said["path"] == RECORD_JSON
    assert said["claims"] == dict(page.claims)
    assert {name: file["encoding"] for name, file in said["files"].items()} == {
        "review-record.json": "identity",
        "review-record.json.gz": "gzip",
        "review-record.json.br": "br",
    }


def test_a_withdrawal_notice_takes_the_page_s_place_under_a_name_no_file_server_sends(store):
    store.write(page_at(ARTICLE))
    store.write(page_at(ARTICLE, status=410))
    names = {path.name for path in (store.root / "articles/stem-cells").iterdir()}
    assert names == {"withdrawn.html", "withdrawn.html.gz", "withdrawn.html.br"} | {
        "withdrawn.html.jws"
    }
    assert read_page(ARTICLE, keys=store.signer.keys).status == 410

    store.write(page_at(ARTICLE))
    names = {path.name for path in (store.root / "articles/stem-cells").iterdir()}
    assert not any("withdrawn" in name for name in names)


def test_a_removed_page_leaves_no_file_and_removing_it_again_is_nothing(store):
    for path in (ARTICLE, RECORD, RECORD_JSON):
        store.write(page_at(path))
    remove_page(ARTICLE)
    remove_page(ARTICLE)

    with pytest.raises(MissingPage, match=ARTICLE):
        read_page(ARTICLE, keys=store.signer.keys)
    assert set(stored_paths()) == {RECORD, RECORD_JSON}
    remove_page(RECORD)
    remove_page(RECORD_JSON)
    assert [path for path in store.root.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_pages_are_signed_with_the_site_s_key_and_served_by_its_public_keys(store, settings):
    page = page_at(ARTICLE)
    write_page(page)
    write_public_keys()

    assert read_page(ARTICLE).body == page.body
    store.keys_file = settings.PUBLIC_KEYS_FILE
    assert ask(store.server(), ARTICLE).body == page.body


# --- Paths and names

PATHS = [ARTICLE, RECORD, RECORD_JSON, "/articles/A_b-9/", "/articles/review-record/"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("status", [200, 410])
def test_every_file_of_a_page_leads_back_to_its_path(path, status):
    names = bundle_for(path, status).files
    assert {path_of(name) for name in names} == {path}


def test_no_two_pages_share_a_file():
    names = [name for path in PATHS for s in (200, 410) for name in bundle_for(path, s).files]
    assert len(set(names)) == len(names)


@given(
    st.one_of(
        st.text(),
        st.text(alphabet="/.\\%\x00ab\n-_").map("/articles/{}".format),
        st.sampled_from(
            [
                "/articles//",
                "/articles/../",
                "/articles/a/../b/",
                "/articles/a",
                "/articles/a/\n",
                "/articles/ä/",
                "/articles/" + "a" * 201 + "/",
                "/articles/a/review-record",
                "articles/a/",
                "",
            ]
        ),
    )
)
def test_a_path_names_files_in_its_own_folder_or_none(path):
    try:
        names = bundle_for(path, 200).files
    except ValueError:
        return
    assert all(name.startswith(f"articles/{path.split('/')[2]}/") for name in names)
    assert not any(part in ("", ".", "..") for name in names for part in name.split("/"))


@pytest.mark.parametrize("path", ["/articles/../", "/", "/articles/a"])
def test_a_path_that_no_page_has_is_refused(path, store):
    with pytest.raises(ValueError, match="No page is stored"):
        store.write(page_at(path))
    with pytest.raises(ValueError, match="No page is stored"):
        remove_page(path)
    with pytest.raises(ValueError, match="No page is stored"):
        read_page(path)


def test_stored_paths_and_stray_files_name_everything_in_the_store(store):
    assert list(stored_paths()) == list(stray_files()) == []
    store.write(page_at(ARTICLE))
    store.write(page_at(RECORD_JSON, status=410))
    remains = store.root / "articles/other/index.html.gz"
    remains.parent.mkdir()
    remains.write_bytes(b"of an unfinished write")
    strays = ["evil.html", "articles/index.html", "articles/stem-cells/x.html", "a/b/c.html"]
    for stray in strays:
        (store.root / stray).parent.mkdir(parents=True, exist_ok=True)
        (store.root / stray).write_bytes(b"not ours")
    (store.root / "articles/stem-cells/.draft-1.tmp").write_bytes(b"half")
    (store.root / "articles/loop").symlink_to(store.root)

    assert sorted(stored_paths()) == [OTHER, ARTICLE, RECORD_JSON]
    assert sorted(stray_files()) == sorted([*strays, "articles/loop"])
    with pytest.raises(MissingPage):
        read_page(OTHER, keys={})
    assert sweep_drafts() == 0


# --- What is wrong is said

FOLDER = "articles/stem-cells"


def make_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def move_page_to_other(store: Store) -> None:
    """Copy the whole bundle of another page over this one."""
    store.write(page_at(OTHER))
    for file in (store.root / "articles/other").iterdir():
        (store.root / FOLDER / file.name).write_bytes(file.read_bytes())


def rename_notice(store: Store) -> None:
    store.write(page_at(ARTICLE, status=410))
    for file in (store.root / FOLDER).iterdir():
        file.rename(file.with_name(file.name.replace("withdrawn", "index")))


def sign_with_another_key(store: Store) -> None:
    write_page(page_at(ARTICLE), sign=Signer().sign)


def sign_as_another_kind(store: Store) -> None:
    write_page(page_at(ARTICLE), sign=lambda m: store.signer.sign(m, kind=signatures.SIGN_OFF))


def in_folder(act: Callable[[Path], Any]) -> Callable[[Store], Any]:
    return lambda store: act(store.root / FOLDER)


@pytest.mark.parametrize(
    ("tamper", "fault", "says"),
    [
        (in_folder(lambda at: flip(at / "index.html")), AlteredFile, "index.html holds"),
        (in_folder(lambda at: flip(at / "index.html.gz")), AlteredFile, "index.html.gz holds"),
        (in_folder(lambda at: (at / "index.html.br").unlink()), MissingFile, "br is missing"),
        (in_folder(lambda at: (at / "index.html.jws").unlink()), MissingFile, "jws is missing"),
        (in_folder(lambda at: flip(at / "index.html.jws")), BadManifest, "index.html.jws"),
        (in_folder(lambda at: (at / "index.html.jws").write_bytes(b"\xff")), BadManifest, "jws"),
        (in_folder(lambda at: (at / "index.html.jws").write_bytes(b"")), BadManifest, "jws"),
        (
            in_folder(lambda at: (at / "index.html.gz").rename(at / "index.html.br")),
            PageFault,
            "index.html",
        ),
        (in_folder(lambda at: make_folder(at / "index.html")), UnreadableFile, "can't be read"),
        (
            in_folder(lambda at: (at / "withdrawn.html").write_bytes(b"")),
            TwoPages,
            "withdrawal notice",
        ),
        (move_page_to_other, MisplacedPage, OTHER),
        (rename_notice, MisplacedPage, "status 410"),
        (sign_with_another_key, BadManifest, "not ours"),
        (sign_as_another_kind, BadManifest, "kind"),
    ],
)
def test_a_stored_page_that_does_not_check_is_named(store, tamper, fault, says):
    store.write(page_at(ARTICLE))
    tamper(store)
    with pytest.raises(fault, match=says):
        read_page(ARTICLE, keys=store.signer.keys)
