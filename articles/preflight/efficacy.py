"""Rules about what is said to work that no authority approved."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import starmap

from articles.blocks import Sentence
from articles.drafts import Draft
from articles.mentions import Mention
from articles.preflight.agents import (
    LOOKED_BACK,
    Agent,
    Cast,
    cast_of,
    end_of_head,
    is_plain_talk,
    reports_a_study,
    stands_for_another,
    tells_of_approval,
)
from articles.preflight.ailments import ailments_in, object_at, tissues_in
from articles.preflight.findings import Finding, Level, found_in_sentence
from articles.preflight.lexicon import Span, lexicon
from articles.preflight.pairs import followed_by, preceded_by
from articles.preflight.registry import ENGLISH, Check, check
from articles.preflight.scopes import Modifier, modifiers_of

EXCUSED = frozenset(Modifier) - {Modifier.HEDGED}
"""A claim that is denied, asked, quoted … is none; a hedged one still is."""
BARE = re.compile(r"(?:treatments?|therap(?:y|ies))\b(?: (?:for|of|in))?\Z", re.IGNORECASE)
MANY = 2
"""So many diseases in a sentence are a list of what something is good for."""
SPOKEN = (
    *("acts", "nouns", "strong", "repairs", "effects", "stops", "freedoms", "furthers"),
    *("changes", "better"),
)
"""The lists of terms that say what something does: many sentences hold none."""
NAMED_AFTER = re.compile(r"\b(?:treatment|therapy|prevention|relief)\b")


@check({"efficacy-unapproved": Level.NEEDS_REASON}, languages=ENGLISH)
def efficacy_is_not_claimed_for_unapproved(draft: Draft) -> Iterator[Finding]:
    """Find claims that what nobody approved treats, prevents or improves a disease or symptom.

    What the records call approved is left out, and so is ordinary medicine.
    """
    mentioned: dict[Sentence, list[Mention]] = defaultdict(list)
    for mention in draft.mentions:
        mentioned[mention.sentence].append(mention)
    for number, sentence in enumerate(draft.sentences):
        earlier = draft.sentences[max(0, number - LOOKED_BACK) : number]
        span = claim_in(sentence, mentioned.get(sentence, ()), earlier)
        if span is not None:
            yield found_in_sentence(
                sentence,
                span,
                rule="efficacy-unapproved",
                level=Level.NEEDS_REASON,
                message="This reads as if something that nobody approved for it worked "
                "against a disease or symptom:",
                suggestion="Say what was studied, in whom, and how sure it is, with a source; "
                "or that it is not approved for this.",
            )


@dataclass(frozen=True)
class Claim:
    """What a sentence says of a disease: its verb's span, and that of the whole."""

    verb: Span
    span: Span
    is_noun: bool = False
    is_guess: bool = False


def claim_in(
    sentence: Sentence, mentions: Sequence[Mention] = (), earlier: Sequence[Sentence] = ()
) -> Span | None:
    """Find the first claim of efficacy of a sentence that nothing excuses."""
    if not lexicon("efficacy", *SPOKEN).is_in(sentence.text):
        return None
    claims = sorted(_claims(sentence.text), key=lambda claim: (claim.is_guess, claim.span))
    if not (claims or ailments_in(sentence.text)):
        return None
    cast = cast_of(sentence, mentions, earlier)
    if not cast.is_sold and (tells_of_approval(sentence.text) or reports_a_study(sentence)):
        return None
    claims = claims or list(_implied(cast))
    if not any(_is_made_by(cast, one, len(claims)) for one in claims):
        return None
    meant = [one for one in claims if not modifiers_of(sentence, one.verb) & EXCUSED]
    acts = len({one.verb for one in meant if not (one.is_noun or one.is_guess)})
    return next((one.span for one in meant if _is_made_by(cast, one, acts)), None)


