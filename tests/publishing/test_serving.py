from __future__ import annotations

import os
import threading
from hashlib import sha256
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

from publishing.headers import PAGE_HEADERS
from publishing.serving import CheckedPage, PageServer, Shelf
from publishing.store import remove_page
from tests.publishing.page_store import (
    ARTICLE,
    DECODERS,
    FALLEN_THROUGH,
    OTHER,
    RECORD,
    RECORD_JSON,
    Signer,
    ask,
    fallback,
    flip,
    is_served,
    opened_files,
    page_at,
    publish_keys,
    settle,
)

FOLDER = "articles/stem-cells"


# --- Answers


@pytest.mark.parametrize("path", [ARTICLE, RECORD, RECORD_JSON])
def test_a_stored_page_is_answered_with_its_bytes_and_the_headers_of_public_pages(store, path):
    page = store.write(page_at(path))
    answer = ask(store.server(), path)
    assert (answer.status, answer.body) == (200, page.body)
    assert answer.headers == dict(PAGE_HEADERS) | {
        "Content-Type": page.content_type,
        "Content-Length": str(len(page.body)),
        "ETag": f'"{sha256(page.body).hexdigest()}"',
    }


def test_headers_given_to_the_server_are_sent_too(store):
    store.write(page_at(ARTICLE))
    server = store.server(headers=[("Strict-Transport-Security", "max-age=60")])
    assert ask(server, ARTICLE).headers["Strict-Transport-Security"] == "max-age=60"


@pytest.mark.parametrize("coding", DECODERS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_each_coding_has_its_length_and_tag_and_head_has_no_body(store, coding, method):
    page = store.write(page_at(ARTICLE))
    answer = ask(store.server(), ARTICLE, method=method, ACCEPT_ENCODING=coding)
    sent = ask(store.server(), ARTICLE, ACCEPT_ENCODING=coding).body

    assert DECODERS[coding](sent) == page.body
    assert answer.body == (sent if method == "GET" else b"")
    assert answer.headers["Content-Length"] == str(len(sent))
    assert answer.headers["ETag"] == f'"{sha256(sent).hexdigest()}"'
    assert answer.headers.get("Content-Encoding", "identity") == coding
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', 'W/"x",W/{} ,"y"', "*"])
@pytest.mark.parametrize("coding", DECODERS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_the_page_is_told_that_it_is_unchanged(store, form, coding, method):
    store.write(page_at(ARTICLE))
    server = store.server()
    tag = ask(server, ARTICLE, ACCEPT_ENCODING=coding).headers["ETag"]
    answer = ask(
        server, ARTICLE, method=method, ACCEPT_ENCODING=coding, IF_NONE_MATCH=form.format(tag)
    )
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers == {
        "ETag": tag,
        "Vary": "Accept-Encoding",
        "Cache-Control": "public, max-age=60",
    }


def test_who_has_another_coding_or_older_bytes_is_sent_the_page(store):
    store.write(page_at(ARTICLE))
    server = store.server()
    plain = ask(server, ARTICLE).headers["ETag"]
    assert ask(server, ARTICLE, ACCEPT_ENCODING="br", IF_NONE_MATCH=plain).status == 200
    assert ask(server, ARTICLE, IF_NONE_MATCH=plain.strip('"')).status == 200
    store.write(page_at(ARTICLE, "a correction"))
    assert ask(server, ARTICLE, IF_NONE_MATCH=plain).status == 200


@pytest.mark.parametrize("coding", DECODERS)
def test_a_withdrawal_notice_is_gone_and_never_unchanged(store, coding):
    notice = store.write(page_at(ARTICLE, status=410))
    answer = ask(store.server(), ARTICLE, ACCEPT_ENCODING=coding, IF_NONE_MATCH="*")
    assert (answer.status, DECODERS[coding](answer.body)) == (410, notice.body)
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, max-age=60"


def test_answers_keep_to_the_rules_of_wsgi(store):
    store.write(page_at(ARTICLE))
    server = validator(store.server())
    for method in ("GET", "HEAD"):
        for headers in ({}, {"HTTP_IF_NONE_MATCH": "*"}, {"HTTP_ACCEPT_ENCODING": "br"}):
            environ: dict[str, Any] = {"QUERY_STRING": ""}
            setup_testing_defaults(environ)
            environ |= headers | {"PATH_INFO": ARTICLE, "REQUEST_METHOD": method}
            answer = server(environ, lambda status, fields, exc_info=None: lambda data: None)
            list(answer)
            answer.close()  # type: ignore[attr-defined]


def test_what_is_sent_can_not_be_changed_by_who_wraps_the_server(store):
    store.write(page_at(ARTICLE))
    server = store.warm_server(ARTICLE)

    def meddle(status: str, fields: list[tuple[str, str]]) -> None:
        fields.append(("X-Left-Behind", "1"))

    for headers in ({}, {"HTTP_IF_NONE_MATCH": "*"}):
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": ARTICLE} | headers
        server(environ, meddle).append(b"more")
    assert "X-Left-Behind" not in ask(server, ARTICLE).headers
    assert "X-Left-Behind" not in ask(server, ARTICLE, IF_NONE_MATCH="*").headers
    assert ask(server, ARTICLE).body == page_at(ARTICLE).body


# --- What is left to Django


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "get"])
def test_other_methods_are_django_s(store, method):
    store.write(page_at(ARTICLE))
    assert ask(store.server(), ARTICLE, method=method).status == FALLEN_THROUGH


