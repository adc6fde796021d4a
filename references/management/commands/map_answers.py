"""``manage.py map_answers``: what services answered, mapped anew without asking them again."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gate.refusals import Refusal
from references.answers import KeptAnswer
from references.csl import CslItem
from references.differences import differences
from references.identifiers import identifiers_of
from references.lookup.taking import fill_from
from references.lookup.verbs import mapped_again
from references.models import Reference
from references.records import find_identified

CHUNK = 200


class Command(BaseCommand):
    help = (
        "Map the kept answers of Crossref and PubMed anew, and print them as CSL-JSON, one a line. "
        "With --fill, fill from them what is empty in the records of the same DOI or PMID, and say "
        "where they say otherwise; what a record has is never changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what is done beside printing."""
        parser.add_argument("--fill", action="store_true", help="fill what is empty in records")

    def handle(self, *args: Any, **options: Any) -> None:
        """Map, and print or fill; an answer that can't be read is named and passed over."""
        for kept in KeptAnswer.objects.order_by("pk").iterator(CHUNK):
            try:
                item = mapped_again(kept)
                if item and options["fill"]:
                    self._fill(item)
                elif item:
                    self.stdout.write(json.dumps(item, ensure_ascii=False, sort_keys=True))
            except Refusal as refusal:
                self.stderr.write(f"{kept}: {refusal}")

    def _fill(self, item: CslItem) -> None:
        for record in _records_of(item):
            taken = fill_from(record, item)
            others = [each for each in differences(record.csl, item) if not each.fills]
            said = [f"filled {', '.join(each.label for each in taken)}"] if taken else []
            said += [f"otherwise: {', '.join(each.label for each in others)}"] if others else []
            if said:
                self.stdout.write(f"{record.pk} “{record.title}”: {'; '.join(said)}")


def _records_of(item: CslItem) -> list[Reference]:
    return list(
        dict.fromkeys(
            record
            for identifier in identifiers_of(item)
            for record in find_identified(identifier)
            if identifier.kind in ("DOI", "PMID")
        )
    )
