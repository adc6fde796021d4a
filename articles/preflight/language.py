"""Rules about how the words read: length, abbreviations, spelling, respect. All are advice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.blocks import Place
from articles.drafts import Draft
from articles.preflight.abbreviations import Use, undefined
from articles.preflight.findings import Finding, Level, Mend, found_in_sentence
from articles.preflight.passive import heaps
from articles.preflight.readability import TARGET_GRADE, WORD, prose, readability_of
from articles.preflight.registry import ENGLISH, check
from articles.preflight.respect import slights_in
from articles.preflight.spelling import OTHER, Mixed, mixed, spelled_words
from therapies.names import GENERIC_WORDS

LONGEST_SENTENCE = 35
"""Words; GOV.UK asks for 25 at most, and a writer is told from half as many more."""
HARD_SHOWN = 5
VERBS_SHOWN = 4
ARTICLE = re.compile(r"\ban?[\s\xa0]+[“\"‘(]?\Z", re.IGNORECASE)
LONGEST_ARTICLE = 8
JOINED = re.compile(r"[-\u2010\u2011]|[’'](?:s\b|(?!\w))")
"""A hyphen or the possessive's ending right after a word."""
READ_IN_ORDER = frozenset({"title", "summary", "key_takeaways", "body"})


@check({"readability": Level.ADVICE}, languages=ENGLISH)
def text_is_easy_to_read(draft: Draft) -> Iterator[Finding]:
    """Show the Flesch–Kincaid grade and SMOG of running text beyond grade 8.

    Each is left out, and that is said, where there is too little text for it.
    """
    read = readability_of(draft)
    if not read.is_too_hard:
        return
    named = {word for one in _names(draft) for word in WORD.findall(one.lower())}
    hard = [word for word, _ in read.hard.most_common() if word not in named | GENERIC_WORDS]
    words = ", ".join(f"“{word}” ({read.hard[word]})" for word in hard[:HARD_SHOWN])
    yield Finding(
        "readability",
        Level.ADVICE,
        Place("body"),
        f"The text is harder to read than grade {TARGET_GRADE}. {read}.",
        "Cut long sentences in two"
        + (f", and say in plain words what stands here often: {words}." if words else "."),
    )


def _names(draft: Draft) -> Iterator[str]:
    """Give the names that an article on its subject can't do without."""
    if draft.subject:
        yield draft.subject.name
    for therapy in draft.therapy_types:
        yield from (therapy.name, *therapy.synonyms)


@check({"sentence-long": Level.ADVICE}, languages=ENGLISH)
def sentences_are_short(draft: Draft) -> Iterator[Finding]:
    """Point at sentences of more than 35 words."""
    for block in prose(draft):
        for sentence in block.sentences:
            if len(sentence.text) < 2 * LONGEST_SENTENCE:
                continue
            words = len(WORD.findall(sentence.text))
            if words > LONGEST_SENTENCE:
                yield found_in_sentence(
                    sentence,
                    rule="sentence-long",
                    level=Level.ADVICE,
                    message=f"This sentence has {words} words; readers lose the thread.",
                    suggestion=f"Make two or three of it; up to {LONGEST_SENTENCE} words are "
                    "readable.",
                )


@check({"passive-heap": Level.ADVICE}, languages=ENGLISH)
def passives_stand_alone(draft: Draft) -> Iterator[Finding]:
    """Point at paragraphs where three sentences in a row, or most of them, are passive."""
    for block in prose(draft):
        for heap in heaps(block):
            sentence, span = heap.sentences[0]
            shown = ", ".join(f"“{verb}”" for verb in heap.verbs[:VERBS_SHOWN])
            yield found_in_sentence(
                sentence,
                span,
                rule="passive-heap",
                level=Level.ADVICE,
                message=f"{len(heap.sentences)} of {heap.of} sentences here are passive "
                f"({shown}{', …' if len(heap.verbs) > VERBS_SHOWN else ''}); "
                "readers can't see who does what.",
                suggestion="Say who acts: “doctors collect the cells”.",
            )


