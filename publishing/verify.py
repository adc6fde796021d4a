"""Verify: recompute everything that the promise rests on, and name each fault.

Streams through the evidence in constant memory. Trusts nothing that is cached: digests,
signatures and chains are computed anew from the bytes, the gate is compared with the expected
one, releases with the conditions they opened under, page files with their editions, evidence and
ledger with each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from articles.freeze import read_canonical
from articles.images import MissingImageFile, file_of
from articles.models import ArticleHead, Edition
from articles.rendering import WordsDiffer, dated_records, require_same_words
from gate.inspection import inspect_gate
from gate.refusals import Refusal
from publishing.comparisons import EVIDENCE, NOTED, UNRECORDED, check_noted, check_recorded
from publishing.facts import facts_of
from publishing.faults import Fault
from publishing.house_text import HOUSE_TEXT
from publishing.images import images_ever_public
from publishing.manifests import Keys, keys_by_id
from publishing.models import Release
from publishing.pages import (
    article_path,
    claims_of,
    paths_of_slug,
    rendering_version,
    require_only_these_notes,
)
from publishing.store import MissingPage, PageFault, read_page, stored_paths, stray_files
from publishing.sweeper import last_releases
from reviews import signatures
from reviews.keys import key_set
from reviews.models import Checkpoint, Comment, LedgerEntry, SignOff
from reviews.verification import NotVouched, check_edition, check_sign_off, public_keys

CHUNK = 200


@dataclass(frozen=True)
class Part:
    """One part of the verification: how much there is, and a generator of what it found.

    ``check`` yields for every item looked at: its faults, mostly none.
    """

    name: str
    total: Callable[[], int]
    check: Callable[[], Iterator[list[Fault]]]


def check_gate() -> Iterator[list[Fault]]:
    """Compare the installed gate with the expected one."""
    differences = inspect_gate()
    yield [Fault("gate", part, "is missing") for part in differences.missing] + [
        Fault("gate", part, "should not be there") for part in differences.unexpected
    ]


def check_editions() -> Iterator[list[Fault]]:
    """Recompute each edition's digest and canonical form, and check each of its sign-offs."""
    keys = public_keys()
    sign_offs = _grouped(SignOff.objects.select_related("physician").order_by("edition_id", "pk"))
    upcoming = next(sign_offs, None)
    for edition in Edition.objects.order_by("pk").iterator(chunk_size=CHUNK):
        faults = _edition_faults(edition)
        if upcoming and upcoming[0].edition_id == edition.pk:
            for sign_off in upcoming:
                try:
                    check_sign_off(sign_off, edition, keys)
                except NotVouched as error:
                    faults.append(Fault("sign-offs", str(sign_off), str(error)))
            upcoming = next(sign_offs, None)
        yield faults


def _grouped(sign_offs: QuerySet[SignOff]) -> Iterator[list[SignOff]]:
    group: list[SignOff] = []
    for sign_off in sign_offs.iterator(chunk_size=CHUNK):
        if group and group[0].edition_id != sign_off.edition_id:
            yield group
            group = []
        group.append(sign_off)
    if group:
        yield group


def _edition_faults(edition: Edition) -> list[Fault]:
    name = f"edition {edition.number} of article {edition.article_id}"
    try:
        check_edition(edition)
        content = read_canonical(bytes(edition.content))
        if (content["article"]["id"], content["edition"]) != (edition.article_id, edition.number):
            return [Fault("editions", name, "the content speaks of another edition")]
    except (Refusal, ValueError, KeyError, TypeError) as error:
        return [Fault("editions", name, f"{error}")]
    return []


