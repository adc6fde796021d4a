"""``manage.py check_references``: whether what articles cite still stands, as sources say."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from tqdm import tqdm

from gate.refusals import Refusal
from references.formats.markup import plain
from references.integrity.checking import Round, check_own, in_turn, to_look_at
from references.integrity.watched_file import match_file
from references.notices import Notice


class Command(BaseCommand):
    help = (
        "Look whether what articles cite was retracted: in the records themselves, in a file of "
        "Retraction Watch, and at Crossref and PubMed, which are asked anew. What is found waits "
        "for a person to confirm it. Ends with an error where nothing of the file could be read, "
        "or where there is none and no service answered."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the sources."""
        parser.add_argument(
            "--retraction-watch",
            metavar="FILE",
            type=Path,
            help="the CSV file of Retraction Watch; it is matched with the whole library",
        )
        parser.add_argument(
            "--no-services", action="store_true", help="ask neither Crossref nor PubMed"
        )
        parser.add_argument(
            "--all", action="store_true", help="look at the whole library, cited or not"
        )
        parser.add_argument(
            "--json",
            action="store_true",
            help="print the new notices as JSON, one a line; all else goes to standard error",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Look everywhere, print what is new, and say what could not be read."""
        self._as_json = options["json"]
        self._new = self._again = 0
        faults: list[str] = []
        try:
            self._look(options, faults)
        except DatabaseError as error:
            reason = str(error).partition("\n")[0]
            raise CommandError(
                f"The database failed: {reason}. What was found before stays; run it again."
            ) from error
        waiting = f"{self._new:,} new notice{' waits' if self._new == 1 else 's wait'}"
        again = f" {self._again:,} more: what was confirmed before." if self._again else ""
        self._say(self.style.SUCCESS(f"{waiting} to be looked at.{again}"))
        if faults:
            raise CommandError(" ".join(faults))

    def _look(self, options: dict[str, Any], faults: list[str]) -> None:
        records = to_look_at(cited=not options["all"])
        with _bar(records.count(), "records", " read") as bar:
            for number, new in check_own(records):
                bar.update(number)
                self._print(new)
        if options["retraction_watch"]:
            try:
                self._match(options["retraction_watch"])
            except Refusal as refusal:
                self._say(str(refusal))
                faults.append("Nothing of the file could be read.")
        if options["no_services"] or self._ask(in_turn(records)):
            return
        if not options["retraction_watch"]:  # the file was read all the same
            faults.append("No service could be asked.")

    def _match(self, path: Path) -> None:
        said = matched = nameless = unread = 0
        with _bar(_size_of(path), "file", " bytes") as bar:
            for place, batch in match_file(path):
                bar.update(place - bar.n)
                for row in batch.unread:
                    self._say(f"Line {row.line}: {row.reason}")
                said, matched = said + batch.said, matched + batch.matched
                nameless, unread = nameless + batch.nameless, unread + len(batch.unread)
                self._print(batch.new)
        self._say(
            f"{path.name}: notices: {said:,}; about records of the library: {matched:,}; with "
            f"neither DOI nor PMID: {nameless:,}; lines that could not be read: {unread:,}."
        )

    def _ask(self, records: Any) -> bool:
        """Ask the services; says whether any answered, or none had to."""
        asking, number = Round(), records.count()
        with _bar(number, "services", " records") as bar:
            for new in asking.check(records):
                bar.update()
                self._print(new)
        for sentence in (*asking.unusable, *asking.failed.values()):
            self._say(sentence)
        if asking.failed and not asking.is_over:
            self._say(f"The others were asked all the same; answers: {asking.answers:,}.")
        return bool(asking.answers) or not asking.failed

    def _print(self, new: Iterable[Notice]) -> None:
        for notice in new:
            if notice.decision:
                self._again += 1
                continue
            self._new += 1
            self._write(_as_json(notice) if self._as_json else _as_line(notice))

    def _write(self, text: str) -> None:
        # Below a progress bar, where there is one.
        with tqdm.external_write_mode():
            self.stdout.write(text)

    def _say(self, sentence: str) -> None:
        with tqdm.external_write_mode():
            self.stderr.write(sentence)


def _as_line(notice: Notice) -> str:
    record = notice.reference
    held = ("DOI", record.doi), ("PMID", record.pmid)
    names = ", ".join(f"{kind} {value}" for kind, value in held if value)
    when = f" of {notice.noticed_on}" if notice.noticed_on else ""
    told = f"{notice.get_nature_display()}{when} ({notice.get_source_display()})"
    return f"{told}: record {record.pk}, “{plain(record.title)}”{f', {names}' if names else ''}"


def _as_json(notice: Notice) -> str:
    record = notice.reference
    said = {
        "notice": notice.pk,
        "reference": record.pk,
        "title": plain(record.title),
        "doi": record.doi,
        "pmid": record.pmid,
        "source": notice.source,
        "nature": notice.nature,
        "noticed_on": notice.noticed_on and notice.noticed_on.isoformat(),
        "notice_doi": notice.notice_doi,
        "notice_pmid": notice.notice_pmid,
        "reasons": notice.reasons,
        "url": notice.url,
    }
    return json.dumps(said, ensure_ascii=False)


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _bar(total: int, what: str, unit: str) -> Any:
    """Show on a terminal how far it has come."""
    return tqdm(total=total, desc=what, unit=unit, unit_scale=unit == " bytes", disable=None)
