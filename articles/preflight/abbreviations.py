"""Which abbreviations a text uses before it says what they mean.

Definitions are found as Schwartz and Hearst do (Pac Symp Biocomput 2003;8:451-462): the letters of
the short form stand, in order, in the words beside it, the first one at the start of a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from articles.blocks import Sentence
from articles.preflight.lexicon import lexicon, tables
from articles.preflight.quoting import ADDRESS

SHORT = re.compile(
    r"(?<![\w.@’'])[a-z]{0,2}[A-Z][A-Za-z]{1,9}(?:-[A-Z][A-Za-z]{1,5})?(?![\w@]|-[A-Z\d]|\.\w)"
)
MAYBE = re.compile(r"[A-Z][A-Za-z-]{0,9}[A-Z]")
"""Most sentences have no two capitals so near each other, and are not looked at."""
BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,160})[)\]]")
WORDS = re.compile(r"\S+")
BEFORE_BRACKETS = re.compile(rf"({SHORT.pattern})[”\"’]?(?:[\s\xa0][a-z]{{2,12}})?[\s\xa0]*\Z")
"""An abbreviation, perhaps with a word of its own, before what explains it: "PET scan (…)"."""
CALLED = re.compile(
    r"(?:\b(?:called|named|known as|referred to as|abbreviated|abbreviated (?:as|to)|termed"
    r"|short for|stands for|acronym|also|or)|=)[\s\xa0]*(?:(?:a|an|the)[\s\xa0]+)?[“\"‘]?\Z",
    re.IGNORECASE,
)
EXPLAINED = re.compile(
    r"[”\"’]?[\s\xa0]*(?:,?[\s\xa0]*(?:which[\s\xa0]+)?(?:stands? for|means|is short for|is the"
    r" abbreviation)|,[\s\xa0]or[\s\xa0]|[-–—:=][\s\xa0])",
)
ROMAN = re.compile(r"(?=[IVXL]{2})X{0,3}L?(?:IX|IV|V?I{0,3})[abAB]?")
PREFIXES = frozenset(
    "anti non pre post pro co sub intra inter trans un ultra semi multi low".split()
)
"""What may stand before an abbreviation with a hyphen; with other words it is part of a name."""
SMALL = frozenset("a an and as by for from in is of on or the to with".split())
"""No long form begins with one of these."""
MOST_CAPITALS = 0.6
"""A line with a larger share of capitals is set in capitals, which says nothing of its words."""
IN_CAPITALS = re.compile(r"[A-Z]{4,}")
INITIALS = re.compile(r"[A-Z][a-z’'-]+,?[\s\xa0]\Z")
"""A surname, which two or three capitals at the end follow: "Kaler SG"."""
CHAIN = re.compile(r"[\w’'-]*")
"""What is joined to a word by hyphens."""
AROUND = 40
"""Characters beside an abbreviation that tell whether it is a name."""


@dataclass(frozen=True)
class Use:
    """An abbreviation at its first use, where nothing before says what it means.

    ``long`` is what the text says of it later, if it does; ``long_begins`` tells that a sentence
    begins with it, so that its capital may be the sentence's.
    """

    short: str
    sentence: Sentence
    start: int
    end: int
    long: str = ""
    long_begins: bool = False

    @property
    def is_plural(self) -> bool:
        """Whether it stands with the plural's s."""
        return self.sentence.text[self.start : self.end] != self.short


def undefined(sentences: Iterable[Sentence]) -> Iterator[Use]:
    """Give each abbreviation of a text that is used before it is spelled out, once.

    Headings may define one; that a heading uses one is not held against it.
    """
    read = [one for one in sentences if MAYBE.search(one.text) and not _is_in_capitals(one.text)]
    said: dict[str, tuple[int, str]] = {}
    for number, sentence in enumerate(read):
        for short, long in definitions_in(sentence.text):
            if short not in said or (long and not said[short][1]):
                said[short] = (said.get(short, (number, ""))[0], long)
    seen = names_in(read)
    for number, sentence in enumerate(read):
        if sentence.block.is_heading or sentence.block.is_quoted:
            continue
        for short, start, end in uses_in(sentence.text):
            at, long = said.get(short, (len(read), ""))
            if short not in seen and at > number and not _is_made_of(short, said, number):
                yield Use(short, sentence, start, end, long, _begins(read, at, long))
            seen.add(short)


