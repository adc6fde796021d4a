from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile

from publishing.storage import AtomicFileStorage

NAME = "articles/a/index.html"


@pytest.fixture
def storage(tmp_path: Path) -> AtomicFileStorage:
    return AtomicFileStorage(tmp_path / "kept")


def contents(storage: AtomicFileStorage) -> bytes:
    with storage.open(NAME) as file:
        return file.read()


def drafts(storage: AtomicFileStorage) -> list[Path]:
    return [path for path in Path(storage.location).rglob(".*") if path.is_file()]


def at_each_sync(monkeypatch: pytest.MonkeyPatch, look: Callable[[], object]) -> list[object]:
    """Record what is seen each time that something is put on the disk."""
    seen, sync = [], os.fsync

    def look_and_sync(file: int) -> None:
        seen.append(look())
        sync(file)

    monkeypatch.setattr(os, "fsync", look_and_sync)
    return seen


def test_saving_again_replaces_the_file_under_its_name(storage):
    assert storage.save(NAME, ContentFile(b"first")) == NAME
    before = Path(storage.path(NAME)).stat().st_ino

    assert storage.save(NAME, ContentFile(b"second")) == NAME

    assert contents(storage) == b"second"
    assert Path(storage.path(NAME)).stat().st_ino != before, "written in place"
    assert Path(storage.path(NAME)).stat().st_mode & 0o777 == 0o644, "a file server can read it"


@pytest.mark.parametrize("step", ["fsync", "fchmod"])
def test_a_write_that_fails_half_way_leaves_the_file_as_it_was(storage, monkeypatch, step):
    storage.save(NAME, ContentFile(b"first"))

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match="No space left"):
        storage.save(NAME, ContentFile(b"second"))

    assert contents(storage) == b"first"
    assert drafts(storage) == []


def test_bytes_are_on_the_disk_before_they_have_the_name(storage, monkeypatch):
    storage.save(NAME, ContentFile(b"first"))
    seen = at_each_sync(monkeypatch, lambda: contents(storage))

    storage.save(NAME, ContentFile(b"second"))

    assert seen == [b"first", b"second"], "the file first, then its entry in the folder"


def test_a_deletion_is_on_the_disk_when_it_returns_and_may_be_repeated(storage, monkeypatch):
    storage.save(NAME, ContentFile(b"first"))
    seen = at_each_sync(monkeypatch, lambda: storage.exists(NAME))

    storage.delete(NAME)
    storage.delete(NAME)

    assert seen == [False, False], "also the second: the first may have been another's, unfinished"


def test_drafts_of_killed_writes_are_no_files_and_are_swept_when_old(storage):
    storage.save(NAME, ContentFile(b"first"))
    draft = Path(storage.path(NAME)).with_name(".draft-0123.tmp")
    draft.write_bytes(b"half")

    assert storage.listdir("articles/a") == ([], ["index.html"])
    assert storage.sweep_drafts() == 0, "it may belong to a write that goes on"
    os.utime(draft, (0, 0))
    assert storage.sweep_drafts() == 1
    assert drafts(storage) == []


def test_files_are_written_whole_only(storage):
    storage.save(NAME, ContentFile(b"first"))
    with pytest.raises(ValueError, match="save"):
        storage.open(NAME, "wb")


@pytest.mark.parametrize("act", ["save", "open", "delete"])
def test_a_folder_that_is_a_link_leads_nowhere(storage, tmp_path, act):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "index.html").write_bytes(b"not ours")
    (Path(storage.location) / "articles").mkdir(parents=True)
    (Path(storage.location) / "articles" / "a").symlink_to(outside)

    arguments = [ContentFile(b"words")] if act == "save" else []
    with pytest.raises(SuspiciousFileOperation):
        getattr(storage, act)(NAME, *arguments)
    assert (outside / "index.html").read_bytes() == b"not ours"
    assert storage.listdir("articles") == ([], ["a"]), "a link is not walked into"


def test_a_file_that_is_a_link_is_not_read_and_a_write_replaces_it(storage, tmp_path):
    outside = tmp_path / "outside.html"
    outside.write_bytes(b"not ours")
    target = Path(storage.location) / NAME
    target.parent.mkdir(parents=True)
    target.symlink_to(outside)

    with pytest.raises(OSError, match="symbolic links"):
        storage.open(NAME)
    storage.save(NAME, ContentFile(b"ours"))

    assert contents(storage) == b"ours"
    assert outside.read_bytes() == b"not ours"


def test_a_store_reached_through_a_link_works(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "store").symlink_to(tmp_path / "real")
    storage = AtomicFileStorage(tmp_path / "store")
    storage.save(NAME, ContentFile(b"words"))
    assert contents(storage) == b"words"
