"""The house word "treatment", and the verbs of treating, said of unapproved therapies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from articles.blocks import Sentence
from articles.drafts import Draft
from articles.mentions import Mention
from articles.preflight.approval_words import names_another, speaks_of_another
from articles.preflight.lexicon import Lexicon, Span, lexicon
from articles.preflight.naming import is_unapproved, mentions_by_sentence
from articles.preflight.relations import Pair, pairs
from articles.preflight.scopes import Modifier, modifiers_of

STAND = frozenset(
    {Modifier.NEGATED, Modifier.ASKED, Modifier.QUOTED, Modifier.REPORTED, Modifier.AIMED}
)
"""What lets the house word stand; a doubt does not: "may be a treatment" uses it."""
HOUSE_WORDS = {"treatment": "therapy", "treatments": "therapies"}
UNDER_STUDY = re.compile(
    r"\b(?:study|studied|test|investigat|explor|evaluat|examin)(?:ing|es|ed|e)?\s+(?:\w+\s+)?$",
    re.I,
)
"""Right before a name: what it may be is being studied ("studying X as a treatment")."""
HINT = re.compile(r"treat|cure|prevent|heal", re.I)


@dataclass(frozen=True)
class Use:
    """A word of treating that a sentence says of an unapproved therapy."""

    mention: Mention
    span: Span

    @property
    def sentence(self) -> Sentence:
        """The sentence that says it."""
        return self.mention.sentence

    @property
    def words(self) -> str:
        """The word as it stands there."""
        return self.sentence.text[slice(*self.span)]

    @property
    def stands_by_therapy(self) -> bool:
        """Whether the house word stands right beside it: "a therapy therapy" is no mend."""
        start, end = self.span
        beside = self.sentence.text[max(0, start - 11) : start], self.sentence.text[end : end + 11]
        return any(re.search(r"\btherap(?:y|ies)\b", words, re.I) for words in beside)


def in_the_house_word(words: str) -> str:
    """Write "treatment" as "therapy", in its number and case."""
    written = HOUSE_WORDS[words.lower()]
    if words.isupper():
        return written.upper()
    return written.capitalize() if words[:1].isupper() else written


def uses_of_treatment(draft: Draft) -> Iterator[Use]:
    """List where "treatment" is said of an unapproved therapy, in the text's own voice."""
    for use in _said(draft, lexicon("regulatory", "treatment"), _is_called_treatment):
        after = use.sentence.text[use.span[1] : use.span[1] + 150]
        stands = STAND & modifiers_of(use.sentence, use.span)
        if not stands and not speaks_of_another(after, draft.subject):
            yield use


def claims_to_treat(draft: Draft) -> Iterator[Use]:
    """List where an unapproved therapy is said to treat, cure or prevent."""
    for use in _said(draft, lexicon("regulatory", "treats"), _is_said_to_treat):
        what = use.sentence.text[use.span[1] : use.span[1] + 80]
        if modifiers_of(use.sentence, use.span):
            continue
        if not names_another(re.split(r"[,;:.]", what, maxsplit=1)[0], draft.subject):
            yield use


def _is_called_treatment(pair: Pair) -> bool:
    return (
        pair.is_within()
        or pair.is_compound()
        or pair.is_noun_of()
        or pair.is_means()
        or pair.is_member()
        or pair.is_apposed()
        or pair.is_presented_as()
    )


def _is_said_to_treat(pair: Pair) -> bool:
    return pair.is_acting() or pair.is_means()


def _said(draft: Draft, words: Lexicon, is_said: Callable[[Pair], bool]) -> Iterator[Use]:
    for sentence, mentions in mentions_by_sentence(draft):
        unapproved = [mention for mention in mentions if is_unapproved(mention)]
        if not unapproved or not HINT.search(sentence.text):
            continue
        for span in words.spans(sentence.text):
            pair = next(filter(is_said, pairs(span, unapproved)), None)
            if pair is not None and not _is_let_stand(sentence, span, pair.mention):
                yield Use(pair.mention, span)


def _is_let_stand(sentence: Sentence, span: Span, mention: Mention) -> bool:
    """Tell whether the word is spoken of, or part of a record's name or of a compound."""
    before = sentence.text[max(0, min(span[0], mention.start) - 30) : span[0]]
    known = mention.therapies[0].therapy
    word = sentence.text[slice(*span)].lower()
    is_its_name = any(word in name.lower() for name in (known.name, *known.synonyms))
    return (
        is_its_name
        or UNDER_STUDY.search(sentence.text[max(0, mention.start - 40) : mention.start]) is not None
        or lexicon("regulatory", "as_a_word").is_in(before)
        or sentence.text[span[0] - 1 : span[0]] in ("-", "‑")
    )
