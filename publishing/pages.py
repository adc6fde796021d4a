"""Pages: from a release and the facts around it to bytes, and from the evidence to the store.

A page file may be missing, never stale: pages are removed before the transaction that changes
what they say commits, and written after it, in a second transaction that has taken the
article's turn and looked again.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from articles.models import Article
from articles.rendering import (
    WordsDiffer,
    dated_records,
    render_edition,
    require_same_words,
    signed_region,
    without_dated_records,
)
from publishing.assets import ASSETS, asset_url
from publishing.dates import written_day
from publishing.facts import Facts, facts_of
from publishing.house_text import HOUSE_TEXT, HouseText
from publishing.jsonld import article_graph, as_script
from publishing.models import Redirect, Release
from publishing.record import record_json, review_record
from publishing.record_page import readable
from publishing.source_notes import marked, with_notes
from publishing.store import Page, remove_page, write_page
from references.formats_out.coins import context_object
from reviews import ledger

logger = logging.getLogger(__name__)

HTML = "text/html; charset=utf-8"
JSON = "application/json"


def article_path(slug: str) -> str:
    """The path of an article's page."""
    return f"/articles/{slug}/"


def record_path(slug: str) -> str:
    """The path of an article's review record for people."""
    return f"/articles/{slug}/review-record/"


def record_json_path(slug: str) -> str:
    """The path of an article's review record for machines."""
    return f"/articles/{slug}/review-record.json"


def render_page(release: Release, facts: Facts, house_text: HouseText) -> bytes:
    """Render the public page of a release; the same arguments give the same bytes.

    Raises WordsDiffer where the page would not say exactly what its edition says.
    """
    content = release.edition.reading
    region = render_edition(content)
    url = f"{settings.SITE_URL}{article_path(content['article']['slug'])}"
    page = render_to_string(
        "publishing/article.html",
        {
            "edition": content,
            "digest": release.edition.digest,
            "region": with_notes(region, facts.source_notes, house_text),
            "facts": facts,
            "house_text": house_text,
            "site_name": settings.SITE_NAME,
            "url": url,
            "record_url": record_path(content["article"]["slug"]),
            "image_url": _address_of_lead_image(content),
            "path": article_path(content["article"]["slug"]),
            "first_public_on": facts.history[-1].opened_on.replace("-", "/"),
            "structured": as_script(article_graph(content, facts, url=url)),
            "coins": [context_object(one["csl"]) for one in _in_order(content["references"])],
        },
    )
    require_same_words(page, content)
    if without_dated_records(signed_region(page)) != region:
        raise WordsDiffer("The page does not hold the edition's rendering as it is.")
    require_only_these_notes(page, facts, house_text)
    return page.encode()


