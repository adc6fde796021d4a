"""Reading a draft from what somebody typed: leniently, since it may be half-written."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import QueryDict

from articles.body import UNREADABLE, is_number, sanitise_body, sanitise_inline
from articles.drafts import LINKS, MARKS, Draft

PLAIN = "title slug language meta_description summary".split()
LISTS = "therapies authors bibliography".split()


def typed_draft(typed: QueryDict, *, article: int | None = None) -> Draft:
    """Read the fields of the article form as a draft; what can't be read is left out.

    HTML is brought into the schema, as it is when the form is saved.
    """
    lists = {name: record_numbers(typed.getlist(name)) for name in LISTS}
    return Draft.from_values(
        {name: plain_text(typed.get(name, "")) for name in PLAIN}
        | {name: record_number(typed.get(name, "")) for name in LINKS}
        | lists
        | {name: marked(typed.getlist(name), among=lists[MARKS[name]]) for name in MARKS}
        | {
            "body": typed_body(typed.get("body", "")),
            "key_takeaways": takeaways(typed.getlist("key_takeaways")),
        },
        article=article,
    )


def plain_text(text: str) -> str:
    """Take typed text as it is kept: without surrounding white space and control characters."""
    return UNREADABLE.sub("", text.replace("\r\n", "\n")).strip()


def typed_body(html: str) -> str:
    """Bring a body into its schema; an editor's one empty paragraph is no text."""
    clean = sanitise_body(html).strip()
    return "" if clean == "<p></p>" else clean


def record_number(text: str) -> int | None:
    """Read a record's number; None where there is none."""
    return int(text) if is_number(text) else None


def record_numbers(texts: Iterable[str]) -> tuple[int, ...]:
    """Read the numbers of records in order, each once."""
    return tuple(dict.fromkeys(int(text) for text in texts if is_number(text)))


def marked(texts: Iterable[str], *, among: Iterable[int]) -> tuple[int, ...]:
    """Read which rows of a list something is said of, by rising numbers of their records."""
    return tuple(sorted(set(record_numbers(texts)) & set(among)))


def takeaways(typed: Iterable[str]) -> tuple[str, ...]:
    """Bring key takeaways into their schema; rows without a word are left out."""
    rows = (sanitise_inline(row).strip() for row in typed)
    return tuple(row for row in rows if row and row not in ("<br>", "<br/>"))
