"""A concern about a source: what happened, where the text rests on it, and what can be done."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from lxml.html import HtmlElement

from articles import body
from articles.reading import text_of_element
from gate.refusals import NotPermitted, Refusal
from publishing.board.pages import NEWEST, page, signed_in, to_story
from publishing.concerns import answer, check_may_answer
from publishing.models import Concern

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser as User

PASSAGES = ("p", "li", "td", "th", "figcaption", "blockquote", "h2", "h3", "h4")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def concern(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a concern; let a physician who signed say that they stand by the text."""
    user, about = signed_in(request), concern_of(pk)
    may_answer = can_answer(user, about)
    if not (may_answer or user.has_perm("publishing.withdraw_release")):
        raise Http404("This concern is about nothing that you signed or publish.")
    refusal = ""
    if request.method == "POST":
        try:
            _answer(request, about, user)
            messages.success(request, "Your answer is on record, and the notes are taken off.")
            return _back(about, user)
        except Refusal as refused:
            refusal = str(refused)
            about = concern_of(pk)
    context = context_of(about) | {
        "may_answer": may_answer,
        "may_publish": user.has_perm("publishing.withdraw_release"),
        "refusal": refusal,
        "room": "desk" if may_answer else "board",
    }
    return page(request, "concern.html", context)


def concern_of(pk: int) -> Concern:
    """Find a concern. Raises Http404."""
    concerns = Concern.objects.select_related("release__article", "release__edition", "fact")
    found: Concern = get_object_or_404(concerns, pk=min(pk, NEWEST))
    return found


def can_answer(user: User, about: Concern) -> bool:
    """Whether an account signed what a concern is about."""
    try:
        check_may_answer(user, about)
    except NotPermitted:
        return False
    return True


def _answer(request: HttpRequest, about: Concern, user: User) -> None:
    if request.POST.get("consent") != "yes":
        raise Refusal("Tick that you looked at it; without that the notes stay on the page.")
    answer(concern=about, by=user)


def _back(about: Concern, user: User) -> HttpResponseRedirect:
    if user.has_perm("publishing.withdraw_release"):
        return to_story(about.release.article_id)
    return HttpResponseRedirect(reverse("reviews:desk"))


def context_of(about: Concern) -> dict[str, Any]:
    """Gather what the page says: the source as the edition has it, and where the text cites it."""
    content = about.release.edition.reading
    reference = next(one for one in content["references"] if one["id"] == about.reference_id)
    return {
        "concern": about,
        "fact": about.fact,
        "article": about.release.article,
        "edition": about.release.edition,
        "language": content["article"]["language"],
        "reference": reference,
        "passages": passages_citing(content, reference),
        "is_open": about.closed_at is None and about.release.ended_at is None,
    }


def passages_citing(content: dict[str, Any], reference: dict[str, Any]) -> list[str]:
    """List the passages of takeaways and text that cite a reference, in order, each once."""
    places: set[str] = set(reference["cited_at"])
    passages = [
        passage
        for fragment in (*content["key_takeaways"], content["body"])
        for passage in _citing(body.parse(fragment), places)
    ]
    return list(dict.fromkeys(map(_without_numbers, passages)))


def _citing(root: HtmlElement, places: set[str]) -> list[HtmlElement]:
    marked = [node for node in root.iter("sup") if node.get("id") in places]
    return [next(node.iterancestors(*PASSAGES), root) for node in marked]


def _without_numbers(passage: HtmlElement) -> str:
    """Write a passage without its citation numbers, which would read as part of its figures."""
    copied = copy.deepcopy(passage)
    for marker in copied.find_class("citation"):
        marker.drop_tree()
    return text_of_element(copied)
