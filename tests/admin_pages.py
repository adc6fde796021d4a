"""Every page of the admin as the URL conf knows it, who gets to it, and records for it.

A row names by their letters who gets through; all others are refused, sent to sign in, or not
told that the page exists.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from articles.history import deleted_articles, revisions_of
from articles.models import Article, Author, CallToAction, Image, LinkCheck
from medcontent.models import User
from medcontent.tasks import prune
from references.models import Import, Reference
from reviews import comments, ledger
from reviews.models import Licence, Physician
from tests import factories
from tests.articles.pictures import stored
from tests.references.integrity.noticed import noticed, record

PEOPLE = {
    "w": "the article's writer",
    "o": "another writer",
    "e": "an editor",
    "p": "the physician of the records",
    "q": "another physician",
    "a": "an administrator",
    "s": "a superuser",
    "n": "an account without a role",
    "-": "nobody signed in",
}
ALL, STAFF, WRITING = "woepqasn-", "woepqas", "woes"

FORMS = "changelist add change history delete".split()
EVIDENCE = ("eas", "", "eas", "eas", "")
RECORDS = (WRITING, WRITING, WRITING, WRITING, WRITING)
LIBRARY = (WRITING, "es", WRITING, WRITING, "es")
REGULATORY = ("woeas", "eas", "woeas", "woeas", "s")
KINDS = {
    # who gets to the list, the form of a new one, the form of one, its history, its deletion
    "articles_article": (WRITING, WRITING, "wes", "wes", "wes"),
    "articles_author": LIBRARY,
    "articles_calltoaction": LIBRARY,
    "articles_edition": ("woeas", "", "eas", "eas", ""),
    "articles_image": (WRITING, "", WRITING, WRITING, ""),
    "articles_linkcheck": ("es", "", "es", "es", ""),
    "django_tasks_database_dbtaskresult": ("s", "", "s", "s", ""),
    "medcontent_user": ("as", "as", "as", "as", "as"),
    "publishing_redirect": EVIDENCE,
    "publishing_release": EVIDENCE,
    "references_notice": ("woes", "", "woes", "woes", ""),
    "references_reference": RECORDS,
    "reviews_checkpoint": EVIDENCE,
    "reviews_comment": EVIDENCE,
    "reviews_ledgerentry": EVIDENCE,
    "reviews_licence": ("epqas", "pas", "epas", "epas", ""),
    "reviews_physician": ("epqas", "as", "epas", "epas", "s"),
    "reviews_review": EVIDENCE,
    "reviews_signingkey": EVIDENCE,
    "reviews_signoff": EVIDENCE,
    "therapies_authority": REGULATORY,
    "therapies_condition": LIBRARY,
    "therapies_regulatorystatus": REGULATORY,
    "therapies_therapytype": REGULATORY,
}
ROWS = {
    f"{kind}_{form}": reached
    for kind, row in KINDS.items()
    for form, reached in zip(FORMS, row, strict=True)
}
ROWS |= {
    "admin_password_reset": ALL,
    "app_list": "woeas",
    "articles_action_list": WRITING,
    "articles_article_compare": "wes",
    "articles_article_copy": "wes",
    "articles_article_deleted": WRITING,
    "articles_article_import": WRITING,
    "articles_article_live": WRITING,
    "articles_article_reason": "wes",
    "articles_article_recover": "wes",
    "articles_image_list": WRITING,
    "articles_image_record": WRITING,
    "articles_image_upload": WRITING,
    "auth_user_password_change": "as",
    "autocomplete": WRITING,
    "draft_page": "wes",
    "draft_preview": "wes",
    "index": STAFF,
    "jsi18n": STAFF,
    "login": "n-",
    "logout": STAFF,
    "password_change": STAFF,
    "password_change_done": STAFF,
    "password_reset_complete": ALL,
    "password_reset_confirm": ALL,
    "password_reset_done": ALL,
    "preview": WRITING,
    "recall": "wes",
    "references_reference_cite": WRITING,
    "references_reference_cite_add": WRITING,
    "references_reference_cite_entries": WRITING,
    "references_reference_cite_list": WRITING,
    "references_reference_cite_list_add": WRITING,
    "references_reference_cite_look_up": WRITING,
    "references_reference_design_rows": WRITING,
    "references_reference_designs": WRITING,
    "references_reference_duplicates": "es",
    "references_reference_export": WRITING,
    "references_reference_import": WRITING,
    "references_reference_import_look": "w",
    "references_reference_look_up": WRITING,
    "references_reference_merge": "es",
    "submit": "wes",
    "view_on_site": "",
}


def pages(resolver: URLResolver, prefix: str = "") -> Iterator[URLPattern]:
    """The named pages under /admin/."""
    for part in resolver.url_patterns:
        at = prefix + str(part.pattern)
        if isinstance(part, URLResolver):
            yield from pages(part, at)
        elif at.startswith("admin/") and part.name:
            yield part


PAGES = {str(page.name): page for page in pages(get_resolver())}
POSTED = (
    "articles_article_live articles_article_reason articles_article_copy articles_article_recover "
    "articles_image_upload preview logout references_reference_cite_add "
    "references_reference_cite_list references_reference_cite_list_add "
    "references_reference_cite_look_up"
).split()


class World:
    """One record of each kind, and the people."""

    def __init__(self) -> None:
        writer = factories.account("writer")
        released = factories.released()
        review = factories.accepted()
        assert review.physician.account
        comments.comment(review=review, by=review.physician.account, text="Is this so?")
        ledger.checkpoint()
        prune.enqueue()
        Author.objects.create(name="Ann Author")
        CallToAction.objects.create(name="Ask", label="Ask", url="https://example.org")
        stored(writer)
        LinkCheck.objects.create(url="https://example.org/")
        self.article = factories.draft(writer=writer)
        factories.draft(writer=writer).delete()
        noticed(record())
        self.looked_at = Import.objects.create(name="A bibliography", by=writer)
        self.saved = str(revisions_of(self.article.pk)[0].pk)
        self.physician = released.edition.sign_offs.get().physician
        self.nobody = User.objects.create(username="nobody")
        self.people = {
            "w": writer,
            "o": factories.account("writer"),
            "e": factories.account("editor"),
            "p": self.physician.account,
            "q": factories.account("physician"),
            "a": factories.account("administrator"),
            "s": User.objects.create(username="root", is_superuser=True),
            "n": self.nobody,
            "-": None,
        }
        self.cookies = {letter: _cookies(account) for letter, account in self.people.items()}

    def record(self, model: Any) -> Any:
        """The record that pages are about."""
        known = {
            Article: self.article,
            User: self.nobody,
            Physician: self.physician,
            Licence: self.physician.licences.first(),
        }
        return known.get(model) or model._default_manager.order_by("pk").first()

    def arguments(self, page: URLPattern) -> dict[str, Any]:
        """What stands in the page's address."""
        name = str(page.name)
        known = {
            "revision": int(self.saved),
            "version": deleted_articles().get().pk,
            "app_label": "articles",
            "content_type_id": 1,
            "uidb64": "MQ",
            "token": "x",
            "id": self.nobody.pk,
            "suffix": "json",
            "pk": self._key_for(name),
        }
        wanted = {*page.pattern.converters, *page.pattern.regex.groupindex}
        if "object_id" in wanted:
            is_form = name.rpartition("_")[2] in FORMS
            model = apps.get_model(*name.rsplit("_", 2)[:2]) if is_form else Article
            known["object_id"] = self.record(model).pk
        return {argument: known[argument] for argument in wanted}

    def _key_for(self, name: str) -> int:
        if name == "references_reference_import_look":
            return self.looked_at.pk
        if name == "references_reference_look_up":
            return self.record(Reference).pk
        return Image.objects.get().pk if "image" in name else self.article.pk


def _cookies(account: User | None) -> dict[str, str]:
    client = Client()
    if account:
        client.force_login(account)
    return {name: morsel.value for name, morsel in client.cookies.items()}


def address(page: URLPattern, world: World) -> str:
    for room in ("admin:", "", "reviews:", "publishing:"):
        try:
            return reverse(f"{room}{page.name}", kwargs=world.arguments(page))
        except NoReverseMatch:
            continue
    raise AssertionError(f"{page.name} has no address")
