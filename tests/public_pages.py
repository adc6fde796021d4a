"""Every kind of public page, with all that may stand on one, for checks from outside."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db.utils import OperationalError
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.test import Client

from articles.drafts import draft_edit
from articles.models import BibliographyEntry, CallToAction
from medcontent import errors
from publishing import views
from publishing.models import Release
from publishing.physician_pages import physician_path
from publishing.release import release, withdraw
from publishing.safety import show_notice
from publishing.tasks import take_up_facts
from references.designs import confirm_designs
from references.models import Reference
from reviews import workflow
from tests import factories
from tests.articles.admin.typing import fields_of, signed_in
from tests.articles.pictures import stored
from therapies.models import Authority, Condition, RegulatoryStatus, TherapyType

STATUSES = {"EMA": "approved", "MHRA": "conditional", "TGA": "withdrawn"}
"""Beside the FDA, which in the factories' drafts has not approved it."""
PARTS = """
<h2>More</h2><p>Others looked too.{cited} One looked twice.{cited_apart}</p>
<blockquote><p>People who sleep, sleep.</p></blockquote>
<table><caption>Attacks a month</caption><thead><tr><th scope="col">Group</th>
<th scope="col">Before</th><th scope="col">After three months of coaching</th></tr></thead>
<tbody><tr><td>Coaching</td><td>6.1</td><td>4.2</td></tr></tbody></table>
<h3>Steps</h3><ol><li>H<sub>2</sub>O and 10<sup>3</sup> µg.</li>
<li><strong>Sleep</strong>.</li></ol>
<h4>Deeper</h4><ul><li>A <a href="https://example.org/">link</a> and <em>stress</em>.</li></ul>
<figure data-image="{image}"></figure><div data-call-to-action="{action}"></div>
"""


def full_release(slug: str = "full") -> Release:
    """An article with every part that one can have, signed by two physicians and public."""
    writer = factories.account("writer")
    article = factories.draft(writer=writer, slug=slug, title="Sleep & migraine: “what” helps?")
    _add_statuses()
    image = stored(writer)
    action, _ = CallToAction.objects.get_or_create(
        name="Ask", label="Ask your physician", url="https://example.org/ask"
    )
    others = [
        Reference.objects.create(
            csl=factories.SLEEP | {"title": f"Sleep, part {part}", "DOI": f"10.5555/{slug}.{part}"}
        )
        for part in range(4)
    ]
    cites = [f'<cite data-ref="{other.pk}"></cite>' for other in others]
    article.body += PARTS.format(
        cited="".join(cites),
        cited_apart=cites[1] + cites[3],
        image=image.pk,
        action=action.pk,
    )
    article.lead_image, article.call_to_action = image, action
    with draft_edit(article, by=writer, comment="More"):
        article.save()
        for position, other in enumerate(others, start=2):
            BibliographyEntry.objects.create(
                article=article,
                position=position,
                reference=other,
                cited_as_retracted=other is others[-1],
            )
    designs = dict.fromkeys((other.pk for other in others[1:]), "systematic-review")
    confirm_designs(designs=designs, by=writer)
    factories.confirmed(others[-1])
    edition = workflow.submit(article=article, by=writer)
    for name in ("Dr. Zoë Żółw-Dvořák", "Prof. Dr. Maximiliane von Hohenstein-Württemberg"):
        factories.signed(edition=edition, by=factories.physician(name=name))
    return release(edition=edition, by=factories.account("editor"))


def _add_statuses() -> None:
    for abbreviation, status in STATUSES.items():
        authority, _ = Authority.objects.get_or_create(
            name=f"Authority {abbreviation}", abbreviation=abbreviation
        )
        RegulatoryStatus.objects.get_or_create(
            therapy=TherapyType.objects.get(name="Sleep coaching"),
            condition=Condition.objects.get(slug="migraine"),
            authority=authority,
            as_of=datetime.date(2026, 3, 2),
            defaults={
                "status": status,
                "source_title": "Register of therapies",
                "source_url": "https://example.org/register",
            },
        )


@dataclass(frozen=True)
class Site:
    """A site with an article, one under urgent review whose sources fell, and one withdrawn."""

    paths: dict[str, str]

    @classmethod
    def with_everything(cls) -> Site:
        """Make articles and lead them to where they stand."""
        editor = factories.account("editor")
        opened, urgent, gone = (full_release(slug) for slug in ("full", "urgent", "gone"))
        show_notice(article=urgent.article, by=editor)
        for part, nature in enumerate(("retraction", "expression_of_concern")):
            source = Reference.objects.get(doi=f"10.5555/urgent.{part}")
            factories.confirmed(source, nature=nature)
        take_up_facts.func()
        withdraw(article=gone.article, by=editor, reason="error")
        signed = opened.edition.sign_offs.earliest("pk").physician
        return cls(
            {
                "article": "/articles/full/",
                "article under review": "/articles/urgent/",
                "review record": "/articles/full/review-record/",
                "physician": physician_path(signed.name, signed.public_id),
                "home": "/",
                "how we review": "/how-we-review/",
                "withdrawn": "/articles/gone/",
                "record of the withdrawn": "/articles/gone/review-record/",
                "404": "/nothing/",
            }
        )


def answers(site: Site) -> dict[str, bytes]:
    """Ask for every public page, previews and error pages too; HTML by kind."""
    reader = Client()
    pages = {kind: reader.get(path).content for kind, path in site.paths.items()}
    return pages | _previews() | _errors()


def _previews() -> dict[str, bytes]:
    writer = factories.account("writer")
    article = factories.draft(writer=writer)
    browser = signed_in(writer)
    typed = fields_of(article), fields_of(article, body='<p>It<cite data-ref="999999"></cite></p>')
    path = "/admin/articles/article/preview/"
    return {
        kind: browser.post(path, fields).content
        for kind, fields in zip(("preview", "no preview"), typed, strict=True)
    }


def _errors() -> dict[str, bytes]:
    request = HttpRequest()
    pages = {
        "400": errors.bad_request(request, SuspiciousOperation()),
        "403": errors.not_permitted(request, PermissionDenied()),
        "403 for a form": errors.csrf_failed(request),
        "404 by itself": errors.not_found(request, Http404()),
        "500": errors.server_error(request),
    }
    try:
        raise OperationalError
    except OperationalError:
        pages["503"] = errors.server_error(request)
    html = {kind: answer.content for kind, answer in pages.items()}
    withheld = render_to_string("publishing/withheld.html", views.site_context())
    return html | {"withheld": withheld.encode()}
