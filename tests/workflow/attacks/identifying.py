"""9k to 9m, and what the gate writes by itself: who somebody is and what they did stays."""

from __future__ import annotations

from typing import Any

from articles.models import Author, Byline, Contributor, Edition
from references.models import Reference
from reviews.models import Licence, Physician, PhysicianAccount, SigningKey
from tests import factories
from tests.workflow.attacks import evidence
from tests.workflow.attacks.families import BY_HAND, changes, insertions, removals
from tests.workflow.attacks.forging import SOME_TIME, run
from tests.workflow.attacks.matrix import Act, attack
from tests.workflow.attacks.world import World, picture
from therapies.models import TherapyType

RETIRES = "a_signing_key_only_retires"
ACCOUNTS = "gate_a_physician_keeps_their_accounts"
NAMES = "gate_an_edition_holds_what_it_names"

# --- 9k. Keys


def _retired(world: World) -> SigningKey:
    return SigningKey.objects.get(kid="retired")


changes("9k", "exchanged", _retired, {"jwk": {}})
changes("9k", "in use again", _retired, {"valid_until": None}, refused_by=RETIRES)
changes(
    "9k", "retired twice", _retired, {"valid_until": SOME_TIME}, refused_by=RETIRES, ways=BY_HAND
)
removals("9k", "deleted", _retired)
insertions(
    "9k",
    "a private one kept",
    lambda world: SigningKey(kid="private", jwk={"kty": "OKP", "d": "secret"}),
    refused_by="a_signing_key_is_public_only",
    ways=["sql"],
)


@attack("9k", "sql", refused_by="23503")
def signed_with_a_key_that_is_not(world: World) -> Act:
    forged = evidence.sign_off(world.reviews.accepted, key_id="unknown")
    return forged.save


# --- 9l. Physicians

changes(
    "9l",
    "another public id",
    lambda world: world.idle,
    {"public_id": "00000000-0000-4000-8000-000000000000"},
    refused_by="a_physician_keeps_their_public_id",
    whole_row="a_physician_keeps_their_public_id",
)
insertions(
    "9l",
    "the public id of another",
    lambda world: Physician(name="Dr. Twin", credentials="MD", public_id=world.idle.public_id),
    refused_by="reviews_physician_public_id_key",
    ways=["sql"],
)
insertions(
    "9l",
    "an account that is not",
    lambda world: Physician(name="Dr. Nobody", credentials="MD", account_id=-1),
    refused_by="23503",
    ways=["sql"],
)


def _account(world: World) -> PhysicianAccount:
    return world.idle.accounts.get()


changes("9l", "an account disowned", _account, {"number": 7})
removals("9l", "an account forgotten", _account)
insertions(
    "9l",
    "an account put on another",
    lambda world: PhysicianAccount(physician=world.idle, number=7),
    refused_by="42501",
    ways=["save", "bulk", "sql", "session"],
)


# --- 9m. Contributors


def _contributor(world: World) -> Contributor:
    account = world.reviews.by_contributor.physician.account_id
    return Contributor.objects.get(article=world.article, account=account)


changes("9m", "blamed on another", _contributor, {"account": 7})
removals("9m", "forgotten", _contributor)


@attack("9m", "sql", refused_by="42501")
def blamed_on_another_by_conflict(world: World) -> Act:
    row = _contributor(world)
    return lambda: run(
        "INSERT INTO public.articles_contributor (article_id, account) "
        f"VALUES ({row.article_id}, {row.account}) ON CONFLICT (article_id, account) "
        "DO UPDATE SET account = 7"
    )


CONTRIBUTES = "a_signer_is_no_contributor"


def _author_of_the_signer(world: World) -> Author:
    author = Author.objects.get(pk=world.author.pk)
    author.account = world.reviews.accepted.physician.account
    return author


@attack("9m", "save", refused_by=CONTRIBUTES, holds="gate_a_byline_makes_a_contributor")
def named_in_the_byline(world: World) -> Act:
    author = Author.objects.create(
        name="Dr. Author", account=world.reviews.accepted.physician.account
    )
    return lambda: (
        Byline.objects.create(article=world.article, author=author, position=2),
        evidence.sign_off(world.reviews.accepted).save(),
    )


