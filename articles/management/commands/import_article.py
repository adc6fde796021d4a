"""``manage.py import_article``: a text file becomes a draft."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, transaction

from articles.importing.article_file import read_article_file
from articles.importing.errors import ImportRefused
from articles.importing.report import lines_of_report, result_of_import
from articles.importing.saving import save_draft
from gate.refusals import Refusal

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class Command(BaseCommand):
    help = "Make a draft of a text file, and say what became of each of its lines."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the file and who it is imported for."""
        parser.add_argument("file", type=Path, help="a text file (UTF-8) of at most 5 MB")
        parser.add_argument("--by", metavar="USERNAME", help="the writer whose draft it will be")
        parser.add_argument("--slug", default="", help="the article's address, else from its title")
        parser.add_argument("--title", default="", help="the title, instead of the text's own")
        parser.add_argument("--dry-run", action="store_true", help="report, but save nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, parse, save and report; a refusal ends the command with one clear sentence."""
        try:
            self._import(**options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        except DatabaseError as error:
            reason = str(error).partition("\n")[0]
            raise CommandError(f"The database failed, and nothing was saved: {reason}") from error

    def _import(
        self, *, file: Path, by: str | None, slug: str, title: str, dry_run: bool, **_: Any
    ) -> None:
        parsed = read_article_file(file)
        writer = _writer(by)
        for line in lines_of_report(parsed):
            self.stdout.write(line)
        with transaction.atomic():
            draft = save_draft(parsed, by=writer, source=file.name, title=title, slug=slug)
            transaction.set_rollback(dry_run)
        for line in result_of_import(parsed, draft):
            self.stdout.write(line)
        article = draft.article
        done = "Nothing was saved (--dry-run)" if dry_run else f"Saved as draft {article.pk}"
        self.stdout.write(self.style.SUCCESS(f"{done}: “{article.title}” ({article.slug})."))


def _writer(username: str | None) -> AbstractBaseUser:
    if not username:
        raise ImportRefused("Say whose draft it will be: give the writer's account with --by.")
    users = get_user_model()
    account = users._default_manager.filter(**{users.USERNAME_FIELD: username}).first()
    if account is None or not account.is_active:
        raise ImportRefused(
            f"There is no active account “{username}”. Name one with --by, or make it first."
        )
    return account
