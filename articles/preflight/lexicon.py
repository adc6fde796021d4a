"""Lexicons: lists of terms, kept as data beside the rules, and how a term matches.

A lexicon file (``lexicons/<family>.toml``) holds tables; a table's ``terms`` are phrases:

    guarantee*           any ending: guarantee, guarantees, guaranteed
    *(itis|osis)         any beginning
    (cure|heal)s         one of several
    no [known|real] risk a word, or one of several, that may be missing
    stem_cell            a space, a hyphen, or nothing between
    free ~ of pain       up to three words between; ``~5`` up to five

Words match in any case, at word borders; a space is any white space, a hyphen any hyphen, an
apostrophe either form. ``exact = true`` in a table keeps the case.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("lexicons")
GAP = 3
"""Words that ``~`` stands for, at most."""
FEWEST_BRANCHES = 4
SPACE = r"[\s\xa0]+"

Span = tuple[int, int]


@dataclass(frozen=True)
class Lexicon:
    """Terms as one pattern. It is linear: nothing in it is repeated without a bound."""

    pattern: re.Pattern[str]

    @classmethod
    def of(cls, terms: Iterable[str], *, exact: bool = False) -> Lexicon:
        """Make a lexicon of terms in the notation above; longer terms are tried first."""
        ordered = sorted({one for term in terms for one in _opened(term)}, key=len, reverse=True)
        words = _branches([pattern_of(term) for term in ordered]) or r"(?!)"
        return cls(re.compile(rf"(?<!\w){words}(?!\w)", 0 if exact else re.IGNORECASE))

    def spans(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
        """Give the start and end of each term in a text, in order, none within another."""
        for match in self.pattern.finditer(text, start, len(text) if end is None else end):
            yield match.span()

    def first(self, text: str) -> Span | None:
        """Find the first term of a text."""
        match = self.pattern.search(text)
        return match.span() if match else None

    def is_in(self, text: str) -> bool:
        """Tell whether a text holds a term."""
        return self.pattern.search(text) is not None


def pattern_of(term: str) -> str:
    """Write one term as a regular expression, without the borders around it."""
    written, glue = "", ""
    for word in _words(term):
        if word.startswith("~"):
            # What stands between is words and no end of a sentence.
            written += rf"(?:[\s\xa0,]+[\w’'%-]+){{0,{int(word[1:] or GAP)}}}?"
        elif word.startswith("["):
            inside = word[1:-1]
            choice = _word(inside if "(" in inside else f"({inside})")
            written += rf"(?:{glue}{choice})?" if glue else rf"(?:{choice}{SPACE})?"
            continue
        else:
            written += glue + _word(word)
        glue = SPACE
    return written


def _words(term: str) -> list[str]:
    """Split a term at its spaces, but not within brackets."""
    return re.findall(r"\[[^\]]*\]|(?:\([^)]*\)|[^\s(\[])+", term)


def _word(word: str) -> str:
    if word.startswith("*(") and word.endswith(")"):
        # The word is read once, then its end is looked at: no ending is tried letter by letter.
        return rf"\w++(?:{'|'.join(f'(?<={re.escape(end)})' for end in word[2:-1].split('|'))})"
    if "(" in word:
        before, rest = word.split("(", 1)
        inside, after = rest.split(")", 1)
        choices = "|".join(_word(choice) for choice in inside.split("|"))
        return f"{_word(before)}(?:{choices}){_word(after)}"
    written = re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"[\s\xa0]+")
    written = written.replace("_", r"[\s\xa0‐‑–-]?")
    return written.replace(r"\-", "[-‐‑–]").replace("'", "['’]")


def _opened(term: str) -> list[str]:
    """Write a term that begins with one of several words as several terms."""
    if not term.startswith("("):
        return [term]
    choices, rest = term[1:].split(")", 1)
    return [choice + rest for choice in choices.split("|")]


def _branches(patterns: list[str], depth: int = 3) -> str:
    """Join patterns as one, by their first letters: long lists are read no slower than short ones.

    Within a letter the order stays: what is tried first matches.
    """
    by_letter: dict[str, list[str]] = {}
    for pattern in patterns:
        first = pattern[:1] if pattern[:1].isalnum() and depth else ""
        by_letter.setdefault(first, []).append(pattern)
    if len(patterns) < FEWEST_BRANCHES or set(by_letter) == {""}:
        return f"(?:{'|'.join(patterns)})" if patterns else ""
    plain = by_letter.pop("", [])
    branches = [
        letter + _branches([one[1:] for one in grouped], depth - 1)
        for letter, grouped in by_letter.items()
    ]
    return f"(?:{'|'.join(branches + plain)})"


@cache
def tables(family: str) -> dict[str, Any]:
    """Read a lexicon file of ours, as its tables."""
    return tomllib.loads((FOLDER / f"{family}.toml").read_text(encoding="utf-8"))


@cache
def lexicon(family: str, *names: str) -> Lexicon:
    """Give one table of a lexicon file, or several in one, compiled once a process."""
    read = [tables(family)[name] for name in names]
    terms = [term for table in read for term in table["terms"]]
    return Lexicon.of(terms, exact=any(table.get("exact", False) for table in read))
