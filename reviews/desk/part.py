"""What a physician finds on the index of the admin: what waits, and the way to the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from reviews.desk.pages import physician_of
from reviews.desk.queue import waiting_for
from workbench.desk import on_the_desk

SHOWN = 3


@on_the_desk("reviews/desk/part.html")
def waiting_reviews(request: HttpRequest) -> dict[str, Any] | None:
    """Collect the most urgent reviews of a physician."""
    if not request.user.has_perm("reviews.sign_edition"):
        return None
    physician = physician_of(request)
    rows = waiting_for(physician).rows if physician else []
    return {"rows": rows[:SHOWN], "more": max(0, len(rows) - SHOWN)}