@check({"abbreviation-undefined": Level.ADVICE}, languages=ENGLISH)
def abbreviations_are_spelled_out(draft: Draft) -> Iterator[Finding]:
    """Ask that an abbreviation is spelled out where it is first used, unless everybody knows it."""
    sentences = [one for one in draft.sentences if one.block.place.field in READ_IN_ORDER]
    recorded: dict[str, str] | None = None
    for use in undefined(sentences):
        if recorded is None:
            recorded = _recorded(draft)
        long = use.long or recorded.get(use.short, "")
        later = " It is spelled out only further down." if use.long else ""
        yield found_in_sentence(
            use.sentence,
            (use.start, use.end),
            rule="abbreviation-undefined",
            level=Level.ADVICE,
            message=f"“{use.short}” is used before the text says what it means.{later}",
            suggestion=f"Write “{_spelled_out(use, long)}” here."
            if long
            else "Spell it out here, with the abbreviation in brackets, or do without it.",
            mend=Mend("replace", "Spell it out", _spelled_out(use, long))
            if long and _can_be_spelled_out(use)
            else None,
        )


def _can_be_spelled_out(use: Use) -> bool:
    """Tell whether a long form can stand in its place: not after "a", before a hyphen or ’s."""
    text = use.sentence.text
    before = text[max(0, use.start - LONGEST_ARTICLE) : use.start]
    return not (ARTICLE.search(before) or JOINED.match(text, use.end))


def _recorded(draft: Draft) -> dict[str, str]:
    """Read what the records say of abbreviations: condition, therapies, authorities."""
    said: dict[str, str] = {}
    for known in draft.known_therapies:
        said[known.therapy.abbreviation] = _within_a_sentence(known.therapy.name)
        for status in known.statuses:
            said[status.authority.abbreviation] = status.authority.name
    if draft.subject:
        said[draft.subject.abbreviation] = _within_a_sentence(draft.subject.name)
    return {short: long for short, long in said.items() if short}


def _within_a_sentence(name: str) -> str:
    """Write a record's name as it stands within a sentence: a person's name keeps its capital."""
    first = name.split(" ", maxsplit=1)[0]
    keeps = "'" in first or "’" in first or not first[1:].islower()
    return name if keeps else name[:1].lower() + name[1:]


def _spelled_out(use: Use, long: str) -> str:
    written = use.sentence.text[use.start : use.end]
    if use.long_begins and long[1:].islower():
        long = _within_a_sentence(long)
    if use.is_plural and not long.endswith("s"):
        long = f"{long[:-1]}ies" if long.endswith("py") else f"{long}s"
    if not any(letter.isalnum() for letter in use.sentence.text[: use.start]):
        long = long[:1].upper() + long[1:]
    return f"{long} ({written})"


@check({"spelling-mixed": Level.ADVICE}, languages=ENGLISH)
def spelling_is_of_one_country(draft: Draft) -> Iterator[Finding]:
    """Point at British spellings in a text that is otherwise American, and the other way round."""
    for stray in mixed(spelled_words(draft.sentences), draft.language):
        word, other = stray.first.word, _as_written(stray.first.word, stray.first.other)
        yield found_in_sentence(
            stray.first.sentence,
            stray.first.span,
            rule="spelling-mixed",
            level=Level.ADVICE,
            message=_mixture(stray),
            suggestion=f"Write “{other}”"
            + (f" here and where else “{word.lower()}” stands." if stray.times > 1 else "."),
            mend=Mend("replace", f"Write “{other}”", other),
        )


def _mixture(stray: Mixed) -> str:
    one, times = stray.first, f" ({stray.times} times)" if stray.times > 1 else ""
    other = stray.against.variety if stray.against else OTHER[one.variety]
    against = f", such as “{stray.against.word}”" if stray.against else ""
    return (
        f"“{one.word}”{times} is the {one.variety} spelling; this text otherwise has the "
        f"{other} one{against}."
    )


def _as_written(word: str, other: str) -> str:
    if word.isupper():
        return other.upper()
    return other[:1].upper() + other[1:] if word[0].isupper() else other


@check({"wording-stigmatising": Level.ADVICE}, languages=ENGLISH)
def words_respect_people(draft: Draft) -> Iterator[Finding]:
    """Advise person-first words where the text makes people their disease or judges them."""
    for sentence in draft.sentences:
        for slight in slights_in(sentence):
            mend = slight.mend
            yield found_in_sentence(
                sentence,
                slight.span,
                rule="wording-stigmatising",
                level=Level.ADVICE,
                message=slight.why,
                suggestion=f"Write “{mend}”, or: {slight.instead}" if mend else slight.instead,
                mend=Mend("replace", f"Write “{mend}”", mend) if mend else None,
            )


CHECKS = (
    text_is_easy_to_read,
    sentences_are_short,
    passives_stand_alone,
    abbreviations_are_spelled_out,
    spelling_is_of_one_country,
    words_respect_people,
)
