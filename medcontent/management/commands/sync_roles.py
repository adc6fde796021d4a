from typing import Any

from django.core.management.base import BaseCommand

from medcontent.roles import sync_roles


class Command(BaseCommand):
    help = "Bring the roles in the database into step with medcontent/roles.py."

    def handle(self, *args: Any, **options: Any) -> None:
        for group in sync_roles():
            self.stdout.write(f"{group.name}: {group.permissions.count()} permissions")
