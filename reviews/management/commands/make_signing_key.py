from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reviews.keys import keep_new_key, new_key


class Command(BaseCommand):
    help = (
        "Make a signing key. In production it is printed, to be kept as SIGNING_KEY; elsewhere "
        "it is kept in a file. The key before it is retired at the next signature."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SIGNING_KEY_FILE is None:
            self.stdout.write(new_key())
            return
        path = Path(settings.SIGNING_KEY_FILE)
        if path.exists():
            raise CommandError(
                f"There is a signing key already, in {path}. Move it away first if it must be "
                "replaced."
            )
        keep_new_key(path)
        self.stdout.write(f"A new signing key is in {path}.")
