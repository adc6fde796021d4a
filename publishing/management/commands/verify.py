import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from publishing.faults import Fault
from publishing.verify import PARTS


class Command(BaseCommand):
    help = (
        "Recompute digests, signatures, chains, checkpoints, the gate, releases and page files. "
        "One line a fault; exit status 1 on any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print one JSON object instead.")

    def handle(self, *args: Any, **options: Any) -> None:
        faults: list[Fault] = []
        checked: dict[str, int] = {}
        for part in PARTS:
            # On a terminal a bar is shown; elsewhere (disable=None) nothing is.
            bar = tqdm(part.check(), total=part.total(), desc=part.name, disable=None, leave=False)
            checked[part.name] = 0
            for found in bar:
                checked[part.name] += 1
                faults += found
                if not options["json"]:
                    for fault in found:
                        bar.write(str(fault), file=self.stdout)
        if options["json"]:
            self._print_json(checked, faults)
        else:
            self._print_summary(checked, faults)
        if faults:
            raise SystemExit(1)

    def _print_json(self, checked: dict[str, int], faults: list[Fault]) -> None:
        told = {"checked": checked, "faults": [vars(fault) for fault in faults]}
        self.stdout.write(json.dumps(told, indent=1))

    def _print_summary(self, checked: dict[str, int], faults: list[Fault]) -> None:
        parts = ", ".join(f"{count} {name}" for name, count in checked.items() if count)
        self.stdout.write(f"Checked: {parts}.")
        self.stdout.write(f"{len(faults)} fault(s)." if faults else "No fault.")
