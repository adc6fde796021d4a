"""What only a withheld privilege stops."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import models, transaction

from articles.models import Article, Edition, Image
from medcontent.models import User
from references.models import Reference
from reviews.models import SigningKey
from tests.workflow.attacks import evidence
from tests.workflow.attacks.forging import SOME_TIME, execute, run, update_statement
from tests.workflow.attacks.matrix import Act
from tests.workflow.attacks.running import refusal_of
from tests.workflow.attacks.world import World, picture
from tests.workflow.mutants.parts import Withheld, field_of
from tests.workflow.mutants.weakening import Owner, without_lock
from therapies.models import TherapyType

LET_THROUGH = "let through"

INSERTED = {
    "articles_articlehead": "(article_id, ledger_hash) SELECT id, 'forged' "
    "FROM public.articles_article WHERE slug = 'new'",
    "articles_editionimage": "(edition_id, image_id, digest) SELECT max(edition.id), image.id, "
    "image.digest FROM public.articles_edition edition, public.articles_image image "
    "GROUP BY image.id",
    "articles_editionreference": "(edition_id, reference_id) SELECT max(edition.id), "
    "max(reference.id) FROM public.articles_edition edition, public.references_reference reference",
    "articles_editiontherapy": "(edition_id, therapy_id) SELECT max(edition.id), "
    "max(therapy.id) FROM public.articles_edition edition, public.therapies_therapytype therapy",
    "auth_permission": "(name, content_type_id, codename) VALUES ('Anything', 1, 'any')",
    "django_content_type": "(app_label, model) VALUES ('mine', 'mine')",
    "django_migrations": "(app, name, applied) VALUES ('reviews', '9999_done', now())",
    "publishing_redirect": "(slug, article_id) SELECT 'new', min(id) FROM public.articles_article",
    "reviews_physicianaccount": "(physician_id, number) "
    "SELECT max(id), 7 FROM public.reviews_physician",
}
"""Rows that the application would like to write where it may not."""

LOCKING = ("UPDATE", "DELETE", "TRUNCATE")
"""Privileges of which each lets a role lock a whole table."""


def lock(table: str) -> Act:
    """Prepare to lock a whole table, so that nobody else can read it."""
    return lambda: run(f"LOCK TABLE public.{table} IN ACCESS EXCLUSIVE MODE")


def attack_on(wanted: Withheld, world: World) -> Act:
    """Prepare what a privilege on a table would let the application do."""
    if wanted.privilege in LOCKING:
        return lock(wanted.table)
    if wanted.privilege == "TRIGGER":
        return lambda: run(
            f"CREATE TRIGGER mine BEFORE INSERT ON public.{wanted.table} "
            "EXECUTE FUNCTION public.gate_is_evidence()"
        )
    _make_others()
    return lambda: run(f"INSERT INTO public.{wanted.table} {INSERTED[wanted.table]}")


def _make_others() -> None:
    """Make what rows may be moved to."""
    Article.objects.create(slug="new")
    TherapyType.objects.create(name="New")
    Reference.objects.create(csl={"title": "New"})
    picture().save()


def outcome(prepare: Callable[[], Act]) -> str:
    """Say what refused an act of the application, which is taken back."""
    with transaction.atomic():
        refusal = refusal_of(prepare())
        transaction.set_rollback(True)
    return str(refusal or LET_THROUGH)


# --- Columns


def _lonely_edition(world: World) -> Edition:
    said = {"article.id": world.bare.pk, "edition": 1, "references": [], "therapies": []}
    said["images"] = []
    content = evidence.changed(bytes(world.approval.edition.content), said)
    return Edition.objects.create(article=world.bare, number=1, content=content)


PICKED: dict[str, Callable[[World], models.Model]] = {
    "articles_articlehead": lambda world: world.article.head,
    "articles_edition": _lonely_edition,
    "articles_image": lambda world: Image.objects.latest("pk"),
    "django_admin_log": lambda world: LogEntry.objects.create(
        user_id=world.idle.account_id, action_flag=1, object_repr="new"
    ),
    "medcontent_user": lambda world: User.objects.create(username="new"),
    "publishing_release": lambda world: world.withdrawn,
    "reviews_licence": lambda world: world.idle.licences.get(),
    "reviews_review": lambda world: world.reviews.declined,
    "reviews_signingkey": lambda world: SigningKey.objects.get(kid="retired"),
}
"""Rows to change that nothing points at, in the tables that something points at."""


def change_of(wanted: Withheld, world: World) -> Act:
    """Prepare the change of a column to another value that the column could hold."""
    _make_others()
    field = field_of(wanted)
    pick = PICKED.get(wanted.table, lambda _: field.model._default_manager.latest("pk"))
    row = pick(world)
    statement = update_statement(row, {field.name: _another(field, row, world)})
    return lambda: execute(*statement)


def _another(field: models.Field, row: models.Model, world: World) -> Any:
    if isinstance(field, models.OneToOneField):
        return world.bare
    if isinstance(field, models.ForeignKey):
        others = field.related_model._default_manager.exclude(pk=getattr(row, field.attname))
        return others.latest("pk")
    if isinstance(field, models.BinaryField):
        return evidence.changed(bytes(getattr(row, field.name)), {"title": "?", "action": "?"})
    return next(value for kind, value in VALUES if isinstance(field, kind))


VALUES: list[tuple[type[models.Field], Any]] = [
    (models.DateTimeField, SOME_TIME),
    (models.DateField, datetime.date(2999, 12, 31)),
    (models.BooleanField, True),
    (models.IntegerField, 9_876),
    (models.JSONField, {}),
    (models.UUIDField, uuid.UUID(int=0)),
    (models.CharField, "XX"),
    (models.TextField, "XX"),
]


def locks_beside(wanted: Withheld, world: World, owner: Owner) -> list[str]:
    """Name what else holds a column, one lock after the other, until its change goes through.

    The privilege must be granted.
    """
    found: list[str] = []
    with ExitStack() as stack:
        while (lock := outcome(lambda: change_of(wanted, world))) != LET_THROUGH:
            assert lock not in found, lock
            found.append(lock)
            stack.enter_context(without_lock(owner, lock))
    return found


@contextmanager
def without_all(locks: list[str], owner: Owner) -> Iterator[None]:
    """Take away several rules and constraints."""
    with ExitStack() as stack:
        for lock in locks:
            stack.enter_context(without_lock(owner, lock))
        yield
