"""The key that signs statements, pages and checkpoints, and the public keys that check them.

Keys are Ed25519 (RFC 8037) and named by their RFC 7638 thumbprint. The private key comes from
the setting SIGNING_KEY, a JWK in JSON; outside production one is made at first need and kept in
a file. Public keys stay for ever: in the database, for verifying, and in a file beside it, for
the page server, which does without the database.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from gate.refusals import Refusal
from reviews.models import SigningKey


class NoSigningKey(Refusal):
    """Nothing can be signed; the message says what to do. What was signed before stands."""


def signing_key() -> OKPKey:
    """Load the private key. Raises NoSigningKey."""
    return _load(settings.SIGNING_KEY or _kept_key())


@lru_cache(maxsize=4)
def _load(text: str) -> OKPKey:
    try:
        key = OKPKey.import_key(json.loads(text))
    except (JoseError, LookupError, TypeError, ValueError) as error:
        raise NoSigningKey(f"SIGNING_KEY is not a JWK of Ed25519 in JSON: {error}.") from error
    if key.curve_name != "Ed25519" or not key.is_private:
        raise NoSigningKey("SIGNING_KEY is not a private Ed25519 key.")
    return key


def _kept_key() -> str:
    if settings.SIGNING_KEY_FILE is None:
        raise NoSigningKey(
            "SIGNING_KEY is not set, so nothing can be signed. Set it to the private key in use; "
            "if it is lost, make another with `manage.py make_signing_key`."
        )
    path = Path(settings.SIGNING_KEY_FILE)
    if not path.exists() and not SigningKey.objects.exists():
        return keep_new_key(path)
    try:
        # Read last: another process may have made the first key meanwhile.
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise NoSigningKey(
            f"The signing key in {path.name} is gone or can't be read, so nothing can be signed; "
            "what was signed before stands. Put it back, or make another with "
            "`manage.py make_signing_key`."
        ) from error


def keep_new_key(path: Path) -> str:
    """Make a private key and keep it in a file that only this user can read.

    Of two processes that do so at once, one wins and both use its key.
    """
    with _draft_of(path, new_key()) as draft, suppress(FileExistsError):
        os.link(draft, path)
    return path.read_text(encoding="utf-8")


@contextmanager
def _draft_of(path: Path, text: str) -> Iterator[Path]:
    """Write a file beside its place, readable by this user alone; it is gone afterwards."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def new_key() -> str:
    """Make a private key: a JWK in JSON."""
    return json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True))


def public_jwk(key: OKPKey) -> dict[str, Any]:
    """Write the public half as a JWK with its name and use."""
    return key.as_dict(private=False) | {"kid": key.thumbprint(), "alg": "Ed25519", "use": "sig"}


def registered_key() -> SigningKey:
    """Register the private key's public half, retiring the one before; or find it registered.

    Raises NoSigningKey where the key was retired.
    """
    key = signing_key()
    known = SigningKey.objects.filter(kid=key.thumbprint()).first()
    if known and known.valid_until is None:
        return known
    if known:
        raise NoSigningKey("This signing key was retired; make another one.")
    with transaction.atomic():
        before = SigningKey.objects.filter(valid_until=None)
        # Another process may have registered this very key since we looked.
        before.exclude(kid=key.thumbprint()).update(valid_until=Now())
        registered, _ = SigningKey.objects.get_or_create(
            kid=key.thumbprint(), defaults={"jwk": public_jwk(key)}
        )
    write_public_keys()
    return registered


def write_public_keys() -> None:
    """Write the registered public keys where the page server reads them."""
    path = Path(settings.PUBLIC_KEYS_FILE)
    with _draft_of(path, json.dumps(key_set(), indent=1)) as draft:
        draft.chmod(0o644)
        draft.replace(path)


def key_set() -> dict[str, Any]:
    """Write all registered public keys as a JWK Set (RFC 7517) with their validity dates."""
    return {
        "keys": [
            key.jwk
            | {
                "valid_from": key.valid_from.isoformat(),
                "valid_until": key.valid_until.isoformat() if key.valid_until else None,
            }
            for key in SigningKey.objects.all()
        ]
    }
