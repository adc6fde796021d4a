"""What the database computes of a CSL-JSON item, so that it can be searched and compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Func, TextField

PUNCTUATION = r"[\s\u00a0!-/:-@\[-`{-~\u00a1-\u00bf\u2010-\u2027\u2030-\u205e\u3000-\u3011]+"
ARGUMENT = "%(expressions)s"


def _accents() -> tuple[str, str]:
    """List the letters of Latin scripts that carry accents, and beside them the plain ones."""
    pairs = []
    for letter in map(chr, range(0xC0, 0x250)):
        plain = unicodedata.normalize("NFKD", letter)[0].lower()
        if plain.isascii() and plain.isalpha():
            pairs.append((letter, plain))
    pairs += [("ø", "o"), ("Ø", "o"), ("ł", "l"), ("Ł", "l"), ("đ", "d"), ("Đ", "d"), ("ı", "i")]
    known = dict(pairs)
    return "".join(known), "".join(known.values())


ACCENTED, PLAIN = _accents()


def _title_key(text: str) -> str:
    """Lower case, without marks and punctuation, as much as an index holds."""
    unmarked = f"lower(regexp_replace({text}, '<[^>]*>', '', 'g'))"
    return f"left(btrim(regexp_replace({unmarked}, '{PUNCTUATION}', ' ', 'g')), 300)"


def _folded(text: str) -> str:
    return f"lower(translate({text}, '{ACCENTED}', '{PLAIN}'))"


def title_key(title: Any) -> Func:
    """Write a title as it is compared."""
    return Func(title, template=_title_key(ARGUMENT), output_field=TextField())


def folded(text: Any) -> Func:
    """Write a text in lower case without accents, as it is searched."""
    return Func(text, template=_folded(ARGUMENT), output_field=TextField())


def searched(item: str) -> Func:
    """Write the words of an item by which people look for it: title, names, journal, year."""
    words = (
        f"coalesce({ARGUMENT} ->> 'title', '')",
        f"jsonb_path_query_array({ARGUMENT}, '$.author[*].*')::text",
        f"coalesce({ARGUMENT} ->> 'container-title', '')",
        f"coalesce({ARGUMENT} #>> '{{issued,date-parts,0,0}}', '')",
    )
    return Func(
        item,
        template=f"left({_folded(" || ' ' || ".join(words))}, 2000)",
        output_field=TextField(),
    )


def first_author(item: str) -> Func:
    """Name who stands first, folded; empty where nobody does."""
    names = ", ".join(f"{ARGUMENT} #>> '{{author,0,{part}}}'" for part in ("family", "literal"))
    return Func(
        item,
        template=f"left({_folded(f"coalesce({names}, '')")}, 100)",
        output_field=TextField(),
    )


def book_isbn(item: str) -> Func:
    """Take the first ISBN of a whole book; of chapters and others an ISBN says little."""
    return Func(
        item,
        template=f"substring(({ARGUMENT} ->> 'type') || ' ' || ({ARGUMENT} ->> 'ISBN') "
        "from '^book (97[89][0-9]{10})')",
        output_field=TextField(),
    )


def needs_checking(item: str) -> Func:
    """Ask for a person's look: no author, no year, no journal, or an identifier that is none.

    Not any more once a person has found the record complete as it is.
    """
    return Func(
        item,
        template=f"({ARGUMENT} #> '{{custom,checked}}' IS NULL AND "
        f"(coalesce({ARGUMENT} #>> '{{author,0}}', {ARGUMENT} #>> '{{editor,0}}') IS NULL "
        f"OR {ARGUMENT} #>> '{{issued,date-parts,0,0}}' IS NULL "
        f"OR {ARGUMENT} #> '{{custom,unread}}' IS NOT NULL "
        f"OR (coalesce({ARGUMENT} ->> 'type', '') = 'article-journal' "
        f"AND {ARGUMENT} ->> 'container-title' IS NULL)))",
        output_field=BooleanField(),
    )


def title_keys(titles: Sequence[str]) -> list[str]:
    """Let the database write titles as it compares them, in order."""
    query = (
        f"SELECT {_title_key('title')} "  # noqa: S608 -- our own expression
        "FROM unnest(%s::text[]) WITH ORDINALITY AS given (title, place) ORDER BY place"
    )
    return [key for (key,) in _rows(query, [list(titles)])]


def _rows(query: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()
