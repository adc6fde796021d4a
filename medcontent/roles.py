"""Roles and what each may do, as data. A person may hold several."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

DRAFT_MODELS = (
    "articles.article articles.keytakeaway articles.articletherapy articles.bibliographyentry "
    "articles.byline articles.image references.reference"
).split()
LIBRARY_MODELS = "articles.author articles.calltoaction therapies.condition".split()
REGULATORY_MODELS = ("therapies.therapytype therapies.authority therapies.regulatorystatus").split()
EVIDENCE_MODELS = (
    "articles.edition reviews.review reviews.comment reviews.signoff reviews.ledgerentry "
    "reviews.checkpoint reviews.signingkey reviews.physician reviews.licence publishing.release "
    "publishing.redirect"
).split()


def _may(actions: str, models: list[str]) -> list[str]:
    return [
        f"{app}.{action}_{model}"
        for app, model in (label.split(".") for label in models)
        for action in actions.split()
    ]


ROLES: dict[str, list[str]] = {
    "writer": [
        *_may("view add change delete", DRAFT_MODELS),
        *_may("view", LIBRARY_MODELS + REGULATORY_MODELS),
        *_may("view", ["articles.edition", "references.notice"]),
        "articles.submit_article",
    ],
    "editor": [
        *_may("view add change delete", DRAFT_MODELS + LIBRARY_MODELS),
        *_may("view add change", REGULATORY_MODELS),
        *_may("view", EVIDENCE_MODELS + ["references.notice", "articles.linkcheck"]),
        "articles.submit_any_article",
        "references.confirm_notice",
        "references.merge_reference",
        "references.confirm_notice",
        "reviews.assign_review",
        "publishing.open_release",
        "publishing.withdraw_release",
    ],
    "physician": [
        # Of themselves alone: the admin shows them no others.
        *_may("view", ["reviews.physician", "reviews.licence"]),
        *_may("add", ["reviews.licence"]),
        "reviews.sign_edition",
        "publishing.withdraw_signed",
    ],
    "administrator": [
        *_may("view add change delete", ["medcontent.user"]),
        *_may("view", ["auth.group"]),
        *_may("view add change", REGULATORY_MODELS + ["reviews.physician"]),
        *_may("view add", ["reviews.licence"]),
        *_may("view", EVIDENCE_MODELS),
        "reviews.verify_licence",
        "publishing.withdraw_release",
    ],
}

SUMMARIES = {
    "writer": "Writes drafts and submits them for review; changes their own articles.",
    "editor": "Changes and submits all drafts, asks physicians to review, releases and withdraws.",
    "physician": "Reviews and signs the editions that they are asked to; enters their own licence.",
    "administrator": "Manages accounts, physicians and licences; withdraws in an emergency.",
}
"""What each role is for, in a sentence."""


@transaction.atomic
def sync_roles() -> list[Group]:
    """Bring the groups in the database into step with ROLES; returns them.

    Raises LookupError where a permission does not exist.
    """
    return [_sync_role(name, permissions) for name, permissions in ROLES.items()]


def _sync_role(name: str, permissions: list[str]) -> Group:
    group, _ = Group.objects.get_or_create(name=name)
    wanted = Q(pk=None)
    for permission in permissions:
        app, codename = permission.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    found = list(Permission.objects.filter(wanted).select_related("content_type"))
    known = {f"{found_one.content_type.app_label}.{found_one.codename}" for found_one in found}
    if missing := sorted(set(permissions) - known):
        raise LookupError(f"The role {name} names permissions that do not exist: {missing}.")
    group.permissions.set(found)
    return group
