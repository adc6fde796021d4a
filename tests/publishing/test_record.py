"""The review record: a stranger checks it with stock tools, and sees each changed byte."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from articles.drafts import draft_edit
from articles.models import Article
from publishing.house_text import HOUSE_TEXT
from publishing.models import Release
from publishing.pages import pages_of, record_json_path, render_record
from publishing.record import record_json, review_record
from publishing.release import release, withdraw
from reviews import comments, signatures, workflow
from reviews.keys import new_key
from reviews.models import SigningKey
from tests import factories

pytestmark = pytest.mark.django_db


def next_release(article: Article, title: str) -> Release:
    with draft_edit(article, by=article.writer, comment="Better"):
        article.title = title
        article.save()
    edition = workflow.submit(article=article, by=article.writer)
    factories.signed(edition=edition)
    return release(edition=edition, by=factories.account("editor"))


# what it holds


def test_the_record_holds_every_edition_that_was_ever_public_and_no_other():
    article = factories.released().article
    skipped = workflow.submit(article=article, by=article.writer)
    workflow.recall(edition=skipped, by=article.writer, reason="writer")
    next_release(article, "Sleep, again")
    withdraw(article=article, by=factories.account("editor"), reason="error")
    workflow.submit(article=article, by=article.writer)
    record = review_record(article)
    assert [edition["number"] for edition in record["editions"]] == [1, 3]
    assert [
        [period["end_reason"] for period in edition["releases"]] for edition in record["editions"]
    ] == [["superseded"], ["error"]]


def test_content_statements_and_keys_are_the_very_bytes():
    opened = factories.released()
    sign_off = opened.edition.sign_offs.get()
    record = json.loads(record_json(review_record(opened.article)))
    [edition] = record["editions"]
    assert edition["content"].encode() == bytes(opened.edition.content)
    assert hashlib.sha256(edition["content"].encode()).hexdigest() == edition["digest"]
    [signed] = edition["sign_offs"]
    assert signed["statement"].encode() == bytes(sign_off.statement)
    key = {key["kid"]: key for key in record["keys"]}[signed["key"]]
    assert signatures.check(signed["signature"], kind=signatures.SIGN_OFF, key=key) == bytes(
        sign_off.statement
    )
    assert record["keys"] == [SigningKey.objects.get().jwk]


def test_every_approval_is_in_the_record(settings):
    settings.REQUIRED_APPROVALS = 2
    edition = factories.submitted()
    factories.signed(edition=edition)
    opened = factories.released(edition=edition)
    [said] = review_record(opened.article)["editions"]
    assert len(said["sign_offs"]) == 2


def test_nothing_private_is_in_the_record():
    review = factories.assigned()
    doctor = review.physician.account
    workflow.accept(review=review, by=doctor, has_interests=True, interests="Shares in Acme")
    comments.comment(review=review, by=doctor, text="Secret question")
    factories.signed(review=review)
    opened = release(edition=review.edition, by=factories.account("editor"))
    text = record_json(review_record(opened.article)).decode()
    page = render_record(json.loads(text), "a", HOUSE_TEXT).decode()
    for private in ("Acme", "Secret", doctor.username, f"T-{review.physician.pk}", '"d"'):
        assert private not in text
        assert private not in page


def test_a_new_signing_key_makes_no_page_stale(settings):
    article = factories.released().article
    before = [(page.path, page.body) for page in pages_of(article)]
    settings.SIGNING_KEY = new_key()
    factories.signed()
    assert SigningKey.objects.count() == 2
    assert [(page.path, page.body) for page in pages_of(article)] == before


def test_the_record_costs_no_more_queries_with_more_editions():
    article = factories.released().article

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            review_record(Article.objects.get(pk=article.pk))
        return len(captured)

    before = queries()
    for number in range(4):
        next_release(article, f"Sleep {number}")
    assert queries() == before


def test_the_page_for_people_shows_who_signed_what_in_which_meaning():
    article = factories.released().article
    next_release(article, "Sleep, again")
    record = review_record(article)
    page = render_record(record, article.slug, HOUSE_TEXT).decode()
    tree = html.document_fromstring(page)
    headings = [heading.text_content() for heading in tree.iter("h2")]
    assert [words for words in headings if "Edition" in words] == ["Edition 2", "Edition 1"]
    text = " ".join(tree.text_content().split())
    for edition in record["editions"]:
        [signed] = edition["sign_offs"]
        stated = json.loads(signed["statement"])
        for words in (
            edition["digest"],
            signed["signature"],
            signed["key"],
            stated["physician"]["name"],
            stated["meaning"]["text"],
            signed["statement"],
        ):
            assert words in text
    assert HOUSE_TEXT.password_limits in text


# the commands


@dataclass
class Stranger:
    """Somebody with bash, curl, jq and openssl, a folder, and the commands from the page."""

    folder: Path
    record: dict
    commands: str

    def check(self) -> subprocess.CompletedProcess[str]:
        """Put the record where its address leads to, and run the commands."""
        at = self.folder / "site" / record_json_path("sleep").lstrip("/")
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(record_json(self.record))
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self.commands],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    def is_satisfied(self) -> bool:
        """Whether every command succeeded and the two digests are the same."""
        done = self.check()
        lines = done.stdout.split()
        if done.returncode or len(lines) < 3:
            return False
        ours, dash, signed = lines[:3]
        return dash == "-" and ours == signed and "Verified Successfully" in done.stdout


@pytest.fixture
def stranger(settings, tmp_path) -> Stranger:
    settings.SITE_URL = (tmp_path / "stranger" / "site").as_uri()
    opened = factories.released(edition=factories.submitted(slug="sleep", title="Naïve “sleep”"))
    record = review_record(opened.article)
    page = html.document_fromstring(render_record(record, "sleep", HOUSE_TEXT).decode())
    [commands] = page.xpath("//pre/code")
    folder = tmp_path / "stranger"
    folder.mkdir()
    return Stranger(folder, json.loads(record_json(record)), commands.text_content())


def test_the_commands_on_the_page_verify_the_record_with_stock_tools(stranger):
    done = stranger.check()
    assert done.returncode == 0, done.stderr
    assert stranger.is_satisfied()


def flipped(encoded: str) -> str:
    """Base64url with one bit of its bytes changed."""
    raw = bytearray(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    raw[len(raw) // 2] ^= 1
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def other_content(record: dict) -> None:
    edition = record["editions"][-1]
    edition["content"] = edition["content"].replace("may help", "map help", 1)


def other_statement(record: dict) -> None:
    signed = record["editions"][-1]["sign_offs"][0]
    signed["statement"] = signed["statement"].replace("approve", "approvf", 1)


def other_signature(record: dict) -> None:
    signed = record["editions"][-1]["sign_offs"][0]
    header, payload, signature = signed["signature"].split(".")
    signed["signature"] = f"{header}.{payload}.{flipped(signature)}"


def other_words_signed_alike(record: dict) -> None:
    """Content, statement and signed bytes changed together, as a forger without the key would."""
    edition = record["editions"][-1]
    other_content(record)
    signed = edition["sign_offs"][0]
    digest = hashlib.sha256(edition["content"].encode()).hexdigest()
    signed["statement"] = signed["statement"].replace(edition["digest"], digest)
    header, _, signature = signed["signature"].split(".")
    payload = base64.urlsafe_b64encode(signed["statement"].encode()).rstrip(b"=").decode()
    signed["signature"] = f"{header}.{payload}.{signature}"


def other_header(record: dict) -> None:
    signed = record["editions"][-1]["sign_offs"][0]
    header, payload, signature = signed["signature"].split(".")
    signed["signature"] = f"{flipped(header)}.{payload}.{signature}"


def other_key(record: dict) -> None:
    record["keys"][0]["x"] = flipped(record["keys"][0]["x"])


@pytest.mark.parametrize(
    "change",
    [
        other_content,
        other_statement,
        other_signature,
        other_words_signed_alike,
        other_header,
        other_key,
    ],
    ids=lambda change: change.__name__,
)
def test_one_changed_byte_does_not_pass_the_commands(
    stranger: Stranger, change: Callable[[dict], None]
):
    before = json.dumps(stranger.record)
    change(stranger.record)
    assert json.dumps(stranger.record) != before
    assert not stranger.is_satisfied()
