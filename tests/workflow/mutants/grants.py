"""What only a withheld privilege stops."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.apps import apps
from django.db import models, transaction

from articles.models import Edition
from medcontent.models import User
from reviews.models import Licence, Review, SigningKey
from tests.workflow.attacks import evidence
from tests.workflow.attacks.forging import SOME_TIME, execute, run, update_statement
from tests.workflow.attacks.matrix import Act
from tests.workflow.attacks.running import refusal_of
from tests.workflow.attacks.world import World
from tests.workflow.mutants.attempts import LET_THROUGH
from tests.workflow.mutants.parts import Part, Withheld, field_of, parts_of
from tests.workflow.mutants.weakening import Owner, with_body, without_constraint, without_rule

INSERTED = {
    "articles_articlehead": "(article_id, ledger_hash) SELECT id, 'forged' "
    "FROM public.articles_article WHERE slug = 'new'",
    "articles_editionreference": "(edition_id, reference_id) "
    "SELECT max(edition_id), min(reference_id) FROM public.articles_editionreference",
    "articles_editiontherapy": "(edition_id, therapy_id) SELECT edition.id, max(therapy.id) "
    "FROM public.articles_edition edition, public.therapies_therapytype therapy "
    "GROUP BY edition.id LIMIT 1",
    "auth_permission": "(name, content_type_id, codename) VALUES ('Anything', 1, 'any')",
    "django_content_type": "(app_label, model) VALUES ('mine', 'mine')",
    "django_migrations": "(app, name, applied) VALUES ('reviews', '9999_done', now())",
    "publishing_redirect": "(slug, article_id) SELECT 'new', min(id) FROM public.articles_article",
    "reviews_physicianaccount": "(physician_id, number) "
    "SELECT max(id), 7 FROM public.reviews_physician",
}
"""Rows that the application would like to write where it may not."""
