"""The admin's site: whoever has a role may enter, and sees what the role may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from workbench.desk import parts_for

ROOMS = "articles references therapies reviews publishing medcontent".split()
"""In the order in which the index lists them; others follow."""


class SignInForm(AuthenticationForm):
    """Signs in whoever has a role; others are told whom to ask."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "This username and password do not belong together. Both are exact: "
        "capital letters count.",
        "inactive": "This account is closed. Ask an administrator to open it again.",
        "no_role": "This account has no role yet, so there is nothing that it may use. "
        "Ask an administrator to give it one.",
    }

    def clean_username(self) -> str:
        """Refuse what is no account's name before it is counted or looked up."""
        username = str(self.cleaned_data["username"])
        if len(username) > (self.fields["username"].max_length or 0):  # type: ignore[attr-defined]
            raise self.get_invalid_login_error()
        return username

    def confirm_login_allowed(self, user: Any) -> None:
        """Require a role. Raises ValidationError."""
        super().confirm_login_allowed(user)
        if not may_enter(user):
            raise ValidationError(self.error_messages["no_role"], code="no_role")


def may_enter(user: Any) -> bool:
    """Say whether an account has any right at all: it needs no tick of its own."""
    return bool(user.is_active and (user.is_superuser or user.get_all_permissions()))


class Workbench(AdminSite):
    """The admin, named for the site."""

    site_header = site_title = settings.SITE_NAME
    index_title = "Your desk"
    login_form = SignInForm

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in every active account with a role."""
        return may_enter(request.user)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show what the rooms put on a person's desk, and where they may go."""
        return super().index(request, {"desk": parts_for(request), **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """List what an account may use, room by room, each with a line that says what it is."""
        rooms: list[Any] = super().get_app_list(request, app_label)
        for room in rooms:
            for kind in room["models"]:
                kind["about"] = getattr(self._registry[kind["model"]], "about", "")
        return sorted(rooms, key=lambda room: _place(room["app_label"]))


def _place(label: str) -> int:
    return ROOMS.index(label) if label in ROOMS else len(ROOMS)