def check_ledger() -> Iterator[list[Fault]]:
    """Recompute every article's chain and compare its end with the article's head."""
    heads = ArticleHead.objects.order_by("article_id").iterator(chunk_size=CHUNK)
    head = next(heads, None)
    article, length, last = None, 0, ""
    for entry in LedgerEntry.objects.order_by("article_id", "number").iterator(chunk_size=CHUNK):
        if entry.article_id != article:
            while head and head.article_id < entry.article_id:
                yield _end_faults(head, article, length, last)
                head = next(heads, None)
            article, length, last = entry.article_id, 0, ""
        length += 1
        yield _entry_faults(entry, length, last)
        last = hashlib.sha256(bytes(entry.content)).hexdigest()
    while head:
        yield _end_faults(head, article, length, last)
        head = next(heads, None)


def _entry_faults(entry: LedgerEntry, number: int, previous: str) -> list[Fault]:
    name = f"entry {entry.number} of article {entry.article_id}"
    said = entry.recorded
    stated = (said.get("article"), said.get("number"), said.get("previous"))
    if entry.number != number or stated != (entry.article_id, number, previous):
        return [Fault("ledger", name, "does not follow the entry before it")]
    if entry.hash != hashlib.sha256(bytes(entry.content)).hexdigest():
        return [Fault("ledger", name, "does not have the hash it is known by")]
    return []


def _end_faults(head: ArticleHead, article: int | None, length: int, last: str) -> list[Fault]:
    if article != head.article_id:
        length, last = 0, ""
    if (head.ledger_length, head.ledger_hash) != (length, last):
        name = f"chain of article {head.article_id}"
        return [Fault("ledger", name, f"ends at entry {length}, not at {head.ledger_length}")]
    return []


def check_checkpoints() -> Iterator[list[Fault]]:
    """Check each checkpoint's signature, its place, and the chains it vouched for."""
    keys, previous = public_keys(), ""
    for checkpoint in Checkpoint.objects.order_by("number").iterator(chunk_size=1):
        yield _checkpoint_faults(checkpoint, previous, {kid: key.jwk for kid, key in keys.items()})
        previous = hashlib.sha256(bytes(checkpoint.content)).hexdigest()


def _checkpoint_faults(
    checkpoint: Checkpoint, previous: str, keys: dict[str, dict[str, object]]
) -> list[Fault]:
    name = f"checkpoint {checkpoint.number}"
    try:
        key = keys.get(signatures.key_id(checkpoint.signature), {})
        signed = signatures.check(checkpoint.signature, kind=signatures.CHECKPOINT, key=key)
    except signatures.BadSignature as error:
        return [Fault("checkpoints", name, str(error))]
    if signed != bytes(checkpoint.content):
        return [Fault("checkpoints", name, "the signature signs something else")]
    said = signatures.decoded(signed)
    if (said["number"], said["previous"]) != (checkpoint.number, previous):
        return [Fault("checkpoints", name, "does not follow the one before it")]
    return [
        Fault("checkpoints", name, f"article {article} had another entry {number} then")
        for article, number in _moved(said["heads"])
    ]


