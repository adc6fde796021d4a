from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.csp import ContentSecurityPolicyMiddleware
from django.middleware.security import SecurityMiddleware
from django.test import RequestFactory

from publishing.headers import PAGE_HEADERS, strict_transport_security


def through_middleware(request: HttpRequest) -> dict[str, str]:
    def view(_: HttpRequest) -> HttpResponse:
        return HttpResponse(b"words", headers=dict(PAGE_HEADERS))

    handler = SecurityMiddleware(ContentSecurityPolicyMiddleware(XFrameOptionsMiddleware(view)))
    answer = handler(request)
    assert isinstance(answer, HttpResponse)
    return dict(answer.items())


@pytest.mark.parametrize(
    "hsts",
    [
        {"SECURE_HSTS_SECONDS": 0},
        {"SECURE_HSTS_SECONDS": 60},
        {
            "SECURE_HSTS_SECONDS": 60,
            "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
            "SECURE_HSTS_PRELOAD": True,
        },
    ],
)
def test_django_sends_a_page_with_the_headers_the_page_server_sends(settings, hsts):
    for name, setting in hsts.items():
        setattr(settings, name, setting)
    sent = through_middleware(RequestFactory().get("/articles/a/", secure=True))
    sent.pop("Content-Type")
    assert sent == dict([*PAGE_HEADERS, *strict_transport_security()])


def test_a_page_may_load_only_what_is_ours_and_be_framed_by_nobody():
    policy = dict(PAGE_HEADERS)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
