from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from gate.inspection import EXPECTED, inspect_gate
from gate.parts import installed_parts


class Command(BaseCommand):
    help = "Compare the rules that PostgreSQL holds with those it should hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--write-expected",
            action="store_true",
            help="Developers: note the installed parts as the expected ones.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write_expected"]:
            EXPECTED.write_text("\n".join(installed_parts(connection)) + "\n", encoding="utf-8")
        differences = inspect_gate()
        for part in differences.missing:
            self.stdout.write(f"missing     {part}")
        for part in differences.unexpected:
            self.stdout.write(f"unexpected  {part}")
        if differences:
            self.stderr.write("The gate is not whole. Run `manage.py migrate` as the owner.")
            raise SystemExit(1)
        self.stdout.write(f"The gate is whole: {len(installed_parts(connection))} parts.")
