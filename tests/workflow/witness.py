"""A stranger who fetches what is public and checks for themselves that physicians signed it.

Reads the evidence by SQL and checks signatures with the library ``cryptography``, so that a
mistake in the application's own checks can't hide here.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection
from django.test import Client
from lxml import html

from tests.workflow.aftermath import serve

REGION = re.compile(r"<!--signed text-->(.*)<!--end of signed text-->", re.DOTALL)
Answer = tuple[int, bytes]
READER = Client()
"""One for all requests: each new one would load the middleware, and that every static file."""


def complaints(slugs: Iterable[str]) -> list[str]:
    """Say what at these addresses is public and should not be, or is not and should."""
    return [complaint for slug in slugs for complaint in _complaints_at(slug)]


def _complaints_at(slug: str) -> Iterator[str]:
    was_public = _last_release(slug) is not None
    for end in ("", "review-record/", "review-record.json") if was_public else ("",):
        path = f"/articles/{slug}/{end}"
        told, stored = _from_django(path), serve(path)
        expected = _expected_status(slug, of_record=bool(end))
        if told[0] != expected:
            yield f"{path} answers {told[0]} and not {expected}"
        if stored is not None and stored != told:
            yield f"{path} has a stored page with status {stored[0]} that is stale"
        if told[0] == 200:
            yield from _record_complaints(path, told[1]) if end else _page_complaints(slug, told[1])
        if told[0] == 410 and b"Sleep" in told[1].partition(b"<main")[2]:
            yield f"{path} still shows words of the withdrawn edition"


def _from_django(path: str) -> Answer:
    answer = READER.get(path)
    return answer.status_code, answer.content


def _rows(query: str, *parameters: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


def _last_release(slug: str) -> tuple[Any, ...] | None:
    """The newest release of the article that ever was public at an address, open ones first."""
    rows = _rows(
        """
        SELECT release.ended_at, edition.id,
               convert_from(edition.content, 'UTF8')::jsonb #>> '{article,slug}'
        FROM publishing_redirect redirect
        JOIN publishing_release release USING (article_id)
        JOIN articles_edition edition ON edition.id = release.edition_id
        WHERE redirect.slug = %s
        ORDER BY release.ended_at DESC NULLS FIRST, release.id DESC LIMIT 1""",
        slug,
    )
    return rows[0] if rows else None


def _expected_status(slug: str, *, of_record: bool) -> int:
    last = _last_release(slug)
    if last is None:
        return 404
    ended_at, _, address = last
    if address != slug:
        return 301
    return 410 if ended_at is not None and not of_record else 200


def _page_complaints(slug: str, page: bytes) -> Iterator[str]:
    last = _last_release(slug)
    assert last is not None
    (content,) = _rows("SELECT content FROM articles_edition WHERE id = %s", last[1])[0]
    sign_offs = _rows(
        """
        SELECT sign_off.statement, sign_off.signature, key.jwk FROM reviews_signoff sign_off
        JOIN reviews_signingkey key ON key.kid = sign_off.key_id WHERE edition_id = %s""",
        last[1],
    )
    signed = [
        (bytes(statement), signature, json.loads(jwk) if isinstance(jwk, str) else jwk)
        for statement, signature, jwk in sign_offs
    ]
    yield from unsigned(bytes(content), signed)
    regions = REGION.findall(page.decode())
    if len(regions) != 1:
        yield f"the page of {slug} has {len(regions)} marked regions"
        return
    shown = html.fragment_fromstring(regions[0], create_parent="div").text_content()
    if _letters(shown) != _letters(json.loads(bytes(content))["reading_text"]):
        yield f"the page of {slug} shows other words than were signed"


def _record_complaints(path: str, record: bytes) -> Iterator[str]:
    if not path.endswith(".json"):
        return
    said = json.loads(record)
    keys = {key["kid"]: key for key in said["keys"]}
    for edition in said["editions"]:
        content = edition["content"].encode()
        if hashlib.sha256(content).hexdigest() != edition["digest"]:
            yield f"{path} names another digest than its content has"
        signed = [
            (sign_off["statement"].encode(), sign_off["signature"], keys[sign_off["key"]])
            for sign_off in edition["sign_offs"]
        ]
        yield from unsigned(content, signed)


def unsigned(content: bytes, sign_offs: list[tuple[bytes, str, dict[str, Any]]]) -> Iterator[str]:
    """Say what is missing for these words to be signed.

    Each sign-off is its statement, its signature as a compact JWS, and the public JWK.
    """
    words, approving = json.loads(content), set()
    name = f"edition {words['edition']} of article {words['article']['id']}"
    for statement, signature, jwk in sign_offs:
        said = json.loads(statement)
        if not _is_signed(statement, signature, jwk):
            yield f"{name} has a signature that does not check"
        if said["digest"] != hashlib.sha256(content).hexdigest():
            yield f"{name} has a sign-off of other words"
        if said["decision"] != "approve":
            yield f"{name} was objected to"
        approving.add(said["physician"]["id"])
    if len(approving) < words["policy"]["approvals"]:
        yield f"{name} has {len(approving)} approvals"


def _is_signed(statement: bytes, signature: str, jwk: dict[str, Any]) -> bool:
    header, payload, signed = signature.split(".")
    try:
        Ed25519PublicKey.from_public_bytes(_unbase64(jwk["x"])).verify(
            _unbase64(signed), f"{header}.{payload}".encode()
        )
    except InvalidSignature:
        return False
    return _unbase64(payload) == statement


def _unbase64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _letters(text: str) -> str:
    return "".join(text.split())


def broken_links(article: int) -> list[str]:
    """Say where an article's chain in the ledger does not hold."""
    faults, previous = [], ""
    entries = _rows(
        "SELECT number, content FROM reviews_ledgerentry WHERE article_id = %s ORDER BY number",
        article,
    )
    for place, (number, content) in enumerate(entries, start=1):
        said = json.loads(bytes(content))
        if (number, said["number"], said["article"], said["previous"]) != (
            place,
            place,
            article,
            previous,
        ):
            faults.append(f"entry {number} of article {article} does not follow the one before it")
        previous = hashlib.sha256(bytes(content)).hexdigest()
    [head] = _rows(
        "SELECT ledger_length, ledger_hash FROM articles_articlehead WHERE article_id = %s", article
    ) or [(0, "")]
    if head != (len(entries), previous):
        faults.append(f"the head of article {article} is not at the end of its chain")
    return faults


def listed_at_home() -> list[str]:
    """The slugs on the first page of the list of articles."""
    tree = html.fromstring(READER.get("/").text)
    links = tree.xpath("//ul[@class='articles']//a/@href")
    return [link.removeprefix("/articles/").rstrip("/") for link in links]


def public_slugs() -> list[str]:
    """The slugs of the open releases, the newest first."""
    rows = _rows(
        """
        SELECT convert_from(edition.content, 'UTF8')::jsonb #>> '{article,slug}'
        FROM publishing_release release
        JOIN articles_edition edition ON edition.id = release.edition_id
        WHERE release.ended_at IS NULL ORDER BY release.id DESC"""
    )
    return [slug for (slug,) in rows]
