"""The ``local_time`` filter: a moment as the reader's clock shows it."""

from __future__ import annotations

import datetime

from django import template
from django.utils import timezone
from django.utils.dateformat import format as formatted

register = template.Library()


@register.filter(expects_localtime=True, is_safe=True)
def local_time(moment: datetime.datetime | None) -> str:
    """Write day, time and zone, for example 25 October 2026, 02:30 CEST.

    Django's own format leaves the zone out where clocks show a time twice, which is just where
    it matters.
    """
    if not moment:
        return ""
    here = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return f"{formatted(here, 'j F Y, H:i')} {here.tzname() or ''}".rstrip()