def _implied(cast: Cast) -> Iterator[Claim]:
    """Take a product or seller, a disease and a word such as "better" for a claim as well."""
    text, ailments = cast.text, ailments_in(cast.text)
    is_said = (
        cast.products
        or cast.is_sold
        or (stands_for_another(text) and not cast.earlier and not cast.medicines)
    )
    if not is_said or lexicon("efficacy", "worse").is_in(text):
        return
    for span in lexicon("efficacy", "better").spans(text):
        for ailment in ailments:
            whole = min(span[0], ailment[0]), max(span[1], ailment[1])
            yield Claim(span, whole, is_noun=True, is_guess=True)
    if len(ailments) >= MANY:
        whole = ailments[0][0], ailments[-1][1]
        yield Claim(ailments[0], whole, is_noun=True, is_guess=True)


def _is_made_by(cast: Cast, claim: Claim, acts: int) -> bool:
    """Tell whether somebody makes the claim who has nothing approved to show for it.

    The louder the words and the more is claimed (``acts``) the less has to be said of who it is.
    """
    is_act = not (claim.is_noun or claim.is_guess)
    match cast.agent_of(claim.verb):
        case Agent.SELLER:
            made = True
        case Agent.PRODUCT:
            made = not _is_name(cast, claim) or _is_loud(cast, "loud", "loudest", "better")
        case Agent.PATIENT:
            made = not claim.is_guess
        case Agent.UNNAMED:
            at_head = end_of_head(cast.text) == claim.verb[0]
            made = at_head or not claim.is_noun or _is_loud(cast, "loudest")
        case Agent.MEANT:
            made = claim.is_guess or is_act or _is_loud(cast, "loud", "loudest")
        case Agent.NUTRIENT:
            is_accepted = lexicon("products", "accepted_nutrition").is_in(cast.text)
            is_praised = _is_loud(cast, "loud", "loudest")
            made = is_praised and not (claim.is_guess or is_accepted)
        case Agent.UNKNOWN:
            is_list = acts > MANY and not is_plain_talk(cast.text)
            made = not claim.is_guess and (is_list or _is_loud(cast, "loudest"))
        case _:
            made = False
    return made


def _is_name(cast: Cast, claim: Claim) -> bool:
    """Tell whether words only name a therapy: "stem cell therapy for multiple sclerosis"."""
    is_beside = any(claim.verb[0] - 1 <= end <= claim.verb[0] for _, end in cast.products)
    return is_beside and BARE.match(cast.text, *claim.verb) is not None


def _is_loud(cast: Cast, *tables: str) -> bool:
    return lexicon("efficacy", *tables).is_in(cast.text)


def _claims(text: str) -> Iterator[Claim]:
    for table in ("effects", "stops", "freedoms"):
        yield from (Claim(span, span) for span in lexicon("efficacy", table).spans(text))
    ailments = ailments_in(text)
    if ailments:
        yield from starmap(Claim, followed_by(text, _acts_in(text), ailments))
        for verb, span in followed_by(text, lexicon("efficacy", "nouns").spans(text), ailments):
            yield Claim(verb, span, is_noun=True)
        changes = lexicon("efficacy", "changes").spans(text)
        yield from starmap(Claim, preceded_by(text, changes, ailments))
        yield from _named_after(text, ailments)
    repairs = lexicon("efficacy", "repairs").spans(text)
    yield from starmap(Claim, followed_by(text, repairs, tissues_in(text)))
    for verb in lexicon("efficacy", "strong").spans(text):
        if thing := object_at(text, verb[1]):
            yield Claim(verb, (verb[0], thing[1]), is_guess=True)
    outcomes = list(lexicon("efficacy", "outcomes").spans(text))
    if outcomes:
        furthers = lexicon("efficacy", "furthers").spans(text)
        yield from starmap(Claim, followed_by(text, furthers, outcomes))


def _acts_in(text: str) -> Iterator[Span]:
    others = list(lexicon("efficacy", "not_acts").spans(text))
    for start, end in lexicon("efficacy", "acts").spans(text):
        if not any(first < end and start < last for first, last in others):
            yield start, end


def _named_after(text: str, ailments: Sequence[Span]) -> Iterator[Claim]:
    """List what is named after a disease: "vitiligo treatment"."""
    for match in NAMED_AFTER.finditer(text):
        for start, end in ailments:
            if end <= match.start() <= end + 2:
                yield Claim(match.span(), (start, match.end()), is_noun=True)


CHECKS: tuple[Check, ...] = (efficacy_is_not_claimed_for_unapproved,)
