from typing import Any

from django.core.management.base import BaseCommand

from reviews.ledger import checkpoint


class Command(BaseCommand):
    help = "Sign where the ledger's chains stand now. Run it on a timer."

    def handle(self, *args: Any, **options: Any) -> None:
        made = checkpoint()
        if made is None:
            self.stdout.write("Nothing happened since the last checkpoint.")
        else:
            self.stdout.write(f"Checkpoint {made.number}: {made.hash}")
