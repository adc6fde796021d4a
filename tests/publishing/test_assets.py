"""Assets of public pages: named by what they hold, compressed, kept as long as that is right."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings as project
from django.contrib.staticfiles import finders

from publishing import assets
from publishing.assets import ASSETS, FONT, SCRIPT, STYLESHEET, AssetServer, asset_url
from publishing.pages import rendering_version
from tests.publishing.page_store import FALLEN_THROUGH, Answer, ask, fallback

DECODERS = {None: bytes, "gzip": gzip.decompress, "br": brotli.decompress}
STYLESHEET_LIMIT, SCRIPT_LIMIT = 15_000, 5_000


@pytest.fixture
def own_files(settings, tmp_path) -> Path:
    """A folder whose files come before those of the project."""
    folder = tmp_path / "static"
    folder.mkdir()
    settings.STATICFILES_DIRS = [folder, *settings.STATICFILES_DIRS]
    return folder


def asked(
    address: str, *, app: AssetServer | None = None, method: str = "GET", **headers: str
) -> Answer:
    path, _, query = address.partition("?")
    return ask(app or AssetServer(fallback), path, method=method, query=query, **headers)


@pytest.mark.parametrize("name", ASSETS)
@pytest.mark.parametrize("accepted", ["", "gzip", "br, gzip"])
def test_an_asset_is_sent_whole_in_the_best_coding(name, accepted):
    answer = asked(asset_url(name), ACCEPT_ENCODING=accepted)
    coding = answer.headers.get("Content-Encoding")
    assert DECODERS[coding](answer.body) == Path(finders.find(name)).read_bytes()
    assert answer.headers["Content-Type"] == ASSETS[name]
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if accepted and not name.endswith(".woff2"):
        assert coding == accepted.partition(",")[0]


@pytest.mark.parametrize(
    ("name", "limit"), [(STYLESHEET, STYLESHEET_LIMIT), (SCRIPT, SCRIPT_LIMIT)]
)
@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_stylesheet_and_script_are_light(name, limit, coding):
    assert len(asked(asset_url(name), ACCEPT_ENCODING=coding).body) < limit


def test_what_its_address_names_may_be_kept_for_good():
    for name in ASSETS:
        assert "immutable" in asked(asset_url(name)).headers["Cache-Control"]


@pytest.mark.parametrize("query", ["", "?v=", "?v=0123456789abcdef", "?w=1"])
def test_what_its_address_does_not_name_is_kept_for_a_minute(query):
    answer = asked(f"/static/{STYLESHEET}{query}")
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "public, max-age=60"


def test_an_old_page_still_gets_a_stylesheet_after_a_change(own_files):
    old = asset_url(STYLESHEET)
    (own_files / STYLESHEET).write_text("p { color: red }")
    new = asset_url(STYLESHEET)
    assert new != old
    for address in (old, new):
        assert asked(address).body == b"p { color: red }"
    assert asked(old).headers["Cache-Control"] == "public, max-age=60"
    assert "immutable" in asked(new).headers["Cache-Control"]


def test_a_changed_asset_is_sent_without_a_restart(own_files):
    app = AssetServer(fallback)
    for words in ("a { color: red }", "a { color: blue; }"):
        (own_files / STYLESHEET).write_text(words)
        assert asked(asset_url(STYLESHEET), app=app).body == words.encode()


def test_pages_are_written_anew_when_an_asset_changes(own_files):
    rendering_version.cache_clear()
    before = rendering_version()
    (own_files / STYLESHEET).write_text("p { color: red }")
    rendering_version.cache_clear()
    assert rendering_version() != before
    rendering_version.cache_clear()


@pytest.mark.parametrize("coding", ["", "gzip", "br"])
def test_an_asset_that_the_browser_has_is_not_sent_again(coding):
    address = asset_url(STYLESHEET)
    tag = asked(address, ACCEPT_ENCODING=coding).headers["ETag"]
    again = asked(address, ACCEPT_ENCODING=coding, IF_NONE_MATCH=f'"other", W/{tag}')
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
    assert asked(address, ACCEPT_ENCODING=coding, IF_NONE_MATCH='"other"').status == 200


def test_a_question_for_the_head_gets_no_body():
    answer = asked(asset_url(FONT), method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 0


@pytest.mark.parametrize(
    "path",
    ["/static/", "/static/other.css", "/static/../site.css", "/site.css", "/static/site.css/", ""],
)
def test_everything_else_is_left_to_the_application(path):
    assert asked(path).status == FALLEN_THROUGH
    assert asked(f"/static/{STYLESHEET}", method="POST").status == FALLEN_THROUGH


def test_a_request_without_tls_is_left_to_the_application_that_redirects():
    app = AssetServer(fallback, only_if=("wsgi.url_scheme", "https"))
    assert asked(f"/static/{STYLESHEET}", app=app).status == FALLEN_THROUGH


def test_an_asset_that_is_missing_is_named(settings):
    settings.STATICFILES_DIRS = []
    with pytest.raises(assets.MissingAsset, match=STYLESHEET):
        asset_url(STYLESHEET)


def test_the_stylesheet_asks_for_nothing_but_assets():
    static = Path(project.BASE_DIR) / "static"
    addresses = re.findall(r'url\("([^"]+)"\)', (static / STYLESHEET).read_text())
    assert addresses
    assert set(addresses) <= ASSETS.keys()