def _begins(read: Sequence[Sentence], at: int, long: str) -> bool:
    """Tell whether the sentence of a long form, if there is one, begins with it."""
    return bool(long) and read[at].text.lstrip(' \xa0“"‘(').startswith(long)


def uses_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Give the abbreviations of a sentence that want an explanation, in the singular."""
    addresses: list[tuple[int, int]] | None = None
    for match in SHORT.finditer(text):
        short = singular(match[0])
        if not is_abbreviation(short) or _is_part_of_more(text, *match.span()):
            continue
        if addresses is None:
            addresses = [one.span() for one in ADDRESS.finditer(text)]
        if not any(first <= match.start() < last for first, last in addresses):
            yield short, match.start(), match.end()


def _is_made_of(short: str, said: Mapping[str, tuple[int, str]], number: int) -> bool:
    """Tell whether a word with a hyphen is made of abbreviations explained before: ALS-FTD."""
    parts = short.split("-")
    return len(parts) > 1 and all(
        not is_abbreviation(part) or said.get(part, (number + 1, ""))[0] <= number for part in parts
    )


def names_in(sentences: Iterable[Sentence]) -> set[str]:
    """Give the short words that a text uses as names: of genes, trials, syndromes."""
    return {
        singular(match[0])
        for sentence in sentences
        for match in SHORT.finditer(sentence.text)
        if is_abbreviation(singular(match[0])) and _is_a_name(sentence.text, *match.span())
    }


def definitions_in(text: str) -> Iterator[tuple[str, str]]:
    """Give what a sentence explains: each short form, and the long one where its letters are."""
    for match in BRACKETS.finditer(text):
        yield from _in_brackets(text[: match.start()], match[1])
    for match in SHORT.finditer(text):
        if not is_abbreviation(short := singular(match[0])):
            continue
        before, after = text[: match.start()], text[match.end() :]
        if CALLED.search(before[-AROUND:]):
            yield short, long_form(short, re.sub(r"[,\s]*\w+[\s\xa0“\"‘]*\Z", "", before)) or ""
        elif explained := EXPLAINED.match(after):
            yield short, long_after(short, after[explained.end() :]) or ""


def _in_brackets(before: str, inside: str) -> Iterator[tuple[str, str]]:
    """Read "long form (SHORT)", "long form (SHORT/OTHER)" and "SHORT (long form)"."""
    shorts = [one for one in SHORT.finditer(inside) if is_abbreviation(singular(one[0]))]
    for one in shorts:
        if re.search(r"(?:^|[;,/]|\bor\b)[\s\xa0“\"‘]*\Z", inside[: one.start()]):
            yield singular(one[0]), long_form(singular(one[0]), before) or ""
    if last := BEFORE_BRACKETS.search(before):
        short = singular(last[1])
        inside = inside.removeprefix("or ").strip()
        if not is_abbreviation(short):
            return
        if long := long_form(short, inside, whole=True):
            yield short, long
        elif not shorts and re.search(r"[^\W\d_]{5}", inside):
            yield short, ""


def long_form(short: str, before: str, *, whole: bool = False) -> str | None:
    """Find the long form of an abbreviation at the end of the words before it.

    ``whole`` asks that the words are the long form and nothing else.
    """
    letters = [letter.lower() for letter in short if letter.isalnum()]
    words = list(WORDS.finditer(before.rstrip(' \xa0“"‘(')))[
        -min(len(letters) + 5, 2 * len(letters)) :
    ]
    if not words:
        return None
    text = before.rstrip(' \xa0“"‘(')[words[0].start() :]
    at = len(text) - 1
    for number in range(len(letters) - 1, -1, -1):
        while at >= 0 and not (
            text[at].lower() == letters[number]
            and (number > 0 or at == 0 or not text[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return None
        at -= 1
    found = text[at + 1 :].strip(' ,;:“”"‘')
    if whole and text[: at + 1].strip(' ,;:“”"‘').lower() not in (
        "",
        "the",
        "a",
        "an",
        "or",
        "also",
    ):
        return None
    is_cut = found.split(" ", 1)[0].lower() in SMALL
    return found if len(found) > len(short) and not (is_cut or found.isupper()) else None


def long_after(short: str, after: str) -> str | None:
    """Find the long form of an abbreviation at the start of the words after it."""
    words = [word.strip('.,;:”"’)') for word in after.split()[: 2 * len(short)]]
    for number in range(1, len(words) + 1):
        if long := long_form(short, " ".join(words[:number]), whole=True):
            return long
    return None


def singular(short: str) -> str:
    """Take the plural's s off: "MSCs" is "MSC"."""
    return short[:-1] if len(short) > 2 and short[-1] == "s" and short[-2].isupper() else short


