from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gate.refusals import Refusal
from medcontent.demo.accounts import DEMO_PASSWORD, ROLE_ACCOUNTS
from medcontent.demo.journey import ARTICLE, run_demo


class Command(BaseCommand):
    help = "Take a demo article through the real workflow to its public page. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--article", type=Path, default=ARTICLE, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Demo records have no place in production; nothing was done.")
        try:
            for line in run_demo(options["article"]):
                self.stdout.write(f"  {line}")
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Demo sign-ins (the password of each is in quotes):")
        for role, username in ROLE_ACCOUNTS.items():
            self.stdout.write(f"  {role:14} {username:20} “{DEMO_PASSWORD}”")
