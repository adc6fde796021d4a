"""Who may review what: physicians, their standing licences and their contributions."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from articles.clock import utc_today
from articles.models import Article, Contributor
from gate.refusals import Refusal
from reviews.models import Licence, Physician, Review, SignOff


class NotEligible(Refusal):
    """A physician who can't be asked to review; the message says why."""


def standing_licences(physician: Physician, *, on: datetime.date) -> QuerySet[Licence]:
    """Licences that are verified and valid on a UTC day, the longest valid first."""
    return (
        physician.licences.filter(verified_by__isnull=False, valid_from__lte=on, expires_on__gte=on)
        .filter(Q(ended_on=None) | Q(ended_on__gt=on))
        .order_by("-expires_on", "pk")
    )


def check_eligible(
    physician: Physician, article: Article, *, on: datetime.date | None = None
) -> Licence:
    """Require that a physician may be asked to review an article; returns their licence.

    They need an account, a verified licence valid that day, and no contribution to the article,
    neither by account nor by a byline of the same name. Raises NotEligible.
    """
    if physician.account_id is None:
        raise NotEligible(f"{physician} has no account to sign in with.")
    if contributes(physician, article):
        raise NotEligible(f"{physician} wrote on this article; another physician has to review it.")
    licence = standing_licences(physician, on=on or utc_today()).first()
    if licence is None:
        raise NotEligible(f"{physician} has no licence that is verified and valid today.")
    return licence


def contributes(physician: Physician, article: Article) -> bool:
    """Say whether a physician wrote on an article, by any account of theirs or by name."""
    accounts = physician.accounts.values("number")
    return Contributor.objects.filter(article=article, account__in=accounts).exists() or _name_key(
        physician.name
    ) in set(map(_name_key, article.authors.values_list("name", flat=True)))


@dataclass(frozen=True)
class Candidate:
    """A physician who may be asked to review an article, or why not.

    ``licence`` is the one that they would sign on; ``signed`` the number of the article's last
    edition that they decided on, 0 where there is none.
    """

    physician: Physician
    licence: Licence | None
    why_not: str
    signed: int


def candidates(article: Article, *, on: datetime.date | None = None) -> list[Candidate]:
    """List all physicians with whether they may review an article, by the rule of check_eligible.

    Who signed an earlier edition comes first, then the others by name; a constant number of
    queries.
    """
    today = on or utc_today()
    signed = _last_signed(article)
    contributors = set(article.contributors.values_list("account", flat=True))
    bylines = set(map(_name_key, article.authors.values_list("name", flat=True)))
    asked = _asked(article)
    found = []
    for physician in Physician.objects.prefetch_related("accounts", "licences"):
        wrote = _name_key(physician.name) in bylines or any(
            account.number in contributors for account in physician.accounts.all()
        )
        licence = _longest(physician, today)
        why_not = asked.get(physician.pk, "") or _why_not(physician, licence, wrote=wrote)
        found.append(Candidate(physician, licence, why_not, signed.get(physician.pk, 0)))
    return sorted(found, key=lambda one: (-one.signed, one.physician.name, one.physician.pk))


def _why_not(physician: Physician, licence: Licence | None, *, wrote: bool) -> str:
    if physician.account_id is None:
        return "has no account to sign in with"
    if wrote:
        return "wrote on this article"
    return "" if licence else "has no licence that is verified and valid today"


def _longest(physician: Physician, on: datetime.date) -> Licence | None:
    standing = [
        licence
        for licence in physician.licences.all()
        if licence.verified_by is not None
        and licence.valid_from <= on <= licence.expires_on
        and (licence.ended_on is None or licence.ended_on > on)
    ]
    return max(standing, key=lambda licence: (licence.expires_on, -licence.pk), default=None)


def _last_signed(article: Article) -> dict[int, int]:
    decided = SignOff.objects.filter(edition__article=article)
    numbers = decided.order_by("edition__number").values_list("physician", "edition__number")
    return dict(numbers)


def _asked(article: Article) -> dict[int, str]:
    """Say of whom the edition in work waits, or who decided on it."""
    asked = Review.objects.standing().filter(edition__in_work__article=article)
    return {
        review.physician_id: "has decided on this edition"
        if review.sign_offs.all()
        else "is asked already"
        for review in asked.prefetch_related("sign_offs")
    }


def find_by_name(name: str) -> str | None:
    """Find the one physician of that name, titles aside; returns how to display them."""
    matches = [
        physician
        for physician in Physician.objects.all()
        if _name_key(physician.name) == _name_key(name)
    ]
    return str(matches[0]) if len(matches) == 1 else None


_TITLES = {"dr", "prof", "professor", "doctor", "med"}


def _name_key(name: str) -> tuple[str, ...]:
    return tuple(_words(name.partition(",")[0]))


def _words(name: str) -> Iterable[str]:
    words = (word.strip(".").casefold() for word in name.split())
    return (word for word in words if word and word not in _TITLES)