@attack(
    "9m", "update", refused_by=CONTRIBUTES, holds="gate_an_account_makes_an_author_a_contributor"
)
def an_author_who_gets_an_account(world: World) -> Act:
    return lambda: (
        _author_of_the_signer(world).save(),
        evidence.sign_off(world.reviews.accepted).save(),
    )


@attack("9m", "sql", refused_by=CONTRIBUTES)
def an_author_exchanged_for_one_with_an_account(world: World) -> Act:
    author = _author_of_the_signer(world)
    return lambda: (
        Author.objects.filter(pk=author.pk)._raw_delete("default"),
        author.save(force_insert=True),
        evidence.sign_off(world.reviews.accepted).save(),
    )


# --- What the gate keeps by itself


@attack("9l", "sql", refused_by="a_physician_never_verifies_their_own_licence", holds=ACCOUNTS)
def verified_by_an_account_in_between(world: World) -> Act:
    licence = world.licences.entered_by_administrator
    own, before = factories.account("administrator"), licence.physician.account
    return lambda: (
        Physician.objects.filter(pk=licence.physician_id).update(account=own),
        Physician.objects.filter(pk=licence.physician_id).update(account=before),
        Licence.objects.filter(pk=licence.pk).update(verified_by=own.pk, verified_at=SOME_TIME),
    )


@attack("1e", "sql", refused_by="23503", holds=NAMES)
def a_source_deleted_right_after(world: World) -> Act:
    reference = Reference.objects.create(csl={"title": "New"})
    forged = evidence.edition(world.article, {"references": [{"id": reference.pk}]})
    same = Reference.objects.filter(pk=reference.pk)
    return lambda: (forged.save(), same._raw_delete("default"))


@attack("1e", "sql", refused_by="an_edition_names_a_reference_once", holds=NAMES)
def a_source_named_twice(world: World) -> Act:
    reference = Reference.objects.create(csl={"title": "New"})
    named = {"references": [{"id": reference.pk}, {"id": reference.pk}]}
    return evidence.edition(world.article, named).save


@attack("1e", "sql", refused_by="an_edition_names_a_therapy_once", holds=NAMES)
def a_therapy_named_twice(world: World) -> Act:
    therapy = TherapyType.objects.create(name="New")
    named = {"therapies": [{"id": therapy.pk}, {"id": therapy.pk}]}
    return evidence.edition(world.article, named).save


# --- Images


def _showing(world: World, **said: object) -> Edition:
    image = picture()
    image.save()
    named = {"id": image.pk, "digest": image.digest} | said
    return evidence.edition(world.article, {"images": [named]})


insertions(
    "9o",
    "another file than its image has",
    lambda world: _showing(world, digest="cd" * 32),
    refused_by="an_edition_shows_the_file_it_names",
    holds=[NAMES],
)


@attack("9o", "sql", refused_by="an_edition_shows_the_file_it_names", holds=NAMES)
def a_file_that_it_does_not_name(world: World) -> Act:
    return _showing(world, digest=None).save


@attack("9o", "sql", refused_by="an_edition_names_an_image_once", holds=NAMES)
def an_image_named_twice(world: World) -> Act:
    image = picture()
    image.save()
    named = {"id": image.pk, "digest": image.digest}
    return evidence.edition(world.article, {"images": [named, named]}).save


def _records(name: str, refused_by: str, **columns: Any) -> None:
    """Register the record of an image that no file can have."""
    insertions("9o", name, lambda world: picture(**columns), refused_by=refused_by, ways=("sql",))


_records("an image without a digest", "an_image_is_named_by_its_sha256", digest="picture.png")
_records("an image without a width", "an_image_has_pixels", width=0)
_records("an image without a height", "an_image_has_pixels", height=0)
_records("an image of negative size", "articles_image_size_check", size=-1)
_records("an image of nobody's account", "23503", uploaded_by_id=-1)
