"""Whatever a request's path holds, the page server opens no file outside the store's pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.publishing.page_store import (
    ARTICLE,
    FALLEN_THROUGH,
    RECORD_JSON,
    Store,
    ask,
    opened_files,
    page_at,
)

TRICKS = [
    b"/articles/../articles/stem-cells/",
    b"/articles/stem-cells/../stem-cells/",
    b"/articles/./stem-cells/",
    b"/articles/..%2fsecret/",
    b"/articles/%2e%2e/",
    b"/articles/stem-cells%2f",
    b"/articles%2Fstem-cells/",
    b"/articles/stem-cells/\x00",
    b"/articles/stem-cells/index.html",
    b"/articles/stem-cells/index.html.jws",
    b"/articles/stem-cells/withdrawn.html",
    b"/articles//stem-cells/",
    b"//articles/stem-cells/",
    b"/articles/stem-cells//",
    b"/articles\\stem-cells\\",
    b"/articles/..\\..\\secret/",
    b"/articles/stem-cells/\n",
    b"/ARTICLES/stem-cells/",
    b"/articles/stem%2Dcells/",
    b"/articles/st\xc3\xa9m/",
    b"/articles/\xff\xfe/",
    b"/articles/" + b"a" * 300 + b"/",
    b"/articles/" + b"a" * 1_000_000 + b"/",
    b"/articles/" + b"../" * 5_000 + b"etc/passwd",
    b"/secret/",
    b"\x00",
    b"",
]
SECRET = b"not for readers"

pieces = st.sampled_from(
    [b"/", b"..", b".", b"%2f", b"%2e", b"\\", b"\x00", b"\xff", b"articles", b"stem-cells"]
    + [b"review-record", b".json", b"index.html", b".jws", b"secret", b"a" * 250]
)
paths = st.one_of(st.binary(), st.lists(pieces).map(b"".join))


@pytest.fixture
def fortress(store: Store) -> Store:
    for path in (ARTICLE, RECORD_JSON):
        store.write(page_at(path))
    for folder in (store.root.parent, store.root, store.root / "articles"):
        (folder / "secret").mkdir()
        (folder / "secret" / "index.html").write_bytes(SECRET)
    return store


def check_path(store: Store, path: bytes) -> None:
    as_wsgi_says_it = path.decode("latin-1")
    with opened_files() as opened:
        answer = ask(store.server(), as_wsgi_says_it)
    served = as_wsgi_says_it in (ARTICLE, RECORD_JSON)
    assert answer.status == (200 if served else FALLEN_THROUGH)
    assert SECRET not in answer.body
    for file in opened:
        inside = Path(file).resolve().is_relative_to((store.root / "articles").resolve())
        assert inside or file == str(store.keys_file)


@pytest.mark.parametrize("path", TRICKS, ids=lambda path: repr(path[:40]))
def test_a_known_trick_is_left_to_django(fortress, path):
    check_path(fortress, path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(paths)
@example(ARTICLE.encode())
def test_any_bytes_as_path_give_the_page_of_just_that_path_or_nothing(fortress, path):
    check_path(fortress, path)
