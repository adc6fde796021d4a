"""What day it is."""

from __future__ import annotations

import datetime

from django.utils import timezone


def utc_today() -> datetime.date:
    """The day it is now in UTC."""
    return timezone.now().astimezone(datetime.UTC).date()
