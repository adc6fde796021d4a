from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from publishing.sweeper import sweep


class Command(BaseCommand):
    help = (
        "Sweep the page store: write what is missing or out of date, remove what has no place "
        "there. Exit status 1 if a page could not be written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="Render every page anew and compare its bytes."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        swept = sweep(every_page=options["all"])
        self.stdout.write(
            f"{swept.articles} article(s): {swept.written} written, {swept.removed} stray page(s) "
            f"removed, {swept.failed} failed."
        )
        if swept.failed:
            raise SystemExit(1)
