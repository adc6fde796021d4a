"""The checks that preflight runs: ours and a publisher's, less the rules that are silenced.

A settings module adds a check without touching ours::

    from medcontent.settings import *

    PREFLIGHT_CHECKS += ["ourpress.checks.CHECKS"]
    PREFLIGHT_SILENCED = ["sentence-long"]

where ``ourpress/checks.py`` holds ``CHECKS``, a tuple of functions under ``@check``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from inspect import cleandoc
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from articles.preflight.findings import Finding, Level

if TYPE_CHECKING:
    from articles.drafts import Draft

ENGLISH = ("en",)

Find = Callable[["Draft"], Iterable[Finding]]


@dataclass(frozen=True)
class Check:
    """A function that finds things in a draft, and what it can find.

    ``rules`` are the ids that its findings carry, each with its level and, in a line, what it
    says; ``languages`` are those it reads, all where there is none.
    """

    find: Find
    rules: Mapping[str, Level]
    languages: tuple[str, ...] = ()

    def __call__(self, draft: Draft) -> Iterable[Finding]:
        """Run the check."""
        return self.find(draft)

    @property
    def name(self) -> str:
        """Name the check as its code does."""
        return f"{self.find.__module__}.{self.find.__name__}"

    @property
    def family(self) -> str:
        """Name the module that the check stands in."""
        return self.find.__module__.rpartition(".")[2]

    @property
    def explanation(self) -> str:
        """Say what the check is for: the first paragraph of its documentation, in one line."""
        return " ".join(cleandoc(self.find.__doc__ or "").split("\n\n")[0].split())

    def reads(self, language: str) -> bool:
        """Tell whether the check reads a language (a tag such as en-GB)."""
        return not self.languages or language.split("-", maxsplit=1)[0].lower() in self.languages


def check(
    rules: Mapping[str, Level], *, languages: tuple[str, ...] = ()
) -> Callable[[Find], Check]:
    """Make a check of a function; ``rules`` gives the ids of its findings and their levels."""

    def made(find: Find) -> Check:
        return Check(find, rules, languages)

    return made


def checks() -> tuple[Check, ...]:
    """List the checks that are run, in order: those with a rule that is not silenced."""
    return _checks(tuple(settings.PREFLIGHT_CHECKS), frozenset(settings.PREFLIGHT_SILENCED))


@lru_cache(maxsize=8)
def _checks(paths: tuple[str, ...], silenced: frozenset[str]) -> tuple[Check, ...]:
    listed = [one for path in paths for one in import_string(path)]
    return tuple(one for one in listed if not silenced.issuperset(one.rules))
