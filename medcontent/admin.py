"""Accounts in the admin: who signs in, and in which roles."""

from __future__ import annotations

from typing import Any

from axes.utils import reset as unlock
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import ActionLocation
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from medcontent.models import User
from medcontent.roles import SUMMARIES
from workbench.admin import WorkbenchAdmin

admin.site.unregister(Group)  # roles are kept in roles.py; what is changed here would not last


class Roles(forms.CheckboxSelectMultiple):
    """The roles, each with what it is for."""

    template_name = "admin/medcontent/roles.html"


class RolesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Roles by name."""

    widget = Roles

    def label_from_instance(self, role: Any) -> dict[str, str]:  # type: ignore[override]
        """Give the name of a role and what it is for."""
        return {"name": role.name, "about": SUMMARIES.get(role.name, "")}


def _roles_field() -> RolesField:
    return RolesField(
        queryset=Group.objects.order_by("pk"),
        label="Roles",
        required=False,
        help_text="One may hold several, but nobody signs what they contributed to. Without a role "
        "one can't sign in.",
    )


class AccountForm(UserChangeForm):  # type: ignore[type-arg]
    """An account's names, address and roles."""

    groups = _roles_field()

    class Meta(UserChangeForm.Meta):
        labels = {"is_active": "Open"}
        help_texts = {
            "is_active": "Closed accounts can't sign in. What they wrote and signed stays.",
            "is_superuser": "May use everything in the admin. No sign-off is replaced by that.",
        }

    def clean(self) -> dict[str, Any]:
        """Keep one administrator. Raises ValidationError."""
        cleaned = super().clean() or self.cleaned_data
        stays = cleaned.get("is_active", True) and _is_among(cleaned.get("groups", ()))
        if not stays and is_last_administrator(self.instance):
            raise ValidationError(
                "This is the last active account with the role administrator; without it nobody "
                "could manage accounts. Give another account the role first."
            )
        return cleaned


class NewAccountForm(AdminUserCreationForm):  # type: ignore[type-arg]
    """A new account."""

    groups = _roles_field()
    email = forms.EmailField(
        required=False, help_text="Where the link goes with which one sets a new password."
    )


def _is_among(groups: Any) -> bool:
    return any(group.name == "administrator" for group in groups)


def is_last_administrator(account: User) -> bool:
    """Say whether an account is the only active one with the role administrator."""
    administrators = User.objects.filter(is_active=True, groups__name="administrator")
    return (
        administrators.filter(pk=account.pk).exists()
        and not administrators.exclude(pk=account.pk).exists()
    )


@admin.register(User)
class AccountAdmin(WorkbenchAdmin, UserAdmin):  # type: ignore[type-arg]
    about = "Who signs in, and in which roles. Close an account rather than delete it."
    form = AccountForm
    add_form = NewAccountForm
    list_display = ["username", "full_name", "email", "roles", "is_active", "last_login"]
    list_filter = ["groups", "is_active"]
    search_fields = ["username", "first_name", "last_name", "email"]
    ordering = ["username"]
    filter_horizontal = ()
    readonly_fields = ["last_login", "date_joined"]
    actions = ["unlock"]
    fieldsets = (
        (None, {"fields": ["username", "password", "first_name", "last_name", "email"]}),
        ("What they may do", {"fields": ["groups", "is_active", "is_superuser"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    )
    add_fieldsets = (
        (None, {"fields": ["username", "first_name", "last_name", "email"]}),
        ("What they may do", {"fields": ["groups"]}),
        ("Password", {"fields": ["usable_password", "password1", "password2"]}),
    )

    @admin.display(description="Name")
    def full_name(self, account: User) -> str:
        """Name the person."""
        return account.get_full_name()

    @admin.display(description="Roles")
    def roles(self, account: User) -> str:
        """Name the roles."""
        named = [group.name for group in account.groups.all()]
        return ", ".join([*named, *(["superuser"] if account.is_superuser else [])])

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Bring the roles along."""
        found: QuerySet[User] = super().get_queryset(request)
        return found.prefetch_related("groups")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Let superusers alone make superusers."""
        fixed = [] if request.user.is_superuser else ["is_superuser"]
        return [*super().get_readonly_fields(request, obj), *fixed]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep superusers' accounts, and so their passwords, to superusers."""
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep the last administrator, and one's own account."""
        kept = obj is not None and (obj.pk == request.user.pk or is_last_administrator(obj))
        return super().has_delete_permission(request, obj) and _may_touch(request, obj) and not kept

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        """Delete accounts one by one: each asks who would be left."""
        actions = super().get_actions(request, action_location=action_location)
        return {name: action for name, action in actions.items() if name != "delete_selected"}

    @admin.action(
        description="Unlock signing in",
        permissions=["change"],
        location=ActionLocation.CHANGE_FORM,
    )
    def unlock(self, request: HttpRequest, accounts: QuerySet[User]) -> None:
        """Forget the wrong passwords that were given for an account."""
        account = accounts.get()
        unlock(username=account.get_username())
        messages.success(request, f"{account} can try to sign in again.")


def _may_touch(request: HttpRequest, account: Any) -> bool:
    return account is None or not account.is_superuser or bool(request.user.is_superuser)
