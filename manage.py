#!/usr/bin/env python
"""Medcontent's command line."""

import os
import sys

OWNER_COMMANDS = {"migrate"}
"""Commands that change the database's structure; all others sign in as the application."""


def main() -> None:
    if sys.version_info < (3, 12):
        found = ".".join(map(str, sys.version_info[:2]))
        sys.exit(f"Medcontent needs Python 3.12 or newer; this is Python {found}.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medcontent.settings")
    if sys.argv[1:2] and sys.argv[1] in OWNER_COMMANDS:
        os.environ["DATABASE_ROLE"] = "owner"
    from django.core.management import execute_from_command_line
    from django.db.utils import OperationalError

    from medcontent.postgres import PostgresUnavailable

    try:
        execute_from_command_line(sys.argv)
    except (PostgresUnavailable, OperationalError) as error:
        sys.exit(f"manage.py: {error}")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
