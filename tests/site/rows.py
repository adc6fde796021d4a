"""Who gets to which address, in which state of the article that it is about.

A row names people by their letters. Addresses that are not about an article have one row; the
others have rows by state, ``ELSE`` for the states that are not named. Addresses of the admin that
are not about an article have their rows in tests/admin_pages.py.
"""

from __future__ import annotations

ALL = "woepqasn-"
ELSE = ""

WRITING = {ELSE: "wes"}
BOARD = {ELSE: "eas"}
EDITING = {ELSE: "es"}
OWN_REVIEW = {ELSE: "p"}
OWN_SIGNATURE = {ELSE: "p"} | dict.fromkeys("invited accepted corrected".split(), "")
PUBLISHED = {ELSE: ""} | dict.fromkeys("public corrected review_due doubted withdrawn".split(), ALL)

ROWS: dict[str, str | dict[str, str]] = {
    "admin_password_reset": ALL,
    "password_reset_complete": ALL,
    "password_reset_confirm": ALL,
    "password_reset_done": ALL,
    "publishing:article": PUBLISHED,
    "publishing:assign": EDITING,
    "publishing:board": "eas",
    "publishing:board-choices": "eas",
    "publishing:concern": {ELSE: "epas"},
    "publishing:draft_page": WRITING,
    "publishing:draft_preview": WRITING,
    "publishing:due-date": EDITING,
    "publishing:home": ALL,
    "publishing:how-we-review": ALL,
    "publishing:image": "woeas",
    "publishing:jwks": ALL,
    "publishing:notice": BOARD,
    "publishing:physician": ALL,
    "publishing:preview": "woes",
    "publishing:release": EDITING,
    "publishing:remind": EDITING,
    "publishing:references": PUBLISHED,
    "publishing:review-record": PUBLISHED,
    "publishing:review-record-json": PUBLISHED,
    "publishing:schedule": EDITING,
    # Of who decided on an edition of the article; what stands there depends on the state.
    "publishing:stand-back": {ELSE: "p"}
    | dict.fromkeys("draft handed_in invited accepted".split(), ""),
    "publishing:story": BOARD,
    "publishing:take-back": EDITING,
    "publishing:unschedule": EDITING,
    "publishing:withdraw": BOARD,
    "reviews:accept": OWN_REVIEW,
    "reviews:answer": WRITING,
    # There is an earlier edition to compare with.
    "reviews:changes": {ELSE: "", "corrected": "p"},
    "reviews:comment": OWN_REVIEW,
    "reviews:comments": WRITING,
    "reviews:decline": OWN_REVIEW,
    "reviews:desk": "pqs",
    "reviews:fast-lane": OWN_REVIEW,
    "reviews:reading": OWN_REVIEW,
    "reviews:recall": WRITING,
    "reviews:receipt": OWN_SIGNATURE,
    "reviews:reply": OWN_REVIEW,
    "reviews:resolve": OWN_REVIEW,
    "reviews:sign": OWN_REVIEW,
    "reviews:statement-json": OWN_SIGNATURE,
    "reviews:statement-jws": OWN_SIGNATURE,
    "reviews:submit": WRITING,
    "reviews:take-over": WRITING,
    **{
        f"admin:articles_article_{page}": WRITING
        for page in "change compare copy delete history reason".split()
    },
}

POSTED = set(
    "admin:articles_article_copy admin:articles_article_reason publishing:due-date "
    "publishing:preview publishing:remind publishing:take-back publishing:unschedule "
    "reviews:answer reviews:comment reviews:reply reviews:resolve reviews:take-over".split()
)
"""Addresses that take nothing but a form."""


READ_ONLY = set(
    "publishing:article publishing:draft_page publishing:draft_preview "
    "publishing:references publishing:review-record publishing:review-record-json "
    "publishing:story reviews:changes reviews:comments "
    "reviews:reading reviews:receipt reviews:statement-json reviews:statement-jws".split()
)
"""Addresses about an article at which nothing changes."""


def _in(states: str, letters: str) -> dict[str, str]:
    return dict.fromkeys(states.split(), letters)


WAITING = "invited accepted corrected"
IS_PUBLIC = "public corrected review_due doubted"

DEEDS: dict[str, dict[str, str]] = {
    "publishing:assign": _in(f"handed_in {WAITING} approved scheduled", "es"),
    "publishing:concern": _in("doubted", "p"),
    "publishing:due-date": _in(WAITING, "es"),
    "publishing:notice": _in(IS_PUBLIC, "eas"),
    "publishing:release": _in("approved scheduled", "es"),
    "publishing:remind": _in(WAITING, "es"),
    "publishing:schedule": _in("approved scheduled", "es"),
    "publishing:stand-back": _in(IS_PUBLIC, "p"),
    "publishing:take-back": _in(WAITING, "es"),
    "publishing:unschedule": _in("scheduled", "es"),
    "publishing:withdraw": _in(IS_PUBLIC, "eas"),
    "reviews:accept": _in("invited corrected", "p"),
    "reviews:answer": _in("accepted sent_back", "wes"),
    "reviews:comment": _in("accepted sent_back approved scheduled", "p"),
    "reviews:decline": _in("invited corrected", "p"),
    "reviews:fast-lane": _in("corrected", "p"),
    "reviews:recall": _in(f"handed_in {WAITING}", "wes"),
    "reviews:reply": _in("accepted sent_back", "p"),
    "reviews:resolve": _in("accepted sent_back", "p"),
    "reviews:sign": _in("accepted", "p"),
    "reviews:submit": _in("draft sent_back approved scheduled public review_due withdrawn", "wes"),
    "reviews:take-over": _in("sent_back", "wes"),
}
"""Whose form is taken in which state, where it is filled in as its page would; none elsewhere."""
