"""Taking turns: all processes together ask a service no faster than it allows."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from typing import Any

from django.db import connection

from references.lookup.errors import OutOfReach
from references.lookup.services import Service, turns_a_second

LONGEST_PAUSE = 60.0
LONGEST_HOLD = 3600.0
TAKE = """
    INSERT INTO references_serviceturn AS turn (service, next_at)
    VALUES (%(service)s, clock_timestamp() + make_interval(secs => %(pause)s))
    ON CONFLICT (service) DO UPDATE
    SET next_at = greatest(turn.next_at, clock_timestamp())
                  + make_interval(secs => coalesce(turn.pause, %(pause)s))
    WHERE turn.next_at <= clock_timestamp() + make_interval(secs => %(patience)s)
    RETURNING extract(epoch FROM next_at - clock_timestamp()) - coalesce(pause, %(pause)s)
"""
HOLD = """
    UPDATE references_serviceturn
    SET next_at = greatest(next_at, clock_timestamp() + make_interval(secs => %(seconds)s))
    WHERE service = %(service)s
"""
STATE = """
    UPDATE references_serviceturn SET pause = %(pause)s
    WHERE service = %(service)s AND pause IS DISTINCT FROM %(pause)s
"""


def wait_for_turn(service: Service, *, patience: float) -> None:
    """Wait until the service may be asked, as all processes have agreed in the database.

    Raises OutOfReach where that is more than ``patience`` seconds away. Outside a transaction
    the turn is taken at once; inside one, other processes wait for its end.
    """
    asked: dict[str, Any] = {
        "service": service.turns,
        "pause": 1 / turns_a_second(service.turns),
        "patience": max(patience, 0.0),
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE, asked)
        row = cursor.fetchone()
    if row is None:
        raise OutOfReach(
            f"{service.label} asks us to wait before we ask again. Try again in a minute."
        )
    time.sleep(max(float(row[0]), 0.0))


def hold(service: Service, seconds: float) -> None:
    """Let nobody ask the service for some seconds: it said that this was too much."""
    asked: dict[str, Any] = {"service": service.turns, "seconds": min(seconds, LONGEST_HOLD)}
    with connection.cursor() as cursor:
        cursor.execute(HOLD, asked)


def heed_limits(service: Service, headers: Mapping[str, str]) -> None:
    """Take over the pace that an answer states (X-Rate-Limit-Limit and -Interval, e.g. 50 and 1s).

    A service that states a faster pace than ours is still asked at ours.
    """
    try:
        limit = float(headers.get("x-rate-limit-limit", ""))
        interval = float(headers.get("x-rate-limit-interval", "").rstrip("s"))
    except ValueError:
        return
    if not (math.isfinite(limit) and math.isfinite(interval) and limit > 0 and interval > 0):
        return
    pause = min(max(interval / limit, 1 / turns_a_second(service.turns)), LONGEST_PAUSE)
    stated: dict[str, Any] = {"service": service.turns, "pause": pause}
    with connection.cursor() as cursor:
        cursor.execute(STATE, stated)
