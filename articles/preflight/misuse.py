"""System checks: settings of preflight that would leave out what somebody counts on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string

from articles.preflight.registry import Check


@checks.register(checks.Tags.compatibility)
def the_checks_exist(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Report paths that lead to no checks, rules that two checks claim, and unknown rules."""
    found: list[checks.CheckMessage] = []
    rules: dict[str, str] = {}
    for path in settings.PREFLIGHT_CHECKS:
        listed, fault = _listed(path)
        found += [fault] if fault else []
        for one in listed:
            found += [
                checks.Error(
                    f"The rule {rule!r} stands in two checks: {rules[rule]} and {one.name}.",
                    hint="Give the rule another id: reasons are kept by it.",
                    id="articles.E002",
                )
                for rule in one.rules
                if rule in rules
            ]
            rules |= dict.fromkeys(one.rules, one.name)
    return found + [
        checks.Warning(
            f"PREFLIGHT_SILENCED names {rule!r}, which is no rule.",
            hint="`manage.py preflight --rules` lists the rules.",
            id="articles.W001",
        )
        for rule in settings.PREFLIGHT_SILENCED
        if rule not in rules
    ]


def _listed(path: str) -> tuple[list[Check], checks.CheckMessage | None]:
    try:
        listed = list(import_string(path))
    except (ImportError, TypeError) as error:
        return [], _no_checks(path, str(error))
    if not all(isinstance(one, Check) for one in listed):
        return [], _no_checks(path, "it holds something that is not under @check")
    return listed, None


def _no_checks(path: str, why: str) -> checks.CheckMessage:
    return checks.Error(
        f"PREFLIGHT_CHECKS names {path!r}, which can't be used: {why}.",
        hint="Name a tuple of functions under @check, for example ourpress.checks.CHECKS.",
        id="articles.E001",
    )
