"""Evidence in the admin: to look at, never to change."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from gate.refusals import Refusal
from workbench.admin import WorkbenchAdmin


class EvidenceAdmin(WorkbenchAdmin):
    """A read-only admin, for superusers too; the newest first."""

    refusals = (Refusal,)
    ordering = ["-pk"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
