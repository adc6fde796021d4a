"""``manage.py import_references``: a bibliography goes into the library."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from tqdm import tqdm

from gate.refusals import Refusal
from references.formats.reading import FORMATS, LARGEST_FILE, Read, Unread, read_records
from references.importing import Entry, import_records
from references.items import UnfitItem, settled

Outcomes = Iterator[Read | Unread]


class Command(BaseCommand):
    help = (
        "Bring a bibliography into the library: BibTeX, RIS, CSL-JSON, EndNote XML, PubMed, "
        "Crossref JSON or a list of references. What can't be read is reported with its line."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the file and what to do with it."""
        parser.add_argument("file", help="a file of at most 100 MB; - reads standard input")
        parser.add_argument(
            "--format", default="", choices=["", *FORMATS], help="else told by the content"
        )
        parser.add_argument("--dry-run", action="store_true", help="report, but save nothing")
        parser.add_argument(
            "--json",
            action="store_true",
            help="print the records that were read as CSL-JSON, one a line; failures go to "
            "standard error",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, save and report; a refusal ends the command with one clear sentence."""
        try:
            self._import(**options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        except DatabaseError as error:
            reason = str(error).partition("\n")[0]
            raise CommandError(
                f"The database failed: {reason}. What was imported before stays; run the command "
                "again for the rest."
            ) from error

    def _import(
        self,
        *,
        file: str,
        format: str,  # noqa: A002 -- what people type
        dry_run: bool,
        json: bool,
        **_: Any,
    ) -> None:
        content = _content(file)
        outcomes = _with_progress(
            read_records(content, name=Path(file).name, format=format), content
        )
        if json:
            outcomes = self._printed(outcomes)
        if json and dry_run:
            failed = sum(isinstance(outcome, Unread) for outcome in outcomes)
            self.stderr.write(f"{failed} could not be read. Nothing was saved (--dry-run).")
            return
        self._report(import_records(outcomes, save=not dry_run), dry_run=dry_run)

    def _printed(self, outcomes: Outcomes) -> Outcomes:
        """Print each record as it would be kept, and on standard error what can't be."""
        for outcome in outcomes:
            if isinstance(outcome, Read):
                self.stdout.write(self._written(outcome))
            else:
                self.stderr.write(f"Line {outcome.line}: {outcome.reason}")
            yield outcome

    def _written(self, record: Read) -> str:
        try:
            return json.dumps(settled(record.item), ensure_ascii=False)
        except UnfitItem as unfit:
            self.stderr.write(f"Line {record.line}: it can't be saved. {unfit}")
            return json.dumps(record.item, ensure_ascii=False)

    def _report(self, entries: Iterable[Entry], *, dry_run: bool) -> None:
        new = there = failed = 0
        for entry in entries:
            new += entry.is_new
            there += entry.was_there
            failed += entry.item is None
            if note := entry.reason or entry.remark:
                self.stderr.write(f"Line {entry.line}: {note}")
        done = "Nothing was saved (--dry-run)" if dry_run else "Saved"
        self.stderr.write(
            self.style.SUCCESS(
                f"{done}: {new} new, {there} there already, {failed} that could not be read."
            )
        )


def _content(file: str) -> bytes:
    try:
        if file == "-":
            return sys.stdin.buffer.read(LARGEST_FILE + 1)
        with Path(file).open("rb") as opened:
            return opened.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CommandError(f"{file} can't be read: {reason}.") from error


def _with_progress(outcomes: Outcomes, content: bytes) -> Outcomes:
    """Show on a terminal how far in the file the reading is."""
    with tqdm(total=content.count(b"\n") + 1, unit=" lines", disable=None) as bar:
        for outcome in outcomes:
            bar.update(max(0, outcome.line - bar.n))
            yield outcome
        bar.update(max(0, (bar.total or 0) - bar.n))
