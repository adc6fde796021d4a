"""Files that are whole or not there: the default keeping place of the page store.

A power cut or a kill leaves a file as it was before or as it was to be, never half of it, and
a deleted file stays deleted. Storage in production (S3-compatible) puts and deletes whole
objects by itself.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import FileSystemStorage

DRAFT_PREFIX, DRAFT_SUFFIX = ".draft-", ".tmp"


class AtomicFileStorage(FileSystemStorage):
    """Keep files that are replaced as a whole; nothing is read or written through a link."""

    def __init__(self, location: str | os.PathLike[str] | None = None, **options: Any) -> None:
        super().__init__(location, **{"allow_overwrite": True} | options)

    def path(self, name: str) -> str:
        """Name the file on disk. Raises SuspiciousFileOperation where a folder is a link."""
        path = Path(super().path(name))
        above = len(Path(self.location).parents) + 1
        if any(folder.is_symlink() for folder in list(path.parents)[: -above or None]):
            raise SuspiciousFileOperation(f"A folder on the way to {name} is a link.")
        return str(path)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """List folders and files, without the drafts of unfinished writes; links are files."""
        folders, files = [], []
        with os.scandir(self.path(path)) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
                elif not is_draft(entry.name):
                    files.append(entry.name)
        return folders, files

    def delete(self, name: str) -> None:
        """Delete a file, for good even when the power fails now."""
        super().delete(name)
        _keep_entries(Path(self.path(name)).parent)

    def sweep_drafts(self, *, older_than: float = 3600) -> int:
        """Delete what interrupted writes left, older than so many seconds; returns how many."""
        oldest = time.time() - older_than
        drafts = [
            draft
            for draft in Path(self.location).rglob(f"{DRAFT_PREFIX}*{DRAFT_SUFFIX}")
            if draft.lstat().st_mtime <= oldest
        ]
        for draft in drafts:
            draft.unlink(missing_ok=True)
        return len(drafts)

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        if mode != "rb":
            raise ValueError("Files are written whole, by save().")
        descriptor = os.open(self.path(name), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        return File(os.fdopen(descriptor, mode), name)

    def _save(self, name: str, content: File[Any]) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(DRAFT_SUFFIX, DRAFT_PREFIX, target.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(content.chunks())
                file.flush()
                os.fchmod(descriptor, self.file_permissions_mode or 0o644)
                os.fsync(descriptor)
            Path(draft).replace(target)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        _keep_entries(target.parent)
        return name


def is_draft(name: str) -> bool:
    """Tell whether a file is the draft of a write that did not end, or not yet."""
    return name.startswith(DRAFT_PREFIX) and name.endswith(DRAFT_SUFFIX)


def _keep_entries(folder: Path) -> None:
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