def _in_order(references: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(references, key=lambda reference: int(reference["number"]))


def require_only_these_notes(page: str, facts: Facts, house_text: HouseText) -> None:
    """Require that nothing else stands within the signed text than the notes that are due.

    Raises WordsDiffer.
    """
    if dated_records(page) != [marked(note, house_text) for note in facts.source_notes]:
        raise WordsDiffer("The page holds other notes within the signed text than are due.")


def _address_of_lead_image(content: dict[str, Any]) -> str:
    image = content.get("lead_image")
    return f"{settings.SITE_URL}/images/{image['digest']}.{image['kind']}" if image else ""


def render_notice(release: Release, house_text: HouseText) -> bytes:
    """Render what stands at the address of a withdrawn article."""
    assert release.ended_at is not None
    return render_to_string(
        "publishing/withdrawn.html",
        {
            "language": release.edition.reading["article"]["language"],
            "title": release.edition.title,
            "notice": house_text.withdrawn.format(
                date=written_day(release.ended_at),
                reason=release.get_end_reason_display().removeprefix("withdrawn: "),
            ),
            "house_text": house_text,
            "site_name": settings.SITE_NAME,
            "record_url": record_path(release.edition.slug),
        },
    ).encode()


def render_record(record: dict[str, Any], slug: str, house_text: HouseText) -> bytes:
    """Render the review record for people, the newest edition first."""
    return render_to_string(
        "publishing/review_record.html",
        readable(record)
        | {
            "house_text": house_text,
            "site_name": settings.SITE_NAME,
            "url": f"{settings.SITE_URL}{record_path(slug)}",
            "article_url": article_path(slug),
            "json_path": record_json_path(slug),
            "commands": checking_commands(f"{settings.SITE_URL}{record_json_path(slug)}"),
        },
    ).encode()


def checking_commands(json_url: str) -> str:
    """Write the shell commands by which a stranger checks a record with stock tools."""
    commands = Path(__file__).with_name("checking_commands.txt").read_text(encoding="utf-8")
    return commands.replace("$json_url", json_url)


def pages_of(article: Article) -> Iterator[Page]:
    """Render all pages of an article from its evidence: page or notice, and its record.

    An article that was never public has none. Raises NotVouched and WordsDiffer.
    """
    last = (
        Release.objects.filter(article=article)
        .select_related("article", "edition")
        .order_by("opened_at", "pk")
        .last()
    )
    if last is None:
        return
    slug = last.edition.slug
    claims = claims_of(last)
    if last.ended_at is None:
        body = render_page(last, facts_of(last), HOUSE_TEXT)
        yield Page(article_path(slug), body, HTML, 200, claims)
    else:
        yield Page(article_path(slug), render_notice(last, HOUSE_TEXT), HTML, 410, claims)
    record = review_record(article)
    yield Page(record_path(slug), render_record(record, slug, HOUSE_TEXT), HTML, 200, claims)
    yield Page(record_json_path(slug), record_json(record), JSON, 200, claims)


@lru_cache(maxsize=1)
def rendering_version() -> str:
    """Name by a hash what shapes pages beside their evidence: templates, wording, addresses.

    Pages of another version show the same words; the sweeper writes them anew.
    """
    here = Path(__file__).parent
    shapers = [
        *sorted(here.glob("*.py")),
        *sorted(here.glob("house_text/*.py")),
        *sorted(here.glob("templatetags/*.py")),
        *sorted((settings.BASE_DIR / "templates" / "publishing").glob("*.html")),
        *sorted((settings.BASE_DIR / "templates" / "articles").glob("edition_*.html")),
    ]
    named = [settings.SITE_URL, settings.SITE_NAME, *map(asset_url, sorted(ASSETS))]
    shape = hashlib.sha256("\n".join([*named, ""]).encode())
    for path in shapers:
        shape.update(path.read_bytes())
    return shape.hexdigest()[:16]


def claims_of(release: Release) -> dict[str, Any]:
    """Say what an article's pages claim to show, as their manifests carry it.

    A notice that is shown or lifted makes other claims, so that a page without it is stale; so
    does a concern.
    """
    notices = [
        [notice.pk, notice.lifted_at is None] for notice in release.article.safety_notices.all()
    ]
    concerns = [[concern.pk, concern.closed_at is None] for concern in release.concerns.all()]
    claims = {
        "article": release.article_id,
        "release": release.pk,
        "ended": release.ended_at is not None,
        "digest": release.edition.digest,
        "rendering": rendering_version(),
    }
    beside = {"notices": notices, "concerns": concerns}
    return claims | {name: stand for name, stand in beside.items() if stand}


def page_paths(article: Article) -> list[str]:
    """List every path at which an article ever had a page."""
    slugs = Redirect.objects.filter(article=article).values_list("slug", flat=True)
    return [path for slug in slugs for path in paths_of_slug(slug)]


def paths_of_slug(slug: str) -> list[str]:
    """List the paths of the pages at a slug."""
    return [article_path(slug), record_path(slug), record_json_path(slug)]


def remove_pages(article: Article) -> None:
    """Take an article's pages out of the store; call it before the change commits.

    Raises PageNotRemoved, which must stop the change.
    """
    for path in page_paths(article):
        remove_page(path)


@transaction.atomic(durable=True)
def write_pages(article: Article) -> list[Page]:
    """Write an article's pages as the evidence now stands, nobody changing it meanwhile."""
    ledger.take_turn(article)
    pages = list(pages_of(article))
    for page in pages:
        write_page(page)
    return pages


def try_to_write_pages(article: Article) -> bool:
    """Write an article's pages; a failure is reported and left to the sweeper."""
    try:
        write_pages(article)
    except Exception:
        logger.exception(
            "The pages of article %s could not be written. Its release stands; readers get the "
            "page from the database. `manage.py pages` tries again.",
            article.pk,
        )
        return False
    return True