@lru_cache(maxsize=2000)
def is_abbreviation(short: str) -> bool:
    """Tell whether a word is an abbreviation that not everybody knows."""
    capitals = sum(letter.isupper() for letter in short)
    letters = sum(letter.isalpha() for letter in short)
    if capitals < 2 or 2 * capitals < letters or ROMAN.fullmatch(short) or set(short) <= {"X", "Y"}:
        return False
    return short not in _known() and short.lower() not in _emphasised()


@cache
def _known() -> frozenset[str]:
    return frozenset(tables("abbreviations")["known"]["words"])


@cache
def _emphasised() -> frozenset[str]:
    return frozenset(tables("abbreviations")["emphasised"]["words"])


def _is_a_name(text: str, start: int, end: int) -> bool:
    """Tell whether the words beside an abbreviation make it the name of a gene, trial or type."""
    if lexicon("abbreviations", "genes").is_in(text):
        return True
    after = lexicon("abbreviations", "names_after").pattern.match(text, _next_word(text, end))
    if after:
        return True
    before = text[max(0, start - AROUND) : start].rstrip(' \xa0“"‘(-')
    return any(
        last == len(before) for _, last in lexicon("abbreviations", "names_before").spans(before)
    )


def _is_part_of_more(text: str, start: int, end: int) -> bool:
    """Tell whether a word is none alone.

    It is a syllable of a respelling (re-TIK-u-lo), part of a number's name, a person's initials,
    or one of several words in capitals.
    """
    if _is_in_line(text, start, end) or (
        end - start <= 3
        and text[end : end + 1] in (".", ",")
        and INITIALS.search(text[:start][-AROUND:])
    ):
        return True
    first = start
    while first > max(0, start - AROUND) and (text[first - 1].isalnum() or text[first - 1] == "-"):
        first -= 1
    match = CHAIN.match(text, first)
    chain = match[0] if match else ""
    pieces = chain.strip("-").split("-")
    respells = len(pieces) > 2 and any(piece.islower() for piece in pieces)
    if first < start and pieces[0].lower() not in PREFIXES and pieces[0] not in _known():
        return True  # G-CSF, t-PA, ray-NOHZ
    return respells or any(letter.isdigit() for letter in chain)


def _is_in_line(text: str, start: int, end: int) -> bool:
    """Tell whether a word in capitals stands beside another one."""
    if not IN_CAPITALS.fullmatch(re.sub("-", "", text[start:end])):
        return False
    before = text[max(0, start - AROUND) : start].split()
    after = text[end : end + AROUND].split()
    beside = (
        before[-1] if before and start and text[start - 1].isspace() else "",
        after[0] if after else "",
    )
    return any(IN_CAPITALS.fullmatch(word.strip(",:;.")) for word in beside)


def _next_word(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \xa0-":
        at += 1
    return at


def _is_in_capitals(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return len(letters) > 12 and capitals > MOST_CAPITALS * len(letters)