def _moved(heads: list[list[object]]) -> Iterator[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT head.article, head.number
            FROM unnest(%s::bigint[], %s::int[], %s::text[]) AS head (article, number, hash)
            LEFT JOIN reviews_ledgerentry entry
              ON entry.article_id = head.article AND entry.number = head.number
            WHERE entry.hash IS DISTINCT FROM head.hash
            """,
            [list(column) for column in zip(*heads, strict=True)] or [[], [], []],
        )
        yield from cursor.fetchall()


def check_releases() -> Iterator[list[Fault]]:
    """Require of each open release what the gate required when it opened."""
    blocking = Comment.objects.filter(
        review__edition=OuterRef("edition"),
        is_blocking=True,
        resolved_at=None,
        made_at__lt=OuterRef("opened_at"),
    )
    releases = (
        Release.objects.open()
        .select_related("edition")
        .defer("edition__content")
        .annotate(is_blocked=Exists(blocking))
        .prefetch_related(Prefetch("edition__sign_offs", SignOff.objects.defer("statement")))
        .order_by("pk")
    )
    for release in releases.iterator(chunk_size=CHUNK):
        yield _release_faults(release, is_blocked=cast(Any, release).is_blocked)


def _release_faults(release: Release, *, is_blocked: bool) -> list[Fault]:
    name = f"edition {release.edition.number} of article {release.article_id}"
    edition, faults = release.edition, []
    decisions = [sign_off.decision for sign_off in edition.sign_offs.all()]
    if edition.article_id != release.article_id:
        faults.append("belongs to another article")
    if edition.recalled_at is not None:
        faults.append("was recalled")
    if any(decision != SignOff.Decision.APPROVE for decision in decisions):
        faults.append("was objected to")
    if len(decisions) < edition.required_approvals:
        faults.append("has too few approvals")
    if is_blocked:
        faults.append("has an open blocking comment")
    return [Fault("releases", name, fault) for fault in faults]


def check_pages() -> Iterator[list[Fault]]:
    """Compare the page files with the editions they show; a missing page is no fault."""
    keys, strays = keys_by_id(key_set()), set(stored_paths())
    for release in last_releases().defer(None).iterator(chunk_size=CHUNK):
        strays.difference_update(paths_of_slug(release.edition.slug))
        yield _page_faults(release, keys)
    yield [
        Fault("pages", path, "belongs to no release; run `manage.py pages`")
        for path in sorted(strays)
    ]
    yield [Fault("pages", name, "is no page's file; remove it") for name in stray_files()]


def _page_faults(release: Release, keys: Keys) -> list[Fault]:
    faults = []
    for path in paths_of_slug(release.edition.slug):
        try:
            page = read_page(path, keys=keys)
        except MissingPage:
            continue
        except PageFault as error:
            faults.append(Fault("pages", path, str(error)))
            continue
        if {**page.claims, "rendering": ""} != {**claims_of(release), "rendering": ""}:
            faults.append(Fault("pages", path, "shows something else than the last release"))
        elif path == article_path(release.edition.slug) and release.ended_at is None:
            faults += _word_faults(path, page.body, release)
            if page.claims["rendering"] == rendering_version():
                faults += _note_faults(path, page.body, release)
    return faults


def _word_faults(path: str, body: bytes, release: Release) -> list[Fault]:
    try:
        require_same_words(body.decode(), release.edition.reading)
    except (WordsDiffer, UnicodeDecodeError) as error:
        return [Fault("pages", path, str(error))]
    return []


def _note_faults(path: str, body: bytes, release: Release) -> list[Fault]:
    """Compare the notes within the signed text with the concerns that are open.

    Only on a page as it would be written now: others may word them otherwise.
    """
    try:
        page = body.decode()
        if release.concerns.all() or dated_records(page):
            require_only_these_notes(page, facts_of(release), HOUSE_TEXT)
    except (Refusal, UnicodeDecodeError) as error:
        return [Fault("pages", path, str(error))]
    return []


def check_images() -> Iterator[list[Fault]]:
    """Require the file of each image that was ever public, with the bytes that its name says."""
    for digest, kind in images_ever_public().iterator(chunk_size=CHUNK):
        try:
            file_of(f"{digest}.{kind}")
        except MissingImageFile as error:
            yield [Fault("images", f"{digest}.{kind}", str(error))]
        else:
            yield []


PARTS = (
    Part("gate", lambda: 1, check_gate),
    Part("editions", Edition.objects.count, check_editions),
    Part("ledger", LedgerEntry.objects.count, check_ledger),
    Part("ledger is complete", lambda: len(UNRECORDED) + len(EVIDENCE), check_recorded),
    Part("notes beside the evidence", lambda: len(NOTED) + 1, check_noted),
    Part("checkpoints", Checkpoint.objects.count, check_checkpoints),
    Part("releases", lambda: Release.objects.open().count(), check_releases),
    Part("images", lambda: images_ever_public().count(), check_images),
    Part("pages", lambda: Release.objects.values("article").distinct().count(), check_pages),
)
