"""The demo's people: an account for each role, and a physician with a licence that says DEMO."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import Group

from articles.clock import utc_today
from medcontent.models import User
from medcontent.roles import sync_roles
from reviews.licences import enter_licence, verify_licence
from reviews.models import Physician
from reviews.physicians import standing_licences

DEMO_PASSWORD = "demo only, never elsewhere"
ROLE_ACCOUNTS = {
    "writer": "demo-writer",
    "editor": "demo-editor",
    "physician": "demo-physician",
    "administrator": "demo-administrator",
}
PHYSICIAN_NAME = "Dr. Ada Demo"
A_YEAR = datetime.timedelta(days=365)


@dataclass(frozen=True)
class DemoPeople:
    writer: User
    editor: User
    doctor: User
    administrator: User
    physician: Physician


def demo_people() -> DemoPeople:
    """Find or make the demo's accounts, physician and licence."""
    sync_roles()
    accounts = {role: _account(role, name) for role, name in ROLE_ACCOUNTS.items()}
    physician, _ = Physician.objects.get_or_create(
        account=accounts["physician"],
        defaults={"name": PHYSICIAN_NAME, "credentials": "MD (demo)"},
    )
    _license(physician, accounts["physician"], accounts["administrator"])
    return DemoPeople(
        writer=accounts["writer"],
        editor=accounts["editor"],
        doctor=accounts["physician"],
        administrator=accounts["administrator"],
        physician=physician,
    )


def _account(role: str, username: str) -> User:
    account, is_new = User.objects.get_or_create(
        username=username, defaults={"is_staff": True, "email": f"{username}@example.org"}
    )
    if is_new:
        account.set_password(DEMO_PASSWORD)
        account.save()
    account.groups.add(Group.objects.get(name=role))
    return account


def _license(physician: Physician, doctor: User, administrator: User) -> None:
    today = utc_today()
    if standing_licences(physician, on=today).exists():
        return
    licence = enter_licence(
        physician=physician,
        by=doctor,
        authority="Demo Medical Board",
        country="US",
        number=f"DEMO-{physician.pk:04}",
        valid_from=today - A_YEAR,
        expires_on=today + 2 * A_YEAR,
    )
    verify_licence(licence=licence, by=administrator)
