"""Times are kept in UTC and shown as the reader's clock shows them, except to the public."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.dateformat import format as date_format

from publishing.pages import pages_of
from tests import factories
from workbench.local_time import COOKIE, LocalTimeMiddleware, zone_named

WINTER = datetime.datetime(2026, 10, 25, 1, 30, tzinfo=datetime.UTC)
SUMMER = datetime.datetime(2026, 10, 25, 0, 30, tzinfo=datetime.UTC)
CLOCK = Template("{% load clock %}{{ moment|local_time }}")


def said_to(cookie: str, moment: datetime.datetime, *, public: bool = False) -> str:
    """Render a time in a view, as a reader with this cookie sees it."""

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(CLOCK.render(Context({"moment": moment})))

    asked = login_not_required(view) if public else view
    middleware = LocalTimeMiddleware(asked)
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = cookie
    middleware.process_view(request, asked, (), {})
    return middleware(request).content.decode()


def test_a_time_is_shown_as_the_reader_s_clock_shows_it():
    assert said_to("America/New_York", WINTER) == "24 October 2026, 21:30 EDT"


def test_the_hour_that_comes_twice_is_told_apart_by_its_name():
    assert said_to("Europe/Berlin", SUMMER) == "25 October 2026, 02:30 CEST"
    assert said_to("Europe/Berlin", WINTER) == "25 October 2026, 02:30 CET"


def test_public_views_show_utc_to_everybody():
    assert said_to("Europe/Berlin", WINTER, public=True) == "25 October 2026, 01:30 UTC"


@pytest.mark.parametrize("cookie", ["", "Mars/Olympus", "../../etc/passwd", "Europe", "\x00", "é"])
def test_a_zone_that_there_is_not_changes_nothing(cookie):
    assert zone_named(cookie) is None
    assert said_to(cookie, WINTER) == "25 October 2026, 01:30 UTC"


def test_no_zone_is_left_for_the_next_request():
    said_to("Europe/Berlin", WINTER)
    assert timezone.get_current_timezone_name() == "UTC"


@pytest.mark.django_db
def test_pages_have_the_same_bytes_whatever_zone_their_editor_is_in():
    article = factories.released().article
    in_utc = [page.body for page in pages_of(article)]
    with timezone.override(zone_named("Pacific/Kiritimati")):
        assert [page.body for page in pages_of(article)] == in_utc


@pytest.mark.django_db
def test_the_admin_shows_the_reader_s_time():
    client = Client()
    client.force_login(factories.account("editor"))
    client.cookies[COOKIE] = "Asia/Kolkata"
    release = factories.released()
    shown = client.get("/admin/publishing/release/").content.decode()
    local = release.opened_at.astimezone(zone_named("Asia/Kolkata"))
    assert date_format(local, "N j, Y, P") in shown
