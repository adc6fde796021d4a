"""Which addresses the articles lead to, in their drafts and public editions."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from itertools import batched

from django.db import transaction
from django.db.models import Max, Min, Q, QuerySet
from django.utils import timezone
from reversion.models import Version

from articles import body
from articles.link_checks import LinkCheck
from articles.links.addresses import address_of_source, normal
from articles.models import Article, BibliographyEntry, CallToAction, Edition, KeyTakeaway
from articles.standing import public_among

CHUNK = 200
AFRESH = datetime.timedelta(days=1)
"""How often all articles are looked through; between, those that were saved."""
MARGIN = datetime.timedelta(minutes=10)
"""A save may take so long from the time that it is dated to when others see it."""


def gather(*, now: datetime.datetime | None = None) -> int:
    """Bring the links in step with the articles; says how many articles were looked through.

    Once a day all are, and links that none leads to any more are forgotten.
    """
    now = now or timezone.now()
    seen = LinkCheck.objects.aggregate(first=Min("seen_at"), last=Max("seen_at"))
    if seen["first"] is None or seen["first"] < now - AFRESH:
        return gather_all(now=now)
    return _gather(_saved_since(seen["last"] - MARGIN), now)


def gather_all(*, now: datetime.datetime | None = None) -> int:
    """Look all articles through, and forget the links that none leads to any more."""
    number = _gather(Article.objects.all(), now or timezone.now())
    LinkCheck.objects.filter(articles=None).delete()
    return number


def _saved_since(moment: datetime.datetime) -> QuerySet[Article]:
    saved = Version.objects.get_for_model(Article).filter(revision__date_created__gte=moment)
    keys = {int(key) for key in saved.values_list("object_id", flat=True)}
    return Article.objects.filter(pk__in=keys)


def _gather(articles: QuerySet[Article], now: datetime.datetime) -> int:
    buttons = dict(CallToAction.objects.values_list("pk", "url"))
    keys = list(articles.order_by("pk").values_list("pk", flat=True))
    for some in batched(keys, CHUNK, strict=False):
        found: dict[int, set[str]] = {key: set() for key in some}
        for article, address in _addresses(some, buttons):
            if url := normal(address):
                found[article].add(url)
        _keep(found, now)
    return len(keys)


@transaction.atomic
def _keep(found: dict[int, set[str]], now: datetime.datetime) -> None:
    """Write down what some articles lead to, and no longer what they do not."""
    urls = sorted(set().union(*found.values()))
    LinkCheck.objects.bulk_create(
        [LinkCheck(url=url, seen_at=now) for url in urls], ignore_conflicts=True
    )
    kept = LinkCheck.objects.filter(url__in=urls)
    kept.update(seen_at=now)
    keys = dict(kept.values_list("url", "pk"))
    uses = LinkCheck.articles.through
    wanted = {(keys[url], article) for article, urls in found.items() for url in urls}
    there = uses._default_manager.filter(article__in=found)
    gone = [
        pk
        for pk, *pair in there.values_list("pk", "linkcheck", "article")
        if tuple(pair) not in wanted
    ]
    uses._default_manager.filter(pk__in=gone).delete()
    uses._default_manager.bulk_create(
        [uses(linkcheck_id=link, article_id=article) for link, article in sorted(wanted)],
        ignore_conflicts=True,
    )


def _addresses(articles: Iterable[int], buttons: dict[int, str]) -> Iterator[tuple[int, str]]:
    """Give each article with the addresses that its draft and its public edition lead to."""
    for pk, text, closing in Article.objects.filter(pk__in=articles).values_list(
        "pk", "body", "call_to_action"
    ):
        yield from ((pk, address) for address in _in_text(text))
        called = [int(key) for key in body.called_actions(text) if body.is_number(key)]
        yield from ((pk, buttons[key]) for key in (*called, closing) if key in buttons)
    takeaways = KeyTakeaway.objects.filter(article__in=articles, text__contains="<a ")
    for pk, text in takeaways.values_list("article", "text"):
        yield from ((pk, address) for address in _in_text(text))
    yield from _of_sources(articles)
    yield from _of_editions(articles)


def _in_text(fragment: str) -> list[str]:
    return body.links(fragment) if "<a " in fragment else []


def _of_sources(articles: Iterable[int]) -> Iterator[tuple[int, str]]:
    nameless = Q(reference__doi=None) & Q(reference__pmid=None)
    entries = BibliographyEntry.objects.filter(nameless, article__in=articles)
    for entry in entries.filter(reference__csl__has_key="URL").select_related("reference"):
        yield entry.article_id, address_of_source(entry.reference)


def _of_editions(articles: Iterable[int]) -> Iterator[tuple[int, str]]:
    editions = Edition.objects.standing().filter(article__in=articles).values_list("pk", flat=True)
    public = public_among(list(editions))
    for edition in Edition.objects.filter(pk__in=public):
        content = edition.reading
        texts = [content.get("body", ""), *content.get("key_takeaways", [])]
        yield from ((edition.article_id, one) for text in texts for one in _in_text(text))
        closing = content.get("call_to_action")
        for call in (*content.get("calls_to_action", []), *([closing] if closing else [])):
            yield edition.article_id, call["url"]
