"""Rules about promises that no therapy keeps: cures, guarantees, miracles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from articles.blocks import Sentence
from articles.drafts import Draft
from articles.mentions import Mention
from articles.preflight.agents import LOOKED_BACK, Agent, Cast, cast_of, tells_of_approval
from articles.preflight.ailments import any_ailments_in, is_curable, is_incurable, object_at
from articles.preflight.findings import Finding, Level, found_in_sentence
from articles.preflight.lexicon import Span, lexicon
from articles.preflight.pairs import followed_by, preceded_by
from articles.preflight.registry import ENGLISH, Check, check
from articles.preflight.scopes import Modifier, modifiers_of

SPEAKS = frozenset(
    {Agent.PRODUCT, Agent.SELLER, Agent.PATIENT, Agent.UNNAMED, Agent.MEANT, Agent.NUTRIENT}
)
"""Who makes a promise; medicine has cures, and a sentence may name nobody."""
NO_PROMISE = frozenset(Modifier)
"""What is denied, asked, quoted, reported, supposed, hedged or hoped for is no promise."""
UNHEDGED = NO_PROMISE - {Modifier.HEDGED}
"""Who says "may help, without any side effects" promises the second part nevertheless."""
SPOKEN = (
    *("cures", "curing", "remedies", "freedoms", "gone", "results", "results_of_products"),
    *("safety", "safety_of_products", "youth", "youth_of_products", "restores"),
)
"""The lists of terms that promise something: most sentences hold none."""


@dataclass(frozen=True)
class Promise:
    """A rule of this family, and the span of a sentence that it is about."""

    rule: str
    span: Span


SAYS = {
    "promise-of-cure": (
        "This promises that a disease is cured, reversed or gone for good:",
        (
            "Say what has been seen, in how many people and for how long, with a source; "
            "or that no cure is known."
        ),
    ),
    "promise-of-restoration": (
        "This promises that the body is made new:",
        "Say what has been measured, in whom and for how long, with a source.",
    ),
    "promise-of-result": (
        "This promises a result as if it were sure:",
        "Say how many of how many people it helped, with a source. No therapy helps everybody.",
    ),
    "promise-of-safety": (
        "This promises that there is no harm at all:",
        "Name the known harms and how often they occur, or say what has not been studied.",
    ),
}
"""What each rule says is wrong, and what to do."""


@check(dict.fromkeys(SAYS, Level.NEEDS_REASON), languages=ENGLISH)
def nothing_is_promised(draft: Draft) -> Iterator[Finding]:
    """Find promises that no therapy keeps: cures, a body made new, sure results, no harm at all.

    Denied, asked, quoted, reported, supposed and hoped for, they are none, nor are the cures that
    medicine has.
    """
    mentioned: dict[Sentence, list[Mention]] = defaultdict(list)
    for mention in draft.mentions:
        mentioned[mention.sentence].append(mention)
    for number, sentence in enumerate(draft.sentences):
        earlier = draft.sentences[max(0, number - LOOKED_BACK) : number]
        for promise in promises_in(sentence, mentioned.get(sentence, ()), earlier):
            message, suggestion = SAYS[promise.rule]
            yield found_in_sentence(
                sentence,
                promise.span,
                rule=promise.rule,
                level=Level.NEEDS_REASON,
                message=message,
                suggestion=suggestion,
            )


@check({"hype-wording": Level.ADVICE}, languages=ENGLISH)
def nothing_is_hyped(draft: Draft) -> Iterator[Finding]:
    """Advise against words that praise and say nothing: breakthrough, revolutionary, amazing."""
    for sentence in draft.sentences:
        for span in lexicon("promises", "hype").spans(sentence.text):
            if not modifiers_of(sentence, span) & NO_PROMISE:
                yield found_in_sentence(
                    sentence,
                    span,
                    rule="hype-wording",
                    level=Level.ADVICE,
                    message="These words praise, and tell the reader nothing to judge by:",
                    suggestion="Leave them out, or say what was found.",
                )
                break


def promises_in(
    sentence: Sentence, mentions: Sequence[Mention] = (), earlier: Sequence[Sentence] = ()
) -> list[Promise]:
    """Find the first promise of each kind in a sentence that nothing excuses; none twice."""
    if not lexicon("promises", *SPOKEN).is_in(sentence.text):
        return []
    found: dict[str, Promise] = {}
    for promise in _promises(cast_of(sentence, mentions, earlier)):
        start, end = promise.span
        if not any(start < one.span[1] and one.span[0] < end for one in found.values()):
            found.setdefault(promise.rule, promise)
    return list(found.values())


def _promises(cast: Cast) -> Iterator[Promise]:
    """Give what a sentence promises, the plainest first."""
    sentence = cast.sentence
    for verb, span in _cures(cast.text):
        if _is_promised(cast, verb, span):
            yield Promise("promise-of-cure", span)
    yield from (one for one in _sure(sentence) if _is_of_somebody(cast, one))
    for verb, span in _restorations(cast.text):
        if _is_spoken(cast, verb) and _is_meant(sentence, verb):
            yield Promise("promise-of-restoration", span)
    yield from (one for one in _of_products(sentence) if _is_spoken(cast, one.span))


def _is_spoken(cast: Cast, span: Span) -> bool:
    agent = cast.agent_of(span)
    is_loud = agent is Agent.UNKNOWN and lexicon("efficacy", "loudest").is_in(cast.text)
    return agent in SPEAKS or is_loud


def _is_meant(sentence: Sentence, span: Span) -> bool:
    return not modifiers_of(sentence, span) & NO_PROMISE


def _is_promised(cast: Cast, verb: Span, span: Span) -> bool:
    words = cast.text[slice(*span)]
    if not _is_meant(cast.sentence, verb) or _is_mending(
        cast.text[slice(*verb)], cast.text[verb[1] : span[1]]
    ):
        return False
    agent = cast.agent_of(verb)
    if agent in SPEAKS:
        return agent not in (Agent.MEANT, Agent.PATIENT) or not is_curable(words)
    return agent is not Agent.MEDICINE and _is_beyond_medicine(cast, words)


def _is_beyond_medicine(cast: Cast, words: str) -> bool:
    """Tell whether nobody could promise it, whoever does: no medicine more, an incurable cured."""
    if lexicon("promises", "freedoms").is_in(words):
        return True
    if lexicon("efficacy", "loudest").is_in(cast.text) and not is_curable(words):
        return True
    is_cure = lexicon("promises", "curing").is_in(words) and is_incurable(words)
    return is_cure and not tells_of_approval(cast.text)


def _is_mending(verb: str, thing: str) -> bool:
    """Tell whether a wound is healed or germs are destroyed, which is no cure of a disease."""
    is_ordinary = lexicon("promises", "mending").is_in(verb)
    return is_ordinary and lexicon("promises", "mended").is_in(thing)


def _is_of_somebody(cast: Cast, promise: Promise) -> bool:
    """Tell whether a therapy may be meant: tests are without harm, and figures can be whole."""
    if _is_spoken(cast, promise.span):
        return True
    if cast.agent_of(promise.span) is Agent.MEDICINE:
        return False
    if promise.rule == "promise-of-result":
        return lexicon("promises", "surest").is_in(cast.text[slice(*promise.span)])
    return not lexicon("promises", "tests").is_in(cast.text)


def _cures(text: str) -> Iterator[tuple[Span, Span]]:
    yield from ((span, span) for span in lexicon("promises", "remedies").spans(text))
    yield from ((span, span) for span in lexicon("promises", "freedoms").spans(text))
    ailments = any_ailments_in(text)
    for verb in lexicon("promises", "curing").spans(text):
        if span := object_at(text, verb[1]):
            yield verb, (verb[0], span[1])
    if ailments:
        yield from followed_by(text, lexicon("promises", "cures").spans(text), ailments)
        yield from preceded_by(text, lexicon("promises", "gone").spans(text), ailments)


def _restorations(text: str) -> Iterator[tuple[Span, Span]]:
    verbs = list(lexicon("promises", "restores").spans(text))
    if verbs:
        things = list(lexicon("promises", "restored").spans(text))
        yield from followed_by(text, verbs, things)
        yield from preceded_by(text, verbs, things)


def _sure(sentence: Sentence) -> Iterator[Promise]:
    yield from _said(sentence, "promise-of-result", "results")
    yield from _said(sentence, "promise-of-safety", "safety", less="not_safety")
    yield from _said(sentence, "promise-of-restoration", "youth")


def _of_products(sentence: Sentence) -> Iterator[Promise]:
    yield from _said(sentence, "promise-of-result", "results_of_products")
    yield from _said(sentence, "promise-of-safety", "safety_of_products", less="not_safety")
    yield from _said(sentence, "promise-of-restoration", "youth_of_products")


def _said(sentence: Sentence, rule: str, table: str, *, less: str = "") -> Iterator[Promise]:
    text = sentence.text
    spans = list(lexicon("promises", table).spans(text))
    others = list(lexicon("promises", less).spans(text)) if spans and less else []
    for start, end in spans:
        is_other = any(first < end and start < last for first, last in others)
        if not is_other and not modifiers_of(sentence, (start, end)) & UNHEDGED:
            yield Promise(rule, (start, end))


CHECKS: tuple[Check, ...] = (nothing_is_promised, nothing_is_hyped)
