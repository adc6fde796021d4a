"""Roles: who may do what, as DESIGN.md §9 says it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission

from medcontent import roles
from medcontent.models import User
from tests import factories

pytestmark = pytest.mark.django_db

MAY = {
    "articles.change_article": {"writer", "editor"},
    "articles.submit_article": {"writer"},
    "articles.submit_any_article": {"editor"},
    "reviews.assign_review": {"editor"},
    "reviews.sign_edition": {"physician"},
    "publishing.open_release": {"editor"},
    "publishing.withdraw_release": {"editor", "administrator"},
    "publishing.withdraw_signed": {"physician"},
    "reviews.verify_licence": {"administrator"},
    "reviews.add_licence": {"administrator", "physician"},
    "therapies.add_regulatorystatus": {"editor", "administrator"},
    "medcontent.change_user": {"administrator"},
}
EVIDENCE = (
    "edition signoff ledgerentry release licence review comment redirect contributor articlehead "
    "checkpoint signingkey physicianaccount editionreference editiontherapy"
).split()


@pytest.mark.parametrize("permission", MAY)
def test_a_right_belongs_to_its_roles_alone(permission):
    holders = {role for role in roles.ROLES if factories.account(role).has_perm(permission)}
    assert holders == MAY[permission]


def test_no_role_signs_and_releases():
    for permissions in roles.ROLES.values():
        assert not {"reviews.sign_edition", "publishing.open_release"} <= set(permissions)


def test_no_role_may_change_or_delete_evidence():
    for role in roles.ROLES:
        held = factories.account(role).get_all_permissions()
        for model in EVIDENCE:
            changing = {
                name for name in held if name.endswith((f"change_{model}", f"delete_{model}"))
            }
            assert not changing, role


def test_every_role_says_what_it_is_for():
    assert roles.SUMMARIES.keys() == roles.ROLES.keys()


def test_an_account_without_a_role_may_do_nothing():
    assert factories.account().get_all_permissions() == set()


def test_roles_may_be_held_together():
    both = factories.account("writer", "physician")
    assert both.has_perms(["articles.submit_article", "reviews.sign_edition"])


def test_syncing_makes_the_roles():
    Group.objects.all().delete()
    assert [group.name for group in roles.sync_roles()] == list(roles.ROLES)
    writer = Group.objects.get(name="writer")
    assert writer.permissions.count() == len(roles.ROLES["writer"])


def test_syncing_again_changes_nothing():
    before = {group.name: group.permissions.count() for group in roles.sync_roles()}
    after = {group.name: group.permissions.count() for group in roles.sync_roles()}
    assert before == after
    assert Group.objects.count() == len(roles.ROLES)


def test_syncing_takes_away_what_a_role_should_not_hold():
    physician = Group.objects.get_or_create(name="physician")[0]
    physician.permissions.add(Permission.objects.get(codename="open_release"))
    roles.sync_roles()
    account = User.objects.create(username="doctor")
    account.groups.add(physician)
    assert not account.has_perm("publishing.open_release")
    assert account.has_perm("reviews.sign_edition")


def test_a_right_that_does_not_exist_is_named(monkeypatch):
    monkeypatch.setitem(roles.ROLES, "writer", ["articles.fly"])
    with pytest.raises(LookupError, match=r"role writer.*articles\.fly"):
        roles.sync_roles()
