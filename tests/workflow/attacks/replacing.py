"""Invariant 7: what evidence points at is neither deleted nor exchanged for another."""

from __future__ import annotations

from functools import partial

from django.db import models

from articles.models import (
    Article,
    ArticleTherapy,
    BibliographyEntry,
    Byline,
    Contributor,
    Edition,
    Image,
    KeyTakeaway,
)
from references.models import Reference
from reviews.models import Physician, Review
from tests.workflow.attacks import evidence
from tests.workflow.attacks.families import removals
from tests.workflow.attacks.forging import execute, hostile_session, insert_statement
from tests.workflow.attacks.matrix import Act, attack
from tests.workflow.attacks.world import World
from therapies.models import RegulatoryStatus, TherapyType

GONE = "23503"


def _bared(article: Article) -> Article:
    """An article of whose draft nothing is left, so that only evidence holds it."""
    for model in (KeyTakeaway, ArticleTherapy, BibliographyEntry, Byline):
        model._default_manager.filter(article=article).delete()
    return article


def _reference(world: World) -> Reference:
    BibliographyEntry.objects.all().delete()
    return world.approval.edition.editionreference_set.get().reference


def _therapy(world: World) -> TherapyType:
    ArticleTherapy.objects.all().delete()
    RegulatoryStatus.objects.all().delete()
    return world.approval.edition.editiontherapy_set.get().therapy


def _image(world: World) -> Image:
    Article.objects.update(lead_image=None)
    return world.approval.edition.editionimage_set.get().image


PROTECTED = "ProtectedError"
removals("7a", "deleted", lambda w: w.approval.physician, refused_by=GONE, by_django=PROTECTED)
removals("7b", "deleted", lambda world: world.approval.licence, by_django=PROTECTED)
removals("7c", "deleted", _reference, refused_by=GONE, by_django=PROTECTED)
removals("7d", "deleted", _therapy, refused_by=GONE, by_django=PROTECTED)
removals("7g", "deleted", _image, by_django=PROTECTED)
removals(
    "7e",
    "deleted",
    lambda world: _bared(world.approval.edition.article),
    refused_by=GONE,
    by_django=PROTECTED,
)


def _replace(row: models.Model) -> None:
    """Delete a row and put another in its place, before deferred keys look."""
    type(row)._default_manager.filter(pk=row.pk)._raw_delete("default")
    execute(*insert_statement(row))


@attack("7a", "sql", refused_by="a_licence_belongs_to_a_physician")
def exchanged_below_a_licence(world: World) -> Act:
    physician = Physician.objects.get(pk=world.idle.pk)
    physician.name, physician.account = "Dr. Somebody Else", None
    return partial(_replace, physician)


@attack("7a", "session", refused_by="a_licence_belongs_to_a_physician")
def exchanged_while_keys_are_deferred(world: World) -> Act:
    physician = Physician.objects.get(pk=world.idle.pk)
    return lambda: (hostile_session(), _replace(physician))


@attack("7a", "sql", refused_by="a_review_names_a_physician")
def exchanged_below_a_review(world: World) -> Act:
    physician = Physician.objects.create(name="Dr. New", credentials="MD")
    Review.objects.create(
        edition=world.reviews.accepted.edition,
        physician=physician,
        due_on=world.reviews.accepted.due_on,
    )
    physician.name = "Dr. Somebody Else"
    return partial(_replace, physician)


@attack("7e", "sql", refused_by="an_edition_belongs_to_an_article")
def exchanged_below_an_edition(world: World) -> Act:
    bare = _bared(world.bare)
    content = evidence.changed(
        bytes(world.approval.edition.content), {"article.id": bare.pk, "edition": 1}
    )
    Edition.objects.create(article=bare, number=1, content=content)
    return partial(_replace, bare)


@attack("7e", "sql", refused_by="a_ledger_entry_belongs_to_an_article")
def exchanged_below_a_ledger_entry(world: World) -> Act:
    bare = _bared(world.bare)
    evidence.first_entry(bare).save()
    return partial(_replace, bare)


@attack("7e", "sql", refused_by="an_edition_belongs_to_an_article")
def its_contributors_forgotten(world: World) -> Act:
    """The scheme behind it: who wrote it could sign it afterwards."""
    article = _bared(Article.objects.get(pk=world.article.pk))
    assert Contributor.objects.filter(article=article).count() > 1
    return partial(_replace, article)


# --- 7f. Accounts


@attack("7f", "delete", refused_by="a_signer_is_no_contributor")
def deleted_and_what_it_wrote_signed(world: World) -> Act:
    review = world.reviews.by_contributor
    account = review.physician.account
    return lambda: (account.delete(), evidence.sign_off(review).save())


@attack("7f", "sql", refused_by="42501")
def its_number_changed(world: World) -> Act:
    account = world.reviews.by_contributor.physician.account
    return lambda: type(account).objects.filter(pk=account.pk).update(id=7_777)


@attack("7f", "session", refused_by="a_signer_is_no_contributor")
def unlinked_then_deleted(world: World) -> Act:
    review = world.reviews.by_contributor
    account = review.physician.account
    forged = insert_statement(evidence.sign_off(review))
    return lambda: (
        Physician.objects.filter(pk=review.physician_id).update(account=None),
        account.delete(),
        hostile_session(),
        execute(*forged),
    )
