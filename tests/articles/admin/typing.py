"""What a browser posts from the article form."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from articles.drafts import LINKS, Draft
from articles.models import Article
from medcontent.models import User

ADD = "admin:articles_article_add"


def signed_in(account: User) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(account)
    return client


def fields_of(article: Article | None = None, **typed: Any) -> dict[str, Any]:
    """The fields of the form as they stand, with what is typed over them."""
    draft = Draft.of(article) if article else Draft()
    values = {**draft.values(), "base": draft.digest, "article": draft.article or ""}
    values |= {name: values[name] or "" for name in LINKS}
    return {**values, **typed}


def form_of(article: Article) -> str:
    """The address of an article's form."""
    return reverse("admin:articles_article_change", args=[article.pk])


def save(client: Client, article: Article, **typed: Any) -> Any:
    """Post the form of an article."""
    return client.post(form_of(article), fields_of(article, **typed))