def test_pages_that_are_not_stored_are_django_s_without_a_report(store, caplog):
    store.write(page_at(ARTICLE))
    server = store.server()
    for path in (OTHER, RECORD, RECORD_JSON, "/", "/articles/", "", "/articles/stem-cells"):
        assert not is_served(server, path)
    assert not caplog.records


def test_a_page_store_that_is_not_in_files_is_django_s(store):
    store.write(page_at(ARTICLE))
    server = PageServer(fallback, root=None, public_keys=store.keys_file)
    assert not is_served(server)


def test_a_request_that_django_sends_elsewhere_is_django_s(store):
    store.write(page_at(ARTICLE))
    server = store.server(only_if=("HTTP_X_FORWARDED_PROTO", "https"))
    assert not is_served(server)
    assert not is_served(server, X_FORWARDED_PROTO="http")
    assert is_served(server, X_FORWARDED_PROTO="https")


# --- Checked once


def test_a_checked_page_is_served_from_memory_until_anything_changes(store):
    store.write(page_at(ARTICLE))
    server = store.warm_server(ARTICLE)
    with opened_files() as opened:
        for coding in DECODERS:
            assert is_served(server, ACCEPT_ENCODING=coding)
        assert opened == []
        publish_keys(store.keys_file, store.signer, Signer())
        assert is_served(server)
        assert any("index.html" in file for file in opened), "the new keys are asked"


def test_a_removed_page_is_gone_with_the_next_request(store):
    for path in (ARTICLE, RECORD, RECORD_JSON):
        store.write(page_at(path))
    server = store.warm_server(ARTICLE, RECORD, RECORD_JSON)
    for path in (ARTICLE, RECORD, RECORD_JSON):
        remove_page(path)
        for coding in DECODERS:
            assert not is_served(server, path, ACCEPT_ENCODING=coding)


@pytest.mark.parametrize("name", ["index.html", "index.html.jws", "index.html.br"])
def test_a_page_with_a_file_gone_is_withheld_from_the_next_request_on(store, name):
    store.write(page_at(ARTICLE))
    server = store.warm_server(ARTICLE)
    (store.root / FOLDER / name).unlink()
    assert not is_served(server)


def test_a_page_written_anew_is_the_new_one_however_fast(store):
    server = store.server()
    for n in range(40):
        page = store.write(page_at(ARTICLE, f"{n:03}", status=410 if n % 3 == 0 else 200))
        answer = ask(server, ARTICLE)
        assert (answer.status, answer.body) == (page.status, page.body)


def test_a_page_withdrawn_is_the_notice_with_the_next_request(store):
    store.write(page_at(ARTICLE))
    server = store.warm_server(ARTICLE)
    store.write(page_at(ARTICLE, status=410))
    assert ask(server, ARTICLE).status == 410


def test_where_page_and_notice_both_lie_the_notice_stands(store, tmp_path):
    store.write(page_at(ARTICLE))
    kept = {file.name: file.read_bytes() for file in (store.root / FOLDER).iterdir()}
    store.write(page_at(ARTICLE, status=410))
    for name, body in kept.items():
        (store.root / FOLDER / name).write_bytes(body)
    assert ask(store.server(), ARTICLE).status == 410


