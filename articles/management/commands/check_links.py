"""``manage.py check_links``: whether what articles link to is still there."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from articles.link_checks import LinkCheck
from articles.links.addresses import normal
from articles.links.asking import Visitor
from articles.links.checking import check, note
from articles.links.gathering import gather, gather_all


class Command(BaseCommand):
    help = (
        "Look whether the links of drafts and public editions lead somewhere: those whose turn it "
        "is, all, or the addresses given. Ends with an error where one leads nowhere."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what to look at."""
        parser.add_argument("url", nargs="*", metavar="URL", help="look at these addresses only")
        parser.add_argument("--all", action="store_true", help="look at all links of all articles")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, print what is not well, and say how many that were."""
        if options["url"] and options["all"]:
            raise CommandError("Give addresses or --all, not both.")
        if options["url"]:
            looked_at = [self._look_at(address) for address in options["url"]]
        else:
            looked_at = self._look_through(every=options["all"])
        for link in looked_at:
            if link.failures or options["url"]:
                self.stdout.write(f"{link.get_finding_display()}: {link.url}{_told(link)}")
        gone = [link for link in looked_at if link.finding in (GONE, HOME)]
        self.stderr.write(f"Links looked at: {len(looked_at):,}; lead nowhere: {len(gone):,}.")
        if gone:
            raise CommandError("Some links lead nowhere; the checks report those found so twice.")

    def _look_at(self, address: str) -> LinkCheck:
        """Look at one address; what articles lead to keeps what was found."""
        if (url := normal(address)) is None:
            raise CommandError(
                f"{address!r} is no web address; it has to begin with https:// or http://."
            )
        known = LinkCheck.objects.filter(url=url).first()
        answer = Visitor().look_at(url)
        if known:
            return note(known, answer)
        failures = int(answer.finding != LinkCheck.Finding.OK)
        return LinkCheck(url=url, finding=answer.finding, detail=answer.detail, failures=failures)

    def _look_through(self, *, every: bool) -> list[LinkCheck]:
        if every:
            gather_all()
            links = LinkCheck.objects.order_by("pk")
        else:
            gather()
            days = settings.CHECK_LINKS_DAYS or 7
            links = LinkCheck.objects.due(days=days, now=timezone.now())
        wanted = list(links)
        bar = tqdm(check(wanted), total=len(wanted), desc="links", unit="", disable=None)
        return list(bar)


GONE, HOME = LinkCheck.Finding.GONE, LinkCheck.Finding.HOME


def _told(link: LinkCheck) -> str:
    return f" ({link.detail})" if link.detail else ""
