"""Saving a draft leaves a revision, and its writer is a contributor for good."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from reversion.models import Revision, Version

from articles.drafts import Draft, draft_edit, save_draft
from articles.history import last_saved
from articles.models import Article, Author, Byline, Contributor, KeyTakeaway
from references.models import Reference
from tests import factories

pytestmark = pytest.mark.django_db


def contributors(article: Article) -> set[int]:
    return set(Contributor.objects.filter(article=article).values_list("account", flat=True))


def test_whoever_saves_a_draft_is_a_contributor():
    writer, helper = factories.account("writer"), factories.account("physician")
    article = factories.draft(writer=writer)
    with draft_edit(article, by=helper, comment="A word"):
        article.summary = "Changed."
        article.save()
    assert contributors(article) == {writer.pk, helper.pk}


def test_saving_twice_records_a_contributor_once():
    writer = factories.account("writer")
    article = factories.draft(writer=writer)
    with draft_edit(article, by=writer, comment="Again"):
        article.save()
    assert contributors(article) == {writer.pk}


def test_each_save_is_a_revision_with_its_writer_and_comment():
    writer = factories.account("writer")
    article = factories.draft(writer=writer)
    with draft_edit(article, by=writer, comment="Second save"):
        article.title = "Changed"
        article.save()
    newest = Revision.objects.order_by("pk").last()
    assert (newest.user_id, newest.comment) == (writer.pk, "Second save")
    titles = [version.field_dict["title"] for version in Version.objects.get_for_object(article)]
    assert titles == ["Changed", "Migraine and sleep"]


def test_a_revision_holds_the_rows_that_belong_to_the_article():
    article = factories.draft(writer=factories.account("writer"))
    revision = Revision.objects.order_by("pk").last()
    kinds = {version.content_type.model for version in revision.version_set.all()}
    assert kinds == {"article", "articletherapy", "bibliographyentry", "keytakeaway"}
    [takeaway] = KeyTakeaway.objects.filter(article=article)
    assert Version.objects.get_for_object(takeaway).get().field_dict["text"] == "Sleep may help."


def test_a_revision_holds_rows_as_they_are_after_the_save_and_not_before():
    writer = factories.account("writer")
    article = factories.draft(writer=writer)
    made = [Reference.objects.create(csl={"type": "book", "title": title}) for title in "AB"]
    first, second = (reference.pk for reference in made)
    draft = Draft.of(article).with_values({"bibliography": (first, second)})
    save_draft(article, draft, by=writer, comment="In order")
    turned = draft.with_values({"bibliography": (second, first), "cited_as_retracted": (first,)})
    save_draft(article, turned, by=writer, comment="Turned round")
    last = last_saved(article.pk)
    assert last and last.draft == Draft.of(article) == turned


def test_nothing_is_saved_when_the_edit_fails():
    writer, clumsy = factories.account("writer"), factories.account("writer")
    article = factories.draft(writer=writer)
    revisions = Revision.objects.count()
    with pytest.raises(ZeroDivisionError), draft_edit(article, by=clumsy, comment="Oops"):
        _save_and_stumble(article)
    article.refresh_from_db()
    assert article.title == "Migraine and sleep"
    assert Revision.objects.count() == revisions
    assert contributors(article) == {writer.pk}


def _save_and_stumble(article: Article) -> None:
    article.title = "Lost"
    article.save()
    raise ZeroDivisionError


def test_an_author_with_an_account_is_a_contributor_by_byline():
    article = factories.draft(writer=factories.account("writer"))
    named, linked_later = factories.account(), factories.account()
    byline_of(article, Author.objects.create(name="Named", account=named), 1)
    author = Author.objects.create(name="Linked later")
    byline_of(article, author, 2)
    author.account = linked_later
    author.save()
    assert {named.pk, linked_later.pk} <= contributors(article)
    Byline.objects.all().delete()
    assert {named.pk, linked_later.pk} <= contributors(article)


def byline_of(article: Article, author: Author, position: int) -> None:
    Byline.objects.create(article=article, author=author, position=position)


def test_a_contributor_stays_though_their_account_goes():
    helper = factories.account("writer")
    article = factories.draft(writer=factories.account("writer"))
    with draft_edit(article, by=helper, comment="A word"):
        article.save()
    number = helper.pk
    helper.delete()
    assert number in contributors(article)


@pytest.mark.parametrize("act", ["update", "delete"])
def test_a_contributor_is_never_struck_off(act):
    article = factories.draft(writer=factories.account("writer"))
    rows = Contributor.objects.filter(article=article)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(account=0) if act == "update" else rows._raw_delete(rows.db)
    assert rows.exists()


def test_a_draft_without_evidence_can_be_deleted_and_takes_its_contributors_along():
    article = factories.draft(writer=factories.account("writer"))
    number = article.pk
    article.delete()
    assert not Contributor.objects.filter(article=number).exists()
