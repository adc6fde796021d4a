"""What can be done with an article in a browser: the forms as they are sent, filled in rightly."""

from __future__ import annotations

import datetime
from typing import Any

from articles.clock import utc_today
from articles.drafts import Draft
from articles.models import Article
from publishing.models import Release
from publishing.release import basis_of
from reviews.meanings import MEANINGS
from tests.factories import PASSWORD
from tests.site.world import Place, World

SOON = (utc_today() + datetime.timedelta(days=5)).isoformat()
NEXT_YEAR = (utc_today() + datetime.timedelta(days=300)).isoformat()


def form(name: str, place: Place, world: World) -> dict[str, Any]:
    """Fill in the form of an address for a place, as its page would send it."""
    forms: dict[str, dict[str, Any]] = {
        "publishing:assign": {"physician": world.other.pk, "due_on": SOON},
        "publishing:due-date": {"due_on": SOON},
        "publishing:notice": {"step": "show"},
        "publishing:schedule": {"day": NEXT_YEAR, "time": "08:00", "zone": "UTC"},
        "publishing:stand-back": {"step": "withdraw", "consent": "yes"},
        "publishing:withdraw": {"reason": "error"},
        "reviews:accept": {"has_interests": "no"},
        "reviews:answer": {"text": "Yes."},
        "reviews:comment": {"text": "Why?", "kind": "question"},
        "reviews:decline": {"reason": "No time."},
        "reviews:fast-lane": {"has_interests": "no"},
        "reviews:recall": {"reason": "writer"},
        "reviews:reply": {"text": "Yes."},
        "reviews:submit": {"draft": Draft.of(place.article).digest},
    }
    return _shown(place) | forms.get(name, {})


def _shown(place: Place) -> dict[str, Any]:
    """What hidden fields carry: the records that a form was made for."""
    place.article = Article.objects.get(pk=place.article.pk)
    public = Release.objects.open().filter(article=place.article).first()
    return {
        "edition": place.edition.pk if place.edition else "",
        "digest": place.edition.digest if place.edition else "",
        "meaning": MEANINGS["approve"].id,
        "consent": "yes",
        "password": PASSWORD,
        "plan": place.plan.pk if place.plan else "",
        "release": public.pk if public else "",
        "replaces": public.pk if public else "",
        "basis": basis_of(place.edition) if place.edition else "",
    }
