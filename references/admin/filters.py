"""Filters of the list of references."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from references.models import WITHOUT_IDENTIFIER, Notice, Reference
from references.notices import is_retracted
from references.study_design import StudyDesign
from references.uses import is_used


class ByCondition(admin.SimpleListFilter):
    """Keeps the records that meet one of a few conditions."""

    choices_offered: dict[str, str] = {}

    def condition(self, chosen: str) -> Q:
        """Write the condition that was chosen."""
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the conditions."""
        return list(self.choices_offered.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Reference]) -> QuerySet[Reference]:
        """Keep the records that meet the condition that was chosen."""
        chosen = self.value()
        return (
            queryset.filter(self.condition(chosen)) if chosen in self.choices_offered else queryset
        )


class WhetherUsed(ByCondition):
    """Keeps what articles cite, or what none does."""

    title = "use"
    parameter_name = "used"
    choices_offered = {"yes": "Cited by an article", "no": "Cited by none"}

    def condition(self, chosen: str) -> Q:
        """Ask the room that knows."""
        return is_used() if chosen == "yes" else ~is_used()


class WhatItLacks(ByCondition):
    """Keeps what somebody should look at."""

    title = "what is missing"
    parameter_name = "lacks"
    choices_offered = {"identifier": "No identifier", "check": "Needs checking"}

    def condition(self, chosen: str) -> Q:
        """Use what the database has computed."""
        return WITHOUT_IDENTIFIER if chosen == "identifier" else Q(needs_checking=True)


class ByDesign(ByCondition):
    """Keeps what a person has confirmed to be of a design, or what nobody has said one of."""

    title = "study design"
    parameter_name = "design"
    choices_offered = {"none": "Not confirmed", **dict(StudyDesign.choices)}

    def condition(self, chosen: str) -> Q:
        """Compare what was confirmed."""
        return Q(study_design="" if chosen == "none" else chosen)


class WhetherItStands(ByCondition):
    """Keeps what is no source any more, or what somebody should look at for that."""

    title = "retraction"
    parameter_name = "stands"
    choices_offered = {"retracted": "Retracted", "notice": "Notice to decide"}

    def condition(self, chosen: str) -> Q:
        """Use what persons confirmed, or what waits for one."""
        waiting = Notice.objects.undecided().values("reference")
        return is_retracted() if chosen == "retracted" else Q(pk__in=waiting)
