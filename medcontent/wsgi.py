"""The application as a WSGI server runs it: stored pages and assets first, Django for the rest."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medcontent.settings")


def with_stored_pages(django: WSGIApplication) -> WSGIApplication:
    """Put the page server, for a page store in files, and what pages need before Django."""
    from django.core.files.storage import FileSystemStorage, storages  # noqa: PLC0415

    from publishing.assets import AssetServer  # noqa: PLC0415
    from publishing.headers import strict_transport_security  # noqa: PLC0415
    from publishing.serving import PageServer  # noqa: PLC0415

    pages, headers = storages["pages"], strict_transport_security()
    only_if = secure_requests() if settings.SECURE_SSL_REDIRECT else None
    return PageServer(
        AssetServer(django, headers=headers, only_if=only_if),
        root=Path(pages.location) if isinstance(pages, FileSystemStorage) else None,
        public_keys=Path(settings.PUBLIC_KEYS_FILE),
        headers=headers,
        only_if=only_if,
    )


def secure_requests() -> tuple[str, str]:
    """Tell how the WSGI environment shows a request made with TLS; Django redirects others."""
    return settings.SECURE_PROXY_SSL_HEADER or ("wsgi.url_scheme", "https")


application = with_stored_pages(get_wsgi_application())
