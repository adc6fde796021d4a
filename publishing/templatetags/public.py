"""What templates of public pages write: days and moments in UTC, addresses of assets."""

from __future__ import annotations

import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from publishing.assets import FONT, asset_url
from publishing.dates import utc, utc_day, written_day, written_moment

register = template.Library()


@register.filter
def day(given: datetime.date | str) -> SafeString:
    """Write a day as an element, whatever time zone is active."""
    return format_html(
        '<time datetime="{}">{}</time>', utc_day(given).isoformat(), written_day(given)
    )


@register.filter
def moment(given: datetime.datetime) -> SafeString:
    """Write a moment in UTC as an element, whatever time zone is active."""
    exact = utc(given).isoformat(timespec="seconds")
    return format_html('<time datetime="{}">{}</time>', exact, written_moment(given))


@register.simple_tag
def asset(name: str) -> str:
    """Write the address of one of the files that every public page needs."""
    return asset_url(name)


@register.simple_tag
def font() -> str:
    """Write the address of the font that pages begin to load at once."""
    return asset_url(FONT)
