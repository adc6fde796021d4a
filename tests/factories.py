"""Reaching a state by running the real workflow."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.contrib.auth.models import Group

from articles.clock import utc_today
from articles.drafts import Draft, draft_edit
from articles.models import Article, ArticleTherapy, BibliographyEntry, Edition, KeyTakeaway
from articles.preflight import run_preflight
from articles.reasons import give_reason, reasons_for, without_reason
from medcontent.models import User
from publishing.models import Release
from publishing.release import release
from references.integrity.deciding import confirm
from references.models import IntegrityFact, Notice, Reference
from references.notices import Source
from reviews import workflow
from reviews.licences import enter_licence, verify_licence
from reviews.meanings import MEANINGS
from reviews.models import Licence, Physician, Review, SignOff
from therapies.models import Authority, Condition, RegulatoryStatus, TherapyType

PASSWORD = "correct horse"
DUE = datetime.timedelta(days=14)
SLEEP = {
    "type": "article-journal",
    "title": "Sleep in migraine",
    "author": [{"family": "Tester", "given": "Tina"}],
    "container-title": "Journal of Tests",
    "issued": {"date-parts": [[2024]]},
    "volume": "1",
    "page": "1-9",
    "DOI": "10.5555/test",
}
STATUS_AS_OF = utc_today() - datetime.timedelta(days=30)
"""The day of the status that a draft's therapy has: a newer one is asked for after a year."""
_numbers = count(1)


def account(*roles: str, username: str = "", password: str = PASSWORD, email: str = "") -> User:
    """An account with roles; the password is PASSWORD. Who has no address gets no letters."""
    made = User(username=username or f"{'-'.join(roles) or 'nobody'}-{next(_numbers)}", email=email)
    made.set_password(password)
    made.save()
    held = User.groups.through
    held.objects.bulk_create(
        held(user=made, group=group) for group in Group.objects.filter(name__in=roles)
    )
    return made


@dataclass(frozen=True)
class Staff:
    writer: User
    editor: User
    administrator: User


def staff() -> Staff:
    """A writer, an editor and an administrator."""
    return Staff(account("writer"), account("editor"), account("administrator"))


def physician(
    *, name: str = "", verified: bool = True, days_left: int = 365, email: str = ""
) -> Physician:
    """A physician with an account and a licence that another account verified."""
    doctor = account("physician", email=email)
    made = Physician.objects.create(
        name=name or f"Dr. Test {next(_numbers)}", credentials="MD", account=doctor
    )
    licence = licence_of(made, days_left=days_left)
    if verified:
        verify_licence(licence=licence, by=account("administrator"))
    return made


def licence_of(of: Physician, *, days_left: int = 365) -> Licence:
    """A licence that the physician entered and nobody verified yet."""
    today = utc_today()
    assert of.account
    return enter_licence(
        physician=of,
        by=of.account,
        authority="Test Board",
        country="US",
        number=f"T-{of.pk}",
        valid_from=today - datetime.timedelta(days=400),
        expires_on=today + datetime.timedelta(days=days_left),
    )


def draft(
    *,
    writer: User,
    slug: str = "",
    title: str = "Migraine and sleep",
    source: Reference | None = None,
) -> Article:
    """A complete draft that preflight has nothing against; all share a source unless told."""
    number = next(_numbers)
    condition, _ = Condition.objects.get_or_create(name="Migraine", slug="migraine")
    therapy, _ = TherapyType.objects.get_or_create(name="Sleep coaching", abbreviation="SC")
    authority, _ = Authority.objects.get_or_create(
        name="U.S. Food and Drug Administration", abbreviation="FDA", country="US"
    )
    RegulatoryStatus.objects.get_or_create(
        therapy=therapy,
        condition=condition,
        authority=authority,
        as_of=STATUS_AS_OF,
        defaults={
            "status": "not_approved",
            "source_title": "List of approved devices",
            "source_url": "https://example.org/list",
        },
    )
    # One reference for all drafts: pandoc formats a list that it has seen only once.
    shared = Reference.objects.filter(doi=SLEEP["DOI"])
    reference = source or shared.first() or Reference.objects.create(csl=SLEEP)
    article = Article(
        title=title,
        slug=slug or f"migraine-{number}",
        summary="Regular sleep may help some people with migraine.",
        meta_description="Sleep and migraine.",
        condition=condition,
        writer=writer,
    )
    article.body = (
        "<h2>What was studied</h2>"
        f'<p>One study looked at sleep.<cite data-ref="{reference.pk}"></cite></p>'
        "<h3>Limits</h3><p>It was small &amp; short.</p><p>Ask your doctor first.</p>"
    )
    with draft_edit(article, by=writer, comment="Written"):
        article.save()
        KeyTakeaway.objects.create(article=article, position=1, text="Sleep may help.")
        ArticleTherapy.objects.create(article=article, position=1, therapy=therapy)
        BibliographyEntry.objects.create(article=article, position=1, reference=reference)
    return article


def reasoned(article: Article) -> Article:
    """The article with a reason for whatever preflight asks one for."""
    findings = run_preflight(Draft.of(article))
    for found in without_reason(findings, reasons_for(article, findings)):
        give_reason(
            article=article,
            rule=found.rule,
            sentence=found.sentence,
            reason="It is meant so.",
            by=article.writer,
        )
    return article


def submitted(*, writer: User | None = None, **wanted: Any) -> Edition:
    """An edition in review, nobody assigned yet."""
    writer = writer or account("writer")
    return workflow.submit(article=draft(writer=writer, **wanted), by=writer)


def assigned(*, edition: Edition | None = None, to: Physician | None = None) -> Review:
    """A review that its physician has not answered yet."""
    return workflow.assign(
        edition=edition or submitted(),
        physician=to or physician(),
        by=account("editor"),
        due_on=utc_today() + DUE,
    )


def accepted(*, edition: Edition | None = None, by: Physician | None = None) -> Review:
    """A review accepted without interests."""
    review = assigned(edition=edition, to=by)
    assert review.physician.account
    return workflow.accept(review=review, by=review.physician.account, has_interests=False)


def signed(
    *,
    edition: Edition | None = None,
    by: Physician | None = None,
    decision: str = "approve",
    review: Review | None = None,
) -> SignOff:
    """A decision on an edition, signed."""
    review = review or accepted(edition=edition, by=by)
    assert review.physician.account
    return workflow.sign(
        review=review,
        by=review.physician.account,
        decision=decision,
        password=PASSWORD,
        meaning=MEANINGS[decision].id,
        remarks="" if decision == "approve" else "The second paragraph overstates it.",
    )


def released(*, edition: Edition | None = None, by: Physician | None = None) -> Release:
    """An edition that is public, approved by a physician."""
    edition = edition or submitted()
    signed(edition=edition, by=by)
    return release(edition=edition, by=account("editor"))


def confirmed(
    reference: Reference,
    *,
    nature: str = "retraction",
    doi: str = "",
    on: datetime.date = datetime.date(2026, 2, 6),
) -> IntegrityFact:
    """What an editor confirmed of a reference, as a notice had it."""
    notice = Notice.objects.create(
        reference=reference,
        source=Source.CROSSREF,
        nature=nature,
        noticed_on=on,
        notice_doi=doi or f"10.5555/notice-{next(_numbers)}",
    )
    return confirm(notice=notice, by=account("editor"))
