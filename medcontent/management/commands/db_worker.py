from __future__ import annotations

import signal
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from medcontent.chores import QUEUES
from medcontent.worker import Worker


class Command(BaseCommand):
    help = (
        "Send letters, release what is planned, remind, and keep the page store in step, until "
        "Ctrl-C or SIGTERM. Any number may run, on any number of hosts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--queue-name",
            default=",".join(QUEUES),
            help="The queues to work on, separated by commas (default: %(default)s).",
        )
        parser.add_argument(
            "--interval", type=float, default=1, help="Seconds between two looks for work."
        )
        parser.add_argument("--batch", action="store_true", help="Do what is due now, then end.")

    def handle(self, *args: Any, **options: Any) -> None:
        queues = options["queue_name"].split(",")
        if unknown := set(queues) - set(QUEUES):
            raise CommandError(f"There is no queue {', '.join(unknown)}; only {', '.join(QUEUES)}.")
        worker = Worker(queues, interval=options["interval"], batch=options["batch"])
        # Shells let what they start in the background ignore interrupts; here they mean the end.
        for asked_to_end in (signal.SIGTERM, signal.SIGINT):
            signal.signal(asked_to_end, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            worker.run_once() if options["batch"] else worker.run()
