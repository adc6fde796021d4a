"""Rules about registration, inspection and listing that are passed off as approval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from articles.blocks import Sentence
from articles.drafts import Draft
from articles.preflight.agents import cast_of
from articles.preflight.findings import Finding, Level, found_in_sentence
from articles.preflight.lexicon import Span, lexicon
from articles.preflight.registry import ENGLISH, Check, check
from articles.preflight.scopes import Modifier, modifiers_of

EXCUSED = frozenset(
    {Modifier.NEGATED, Modifier.ASKED, Modifier.REPORTED, Modifier.HYPOTHETICAL, Modifier.AIMED}
)
WHY = {
    "facilities": "An authority registers and inspects factories; it approves no factory, and "
    "nothing that is made there by that:",
    "products": "Registration, a certificate or a standard is no approval of a product:",
    "everybody": "No product is approved by all authorities; each decides for its own country "
    "and for one use:",
    "listed": "A listing or an ethics vote is no approval: no authority has looked at whether "
    "it works:",
    "false": "Authorities approve medicines and devices for a use, not products of this kind:",
}
"""What each list of terms stands for."""


@check({"approval-misleading": Level.NEEDS_REASON}, languages=ENGLISH)
def nothing_is_passed_off_as_approval(draft: Draft) -> Iterator[Finding]:
    """Find registered factories, certificates and listings of trials passed off as approval."""
    mentioned = {mention.sentence for mention in draft.mentions if mention.is_approved()}
    for sentence in draft.sentences:
        found = approval_in(sentence, is_of_approved=sentence in mentioned)
        if found is not None:
            table, span = found
            yield found_in_sentence(
                sentence,
                span,
                rule="approval-misleading",
                level=Level.NEEDS_REASON,
                message=WHY[table],
                suggestion="Say which authority approved what, for whom and for what use, "
                "or that it is not approved.",
            )


def approval_in(sentence: Sentence, *, is_of_approved: bool = False) -> tuple[str, Span] | None:
    """Find the first such words of a sentence, and the list of terms that they are in."""
    text = sentence.text
    if not lexicon("approvals", *WHY).is_in(text) or lexicon("approvals", "honest").is_in(text):
        return None
    for table in ("facilities", "products", "everybody", "listed"):
        spans = list(lexicon("approvals", table).spans(text))
        if table in ("products", "listed") and lexicon("approvals", "trial_facts").is_in(text):
            continue
        if (span := _first_meant(sentence, spans)) is not None:
            return table, span
    return None if is_of_approved else _false_approval(sentence)


def _false_approval(sentence: Sentence) -> tuple[str, Span] | None:
    """Find an approval claimed for a kind of product that has none."""
    span = _first_meant(sentence, list(lexicon("approvals", "false").spans(sentence.text)))
    if span is None:
        return None
    cast = cast_of(sentence)
    return ("false", span) if cast.is_sold and not cast.medicines else None


def _first_meant(sentence: Sentence, spans: Sequence[Span]) -> Span | None:
    return next((span for span in spans if not modifiers_of(sentence, span) & EXCUSED), None)


CHECKS: tuple[Check, ...] = (nothing_is_passed_off_as_approval,)
