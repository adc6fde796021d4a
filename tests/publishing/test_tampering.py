"""Lock 2: whoever alters evidence past the gate, as only the owner can, gets nothing out."""

from __future__ import annotations

import pytest
from django.test import Client

from articles.models import Edition
from publishing.models import Release
from publishing.pages import write_pages
from publishing.release import release
from publishing.store import MissingPage, read_page, remove_page
from reviews.models import LedgerEntry
from reviews.verification import NotVouched
from tests import factories

FORGERIES = {
    "the words of the edition": """
        UPDATE articles_edition SET content = convert_to(
            replace(convert_from(content, 'UTF8'), 'may help', 'surely helps'), 'UTF8')""",
    "one byte of the edition": """
        UPDATE articles_edition SET content = set_byte(content, 99, get_byte(content, 99) # 1)""",
    "the statement": """
        UPDATE reviews_signoff SET statement = convert_to(
            replace(convert_from(statement, 'UTF8'), 'Dr. ', 'Prof. '), 'UTF8')""",
    "the signature": "UPDATE reviews_signoff SET signature = reverse(signature)",
    "the decision": "UPDATE reviews_signoff SET decision = 'reject'",
    "the policy": """
        UPDATE articles_edition SET content = convert_to(
            replace(convert_from(content, 'UTF8'), '"approvals":1', '"approvals":2'), 'UTF8')""",
    "the signatory": "UPDATE reviews_physician SET public_id = gen_random_uuid()",
    "the sign-off itself": "DELETE FROM reviews_signoff",
    "the key": "UPDATE reviews_signingkey SET jwk = jsonb_set(jwk, '{x}', '\"AAAA\"')",
}
TABLES = (
    "articles_edition reviews_signoff reviews_physician reviews_signingkey publishing_release"
).split()
BOND = "a_sign_off_carries_its_editions_digest"


@pytest.fixture
def forge(committed, databases):
    """Alter evidence as the owner, the gate and what binds a sign-off to it out of the way."""

    def alter(statement: str) -> None:
        with databases.owner(committed) as owner:
            for table in TABLES:
                owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            owner.execute(f"ALTER TABLE reviews_signoff DROP CONSTRAINT {BOND}")
            owner.execute(statement)

    return alter


@pytest.mark.parametrize("what", FORGERIES)
def test_a_forgery_is_neither_released_nor_written_nor_shown(forge, what):
    signed = factories.signed(edition=factories.submitted()).edition
    public = factories.released().article
    path = f"/articles/{public.slug}/"
    remove_page(path)
    forge(FORGERIES[what])

    with pytest.raises(NotVouched):
        release(edition=Edition.objects.get(pk=signed.pk), by=factories.account("editor"))
    assert [release.article for release in Release.objects.all()] == [public]
    assert LedgerEntry.objects.filter(action="release").count() == 1
    with pytest.raises(NotVouched):
        write_pages(public)
    with pytest.raises(MissingPage):
        read_page(path)
    answer = Client().get(path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    assert b"sleep" not in answer.content.lower()
    assert b"Migraine" not in Client().get("/").content
