"""``manage.py preflight``: the content checks outside the admin."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from articles.drafts import Draft
from articles.importing.unsaved import unsaved_draft
from articles.models import Article
from articles.preflight import Level, run_preflight
from articles.preflight.registry import checks
from articles.preflight.reports import (
    as_json,
    as_lines,
    as_sarif,
    findings_in_text,
    rules_table,
)
from gate.refusals import Refusal

LONGEST_LINE = 2_000_000
"""Characters of a line of ``--jsonl``; a whole article has a hundredth of it."""


class Command(BaseCommand):
    help = (
        "Check an article's draft, or a file: text as for import_article, HTML, or plain text. "
        "Exit status 1 where something must be mended before a submission, 2 where nothing could "
        "be checked."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what is checked and how the findings are written."""
        parser.add_argument(
            "what", nargs="?", default="", help="a file, or an article's slug; with --jsonl - too"
        )
        kinds = parser.add_mutually_exclusive_group()
        kinds.add_argument("--json", action="store_true", help="write the findings as JSON")
        kinds.add_argument("--sarif", action="store_true", help="write them as SARIF 2.1.0")
        kinds.add_argument(
            "--jsonl",
            action="store_true",
            help='read lines of {"id", "text"} and write {"id", "findings": [{"rule", "start", '
            '"end", "level"}]} for each; offsets count characters of the text',
        )
        kinds.add_argument("--rules", action="store_true", help="print the table of rules")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check and report; a refusal ends the command with one clear sentence."""
        try:
            self._check(**options)
        except Refusal as refusal:
            raise CommandError(f"Not checked, because {refusal}", returncode=2) from refusal
        except DatabaseError as error:
            reason = str(error).partition("\n")[0]
            raise CommandError(f"The database failed: {reason}", returncode=2) from error

    def _check(self, *, what: str, rules: bool, jsonl: bool, **options: Any) -> None:
        if rules:
            self.stdout.write(rules_table(checks(), settings.PREFLIGHT_SILENCED))
        elif not what:
            raise CommandError("Name a file or an article's slug.", returncode=2)
        elif jsonl:
            self._check_lines(what)
        else:
            self._check_one(what, **options)

    def _check_one(self, what: str, *, json: bool, sarif: bool, **_: Any) -> None:
        with _draft(what) as (draft, text):
            findings = run_preflight(draft)
        if sarif:
            self._write(as_sarif(findings, source=what, text=text))
        elif json:
            self._write({"source": what, "findings": as_json(findings)})
        else:
            for line in as_lines(findings):
                self.stdout.write(line)
        if any(found.level is Level.BLOCKER for found in findings):
            sys.exit(1)

    def _check_lines(self, file: str) -> None:
        unread = 0
        for number, line in enumerate(_lines(file), start=1):
            if not line.strip():
                continue
            try:
                named = _named_text(line)
            except ValueError as error:
                unread += 1
                self.stderr.write(f"Line {number} was not checked: {error}")
                continue
            self._write(
                {"id": named["id"], "findings": findings_in_text(named["text"])}, indent=None
            )
        if unread:
            raise CommandError(f"{unread} lines were not checked.", returncode=2)

    def _write(self, content: Any, *, indent: int | None = 1) -> None:
        # In ASCII: half a character in an id or a text can't be written otherwise.
        self.stdout.write(json.dumps(content, indent=indent))


@contextmanager
def _draft(what: str) -> Iterator[tuple[Draft, str]]:
    """Give a file or an article as a draft, with the file's text."""
    file = Path(what)
    if not _is_file(file):
        article = Article.objects.filter(slug=what.replace("\0", "")).first()
        if article is None:
            raise CommandError(f"There is no file and no article “{what}”.", returncode=2)
        yield Draft.of(article), ""
        return
    with unsaved_draft(file) as draft:
        yield draft, file.read_text(encoding="utf-8", errors="replace")


def _is_file(file: Path) -> bool:
    try:
        return file.exists()
    except (OSError, ValueError):
        return False


def _lines(file: str) -> Iterator[str]:
    """Read lines of UTF-8; bytes that are none become the sign for a lost letter."""
    if file == "-":
        stream = getattr(sys.stdin, "buffer", None)
        lines = TextIOWrapper(stream, "utf-8-sig", errors="replace") if stream else sys.stdin
        yield from lines
        return
    try:
        with Path(file).open(encoding="utf-8-sig", errors="replace") as lines:
            yield from lines
    except (OSError, ValueError) as error:
        raise CommandError(f"{file} can't be read: {error}", returncode=2) from error


def _named_text(line: str) -> dict[str, Any]:
    """Read one line; raises ValueError that says what is wrong with it."""
    if len(line) > LONGEST_LINE:
        raise ValueError(f"it has more than {LONGEST_LINE:,} characters; split the text.")
    try:
        named = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is no JSON ({error}).") from error
    if not isinstance(named, dict) or not isinstance(named.get("text"), str) or "id" not in named:
        raise ValueError('it must be an object with "id" and "text" (a string).')
    return named
