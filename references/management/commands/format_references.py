"""``manage.py format_references``: records as the entries of a reference list, one a line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gate.refusals import Refusal
from references.csl_files import read_csl_items
from references.formatting import CannotFormat, format_each, plain_text
from references.models import Reference
from references.reference_lists import keep_entries

STDIN = Path("-")


class Command(BaseCommand):
    help = (
        "Print the records of a CSL-JSON file as entries of a reference list: plain text, one "
        "line a record, in the file's order. Without a file: bring the entries that are kept on "
        "the records of the library up to date, for example after CITATION_STYLE was changed."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the file and the style."""
        parser.add_argument(
            "file",
            type=Path,
            nargs="?",
            help="CSL-JSON: a list of items, or an item a line; “-” reads standard input",
        )
        parser.add_argument(
            "--style",
            metavar="NAME",
            help="the name of a CSL style, for example american-medical-association, "
            "nlm-citation-sequence (Vancouver) or apa; without it, that of CITATION_STYLE",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Format the file or the library; a refusal ends the command with one clear sentence."""
        try:
            if options["file"]:
                self._print(options["file"], options["style"])
            else:
                self._keep(options["style"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _print(self, file: Path, style: str | None) -> None:
        items = read_csl_items(sys.stdin.buffer.read() if file == STDIN else _bytes_of(file))
        entries = format_each([item.value for item in items], style=style)
        failed = 0
        for item, entry in zip(items, entries, strict=True):
            if isinstance(entry, CannotFormat):
                failed += 1
                self.stderr.write(f"Record {item.number} (line {item.line}): {entry}")
            else:
                self.stdout.write(plain_text(entry))
        if failed:
            raise CommandError(f"{failed} of {len(items)} records could not be formatted.")

    def _keep(self, style: str | None) -> None:
        if style:
            raise CommandError(
                "--style goes with a file. The library is formatted in the style that "
                f"CITATION_STYLE names, now {settings.CITATION_STYLE}."
            )
        done, refusals = keep_entries(Reference.objects.order_by("pk").iterator(1000))
        for refusal in refusals:
            self.stderr.write(str(refusal))
        self.stdout.write(f"{done} records were formatted; the others were up to date.")
        if refusals:
            raise CommandError(f"{len(refusals)} records could not be formatted.")


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} can't be read: {error.strerror}.") from error
