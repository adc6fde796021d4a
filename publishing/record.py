"""The public review record of an article: who signed what and when, checkable by a stranger.

The JSON holds, for every edition ever public, the exact content and statements as text, the
signatures as compact JWS, and the public keys that made them; format 1.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from articles.models import Article, Edition
from publishing.models import Concern, Release, SafetyNotice
from reviews.models import SigningKey, SignOff


def review_record(article: Article) -> dict[str, Any]:
    """Gather an article's record: editions, their periods in public, notices, the oldest first."""
    editions = (
        Edition.objects.filter(releases__article=article)
        .distinct()
        .order_by("number")
        .prefetch_related("sign_offs", "releases__concerns__fact")
    )
    return {
        "format": 1,
        "site": settings.SITE_URL,
        "article": article.pk,
        "editions": [_edition(edition) for edition in editions],
        "safety_notices": [
            _notice(notice) for notice in SafetyNotice.objects.filter(article=article)
        ],
        "keys": _keys(editions),
    }


def record_json(record: dict[str, Any]) -> bytes:
    """Serialise a record as indented JSON in UTF-8."""
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def _keys(editions: QuerySet[Edition]) -> list[dict[str, Any]]:
    """List the public keys that the signatures name.

    Without the dates of their use: a key that is retired later would make stored records stale.
    """
    signed = SignOff.objects.filter(edition__in=editions)
    return [key.jwk for key in SigningKey.objects.filter(sign_offs__in=signed).distinct()]


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        "number": edition.number,
        "title": edition.title,
        "slug": edition.slug,
        "digest": edition.digest,
        "submitted_at": edition.submitted_at.isoformat(),
        "releases": [_release(release) for release in edition.releases.all()],
        "concerns": [
            _concern(concern)
            for release in edition.releases.all()
            for concern in release.concerns.all()
        ],
        "sign_offs": [_sign_off(sign_off) for sign_off in edition.sign_offs.all()],
        "content": bytes(edition.content).decode(),
    }


def _release(release: Release) -> dict[str, Any]:
    return {
        "opened_at": release.opened_at.isoformat(),
        "ended_at": release.ended_at.isoformat() if release.ended_at else None,
        "end_reason": release.end_reason or None,
    }


def _concern(concern: Concern) -> dict[str, Any]:
    """Say what happened to a source while the edition was public; ``reference`` is its id there."""
    fact = concern.fact
    return {
        "reference": concern.reference_id,
        "nature": fact.nature,
        "noticed_on": fact.noticed_on.isoformat() if fact.noticed_on else None,
        "notice": fact.url or None,
        "opened_at": concern.opened_at.isoformat(),
        "closed_at": concern.closed_at.isoformat() if concern.closed_at else None,
        "closing": concern.closing or None,
    }


def _notice(notice: SafetyNotice) -> dict[str, Any]:
    return {
        "shown_at": notice.shown_at.isoformat(),
        "lifted_at": notice.lifted_at.isoformat() if notice.lifted_at else None,
    }


def _sign_off(sign_off: SignOff) -> dict[str, Any]:
    return {
        "decision": sign_off.decision,
        "capacity": sign_off.capacity,
        "signed_at": sign_off.signed_at.isoformat(),
        "key": sign_off.key_id,
        "statement": bytes(sign_off.statement).decode(),
        "signature": sign_off.signature,
    }