def test_bytes_changed_in_place_with_the_time_set_back_are_noticed(store):
    store.write(page_at(ARTICLE))
    server = store.warm_server(ARTICLE)
    for name, coding in {"index.html": "identity", "index.html.br": "br"}.items():
        file = store.root / FOLDER / name
        before = file.stat()
        flip(file)
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        after = file.stat()
        assert (after.st_ino, after.st_size, after.st_mtime_ns) == (
            before.st_ino,
            before.st_size,
            before.st_mtime_ns,
        )
        assert not is_served(server, ACCEPT_ENCODING=coding)


def test_readers_see_whole_pages_while_they_are_written_and_no_false_alarm(store, caplog):
    pages = [page_at(ARTICLE, f"{n}", status=status) for n in range(3) for status in (200, 410)]
    allowed = {(page.status, page.body) for page in pages}
    server, done = store.server(), threading.Event()
    seen, wrong = set(), []

    def read(coding: str) -> None:
        while not done.is_set():
            answer = ask(server, ARTICLE, ACCEPT_ENCODING=coding)
            seen.add(answer.status)
            if answer.status != FALLEN_THROUGH:
                page = answer.status, DECODERS[coding](answer.body)
                wrong.extend([] if page in allowed else [page])

    readers = [threading.Thread(target=read, args=[coding]) for coding in DECODERS]
    for reader in readers:
        reader.start()
    for n in range(40):
        store.write(pages[n % len(pages)])
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert seen >= {200, 410}
    assert not caplog.records, "a page being written is no tampering"


# --- Keys


def test_a_page_is_withheld_as_soon_as_its_key_is_not_ours_and_served_when_it_is(store, caplog):
    store.write(page_at(ARTICLE))
    server = store.warm_server(ARTICLE)
    publish_keys(store.keys_file, Signer())
    assert not is_served(server)
    assert "not ours" in caplog.records[0].getMessage()
    publish_keys(store.keys_file, Signer(), store.signer)
    assert is_served(server)


@pytest.mark.parametrize("keys", [b"", b"{}", b"[]", b'{"keys": ["x"]}', b'{"keys": 5}', b"\xff"])
def test_without_readable_public_keys_every_page_is_withheld(store, keys, caplog):
    store.write(page_at(ARTICLE))
    server = store.server()
    assert is_served(server)
    store.keys_file.write_bytes(keys)
    assert not is_served(server)
    assert "public keys" in caplog.records[0].getMessage()
    store.keys_file.unlink()
    assert not is_served(server)


def test_public_keys_behind_links_are_followed_as_they_change(store, tmp_path):
    """Mounted secrets are links that are turned to another folder."""
    store.write(page_at(ARTICLE))
    for name, signer in {"one": store.signer, "two": Signer()}.items():
        publish_keys(tmp_path / name / "keys.json", signer)
    (tmp_path / "current").symlink_to("one")
    store.keys_file.unlink()
    store.keys_file.symlink_to("current/keys.json")
    server = store.warm_server(ARTICLE)
    assert is_served(server)
    (tmp_path / "current").unlink()
    (tmp_path / "current").symlink_to("two")
    assert not is_served(server)


# --- Memory


def checked(size: int) -> CheckedPage:
    return CheckedPage("", None, None, 200, "200 OK", {}, size)


def test_the_shelf_keeps_what_was_asked_for_last_within_its_size():
    shelf = Shelf(30)
    for path in "abc":
        shelf.put(path, checked(10))
    shelf.get("a")
    shelf.put("d", checked(10))
    assert [path for path in "abcd" if shelf.get(path)] == ["a", "c", "d"]
    shelf.put("c", checked(20))
    assert [path for path in "abcd" if shelf.get(path)] == ["c", "d"]
    shelf.put("e", checked(31))
    assert not any(shelf.get(path) for path in "abcde"), "what is larger than the shelf passes"


def test_pages_are_served_though_none_fits_into_memory(store):
    store.write(page_at(ARTICLE))
    server = store.server(memory=1)
    settle()
    assert all(is_served(server) for _ in range(3))
