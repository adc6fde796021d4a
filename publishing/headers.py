"""The headers of public pages: one set for the page server and for Django's fallback view."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

IMAGE_POLICY = "default-src 'none'; sandbox"
"""For an image that is opened by itself: whatever is in it, nothing runs."""

CACHE_CONTROL = "public, max-age=60"
"""Short, so that a withdrawal is soon seen; no stale-if-error, so that it is never undone."""

PAGE_HEADERS = (
    ("Cache-Control", CACHE_CONTROL),
    ("Vary", "Accept-Encoding"),
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
)
"""What every public page carries besides Content-Type, Content-Length and ETag."""


def etag(body: bytes) -> str:
    """Name bytes by their SHA-256, as a strong validator (RFC 9110 section 8.8.3)."""
    return quoted(sha256(body).hexdigest())


def quoted(digest: str) -> str:
    """Write a digest as an entity tag."""
    return f'"{digest}"'


def strict_transport_security() -> list[tuple[str, str]]:
    """Write the header that SecurityMiddleware adds to Django's own secure answers, if any."""
    if not settings.SECURE_HSTS_SECONDS:
        return []
    directives = [f"max-age={settings.SECURE_HSTS_SECONDS}"]
    if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS:
        directives.append("includeSubDomains")
    if settings.SECURE_HSTS_PRELOAD:
        directives.append("preload")
    return [("Strict-Transport-Security", "; ".join(directives))]
