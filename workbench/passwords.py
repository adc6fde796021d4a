"""Passwords given again while signed in: counted, and locked, as at the sign-in page."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest
from django.utils import timezone


class Locked(Exception):
    """Too many wrong passwords were given; ``minutes`` until one may try again."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"locked for {minutes} minutes")
        self.minutes = minutes


@contextmanager
def counted(request: HttpRequest, *, wrong: type[Exception]) -> Iterator[None]:
    """Ask for the password of whoever is signed in; the block raises ``wrong`` where it is not.

    Raises Locked while too many were wrong, without running the block, and when this one was the
    last that is allowed; else lets ``wrong`` pass. A right one forgets the wrong ones.
    """
    credentials = {"username": request.user.get_username()}
    if not AxesProxyHandler.is_allowed(request, credentials):
        raise Locked(_minutes_left(request))
    try:
        yield
    except wrong as error:
        AxesProxyHandler.user_login_failed(__name__, credentials, request)
        # Whoever asked answers with a page of their own, which keeps what was typed.
        is_locked, request.axes_locked_out = request.axes_locked_out, False  # type: ignore[attr-defined]
        if is_locked:
            raise Locked(_minutes_left(request)) from error
        raise
    AxesProxyHandler.user_logged_in(__name__, request=request, user=request.user)


def _minutes_left(request: Any) -> int:
    return minutes_left(request.user.get_username(), request.axes_ip_address)


def minutes_left(username: str | None, address: str | None) -> int:
    """Count the minutes, begun ones too, for which a name is locked from an address."""
    last = AccessAttempt.objects.filter(username=username, ip_address=address).aggregate(
        at=Max("attempt_time")
    )["at"]
    ends = (last or timezone.now()) + settings.AXES_COOLOFF_TIME
    return max(1, math.ceil((ends - timezone.now()).total_seconds() / 60))
