"""What the editor has of the library, as tests ask for it."""

from __future__ import annotations

from django.urls import reverse

from references.models import Reference
from tests import factories

LIST = """1. Tester T. Sleep in migraine. J Tests. 2024;1:1-9. doi:10.5555/test
2. Miller A, Brown B. Light and headache. Headache. 2020;3(1):1-9.
3. Nobody knows what this line is
4. Miller A, Brown B. Light and headache. Headache. 2020;3(1):1-9."""


def at(part: str = "") -> str:
    """An address that the editor asks."""
    return reverse("admin:references_reference_cite") + part


def recorded(**changes: object) -> Reference:
    """A record of the library."""
    return Reference.objects.create(csl={**factories.SLEEP, **changes})
