"""Writes and removals that fail or are killed between any two of their steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.storage import storages

from publishing.storage import AtomicFileStorage
from publishing.store import (
    Page,
    PageNotRemoved,
    PageNotWritten,
    read_page,
    remove_page,
    write_page,
)
from reviews import signatures
from tests.publishing.page_store import (
    ARTICLE,
    DECODERS,
    FALLEN_THROUGH,
    Store,
    ask,
    page_at,
    settle,
)

FOLDER = "articles/stem-cells"


class Killed(BaseException):
    """The process ends between two storage operations."""


class BrittleStorage(AtomicFileStorage):
    """A page storage that fails before its n-th operation from now, and from then on."""

    left: float = float("inf")
    failure: type[BaseException] = Killed
    operations: list[tuple[str, str]] = []

    def _step(self, act: str, name: str) -> None:
        if BrittleStorage.left <= 0:
            raise BrittleStorage.failure("the storage is out of reach")
        BrittleStorage.left -= 1
        BrittleStorage.operations.append((act, name))

    def _save(self, name: str, content: Any) -> str:
        self._step("save", name)
        return super()._save(name, content)

    def delete(self, name: str) -> None:
        self._step("delete", name)
        super().delete(name)


@pytest.fixture
def brittle(store: Store, settings: Any) -> Iterator[type[BrittleStorage]]:
    pages = settings.STORAGES["pages"] | {"BACKEND": f"{__name__}.BrittleStorage"}
    settings.STORAGES = settings.STORAGES | {"pages": pages}
    assert isinstance(storages["pages"], BrittleStorage)
    BrittleStorage.left, BrittleStorage.operations = float("inf"), []
    yield BrittleStorage
    BrittleStorage.left = float("inf")


OLD, NEW = page_at(ARTICLE, "old"), page_at(ARTICLE, "new!")
NOTICE = page_at(ARTICLE, "old", status=410)
STEPS = {
    "first": ([], lambda store: store.write(NEW), [NEW]),
    "again": ([OLD], lambda store: store.write(NEW), [OLD, NEW]),
    "withdrawn": ([OLD], lambda store: store.write(NOTICE), [OLD, NOTICE]),
    "released after a withdrawal": ([NOTICE], lambda store: store.write(NEW), [NOTICE, NEW]),
    "removed": ([OLD], lambda _: remove_page(ARTICLE), [OLD]),
    "notice removed": ([NOTICE], lambda _: remove_page(ARTICLE), [NOTICE]),
}


def check_one_of(pages: list[Page], server: Any) -> bool:
    """Require that the server gives one of the pages, whole, or none; returns whether none."""
    answers = {coding: ask(server, ARTICLE, ACCEPT_ENCODING=coding) for coding in DECODERS}
    if all(answer.status == FALLEN_THROUGH for answer in answers.values()):
        return True
    shown = [(answer.status, DECODERS[coding](answer.body)) for coding, answer in answers.items()]
    assert shown in [[(page.status, page.body)] * len(shown) for page in pages]
    return False


def check_plain_file_server(store: Store) -> None:
    """Require that where a page's own file lies, all files of its bundle lie, and match."""
    for name in ("index.html", "withdrawn.html"):
        if (store.root / FOLDER / name).exists():
            read_page(ARTICLE, keys=store.signer.keys)


@pytest.mark.parametrize("failure", [Killed, OSError])
@pytest.mark.parametrize("case", STEPS)
def test_a_write_or_removal_cut_short_anywhere_shows_nothing_wrong(
    store, brittle, case, failure, caplog
):
    before, step, allowed = STEPS[case]
    brittle.failure = failure
    for page in before:
        store.write(page)
    brittle.operations.clear()
    step(store)
    count = len(brittle.operations)
    assert count >= 8

    for n in range(count + 1):
        remove_page(ARTICLE)
        for page in before:
            store.write(page)
        warm = store.warm_server(ARTICLE)
        brittle.left = n
        if n == count:
            step(store)
        else:
            with pytest.raises((Killed, PageNotWritten, PageNotRemoved), match="storage"):
                step(store)
        brittle.left = float("inf")

        check_plain_file_server(store)
        gone = check_one_of(allowed, warm)
        assert check_one_of(allowed, store.server()) == gone
        if case == "withdrawn" and n > 0:
            assert ask(warm, ARTICLE).status != 200, "a removed page is never shown again"
    assert not caplog.records, "an unfinished write is no tampering"
    step(store)
    assert check_one_of(allowed[-1:], store.server()) == ("removed" in case)


def test_a_page_that_can_not_be_signed_is_not_written_and_says_why(store):
    store.write(OLD)

    def sign(_: bytes) -> str:
        raise signatures.BadSignature("The signing key is gone.")

    with pytest.raises(PageNotWritten, match=r"stem-cells.*signing key is gone"):
        write_page(NEW, sign=sign)
    assert read_page(ARTICLE, keys=store.signer.keys).body == OLD.body


def test_claims_that_are_no_json_are_refused_before_anything_is_touched(store):
    store.write(OLD)
    with pytest.raises(PageNotWritten):
        store.write(Page(ARTICLE, b"words", "text/html", 200, {"release": object()}))
    assert read_page(ARTICLE, keys=store.signer.keys).body == OLD.body


def test_a_file_that_can_not_be_deleted_is_told_and_the_others_are_deleted(store):
    store.write(OLD)
    folder = store.root / FOLDER
    (folder / "index.html").unlink()
    (folder / "index.html").mkdir()
    (folder / "index.html" / "x").touch()

    with pytest.raises(PageNotRemoved, match=r"index\.html: "):
        remove_page(ARTICLE)
    assert {path.name for path in folder.iterdir()} == {"index.html"}
    settle()
    assert ask(store.server(), ARTICLE).status == FALLEN_THROUGH


class RenamingStorage(AtomicFileStorage):
    """A storage that never overwrites, as Django's own by default."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return f"{name}.2"


def test_a_storage_that_keeps_files_under_other_names_is_told_at_once(store, settings):
    pages = settings.STORAGES["pages"] | {"BACKEND": f"{__name__}.RenamingStorage"}
    settings.STORAGES = settings.STORAGES | {"pages": pages}
    with pytest.raises(PageNotWritten, match="overwrite"):
        store.write(NEW)
    assert [path for path in store.root.rglob("*") if path.is_file()] == []
