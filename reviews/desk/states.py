"""Where a review stands, to the physician who was asked: read from the evidence, never kept."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from reviews.models import Review, SignOff


class State(StrEnum):
    INVITED = "invited"
    ACCEPTED = "accepted"
    SIGNED = "signed"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    RECALLED = "recalled"
    CLOSED = "closed"
    PASSED = "passed"


WAITING = frozenset({State.INVITED, State.ACCEPTED})
"""The physician has something to do."""
NO_LONGER_ASKED = frozenset({State.CANCELLED, State.DECLINED})
"""The physician does not read the edition any more."""
OUT_OF_DATE = frozenset({State.RECALLED, State.CLOSED, State.PASSED})
"""The edition waits for nobody's decision any more."""

_DECIDED = Exists(SignOff.objects.filter(review=OuterRef("pk")))
_CLOSED = Exists(
    SignOff.objects.filter(edition=OuterRef("edition"), decision=SignOff.Decision.REQUEST_CHANGES)
)
CONDITIONS: dict[State, Q] = {
    State.SIGNED: Q(_DECIDED),
    State.CANCELLED: Q(cancelled_at__isnull=False),
    State.DECLINED: Q(declined_at__isnull=False),
    State.RECALLED: Q(edition__recalled_at__isnull=False),
    State.CLOSED: Q(_CLOSED),
    State.PASSED: Q(edition__in_work__isnull=True),
    State.ACCEPTED: Q(accepted_at__isnull=False),
}
"""Asked in this order; whatever fulfils none of them is invited.

An edition has passed when it is public, or when a later one was submitted after its approval.
"""


def with_state(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Give each review its ``state``, in the same query."""
    cases = [When(condition, then=Value(str(state))) for state, condition in CONDITIONS.items()]
    invited = Value(str(State.INVITED))
    return reviews.annotate(state=Case(*cases, default=invited, output_field=CharField()))


def state_of(review: Review) -> State:
    """Say where a review of ``with_state`` stands."""
    return State(review.state)  # type: ignore[attr-defined]
