"""Rules about what became of a draft's sources, as people confirmed it."""

from __future__ import annotations

from collections.abc import Iterator

from articles.blocks import Place
from articles.drafts import Draft
from articles.preflight.findings import Finding, Level
from articles.preflight.registry import check
from references.notices import RETRACTING, IntegrityFact


@check({"source-retracted": Level.BLOCKER})
def sources_are_not_retracted(draft: Draft) -> Iterator[Finding]:
    """Refuse a retracted source, unless the draft says that it cites it as one."""
    for number, facts in draft.integrity.items():
        fallen = next((fact for fact in facts if fact.nature in RETRACTING), None)
        if fallen and number not in draft.cited_as_retracted:
            yield _about(
                draft,
                number,
                "source-retracted",
                Level.BLOCKER,
                f"A source is no source any more ({_event(fallen)}):",
                "Cite another one. Or let the text say that it was retracted, and mark it at its "
                "row as cited as retracted.",
            )


@check({"source-in-doubt": Level.NEEDS_REASON})
def sources_in_doubt_have_a_reason(draft: Draft) -> Iterator[Finding]:
    """Ask for a reason where a source was retracted in part, or its journal is concerned."""
    for number, facts in draft.integrity.items():
        if any(fact.nature in RETRACTING for fact in facts):
            continue
        for fact in facts:
            yield _about(
                draft,
                number,
                "source-in-doubt",
                Level.NEEDS_REASON,
                f"A source is in doubt ({_event(fact)}):",
                "Read what was said of it. Cite another one, or say why it still carries the text.",
                about=_event(fact),
            )


@check({"source-not-retracted": Level.NEEDS_REASON})
def sources_cited_as_retracted_are(draft: Draft) -> Iterator[Finding]:
    """Ask for a reason where readers are told of a retraction that nobody confirmed."""
    for number in draft.cited_as_retracted:
        facts = draft.integrity.get(number, [])
        if number in draft.references and not any(fact.nature in RETRACTING for fact in facts):
            yield _about(
                draft,
                number,
                "source-not-retracted",
                Level.NEEDS_REASON,
                "Readers are told that a source was retracted, which nobody has confirmed here:",
                "Take the mark off, or say how you know.",
            )


@check({"source-notice-waits": Level.ADVICE})
def notices_were_looked_at(draft: Draft) -> Iterator[Finding]:
    """Point at sources of which something is said that nobody has looked at yet."""
    for number in draft.noticed:
        yield _about(
            draft,
            number,
            "source-notice-waits",
            Level.ADVICE,
            "Something was noticed about a source, and nobody has looked at it yet:",
            "Read the notice; an editor confirms or dismisses it.",
        )


def _event(fact: IntegrityFact) -> str:
    day = f", {fact.noticed_on:%-d %B %Y}" if fact.noticed_on else ""
    return f"{str(fact.get_nature_display()).lower()}{day}"


def _about(
    draft: Draft,
    number: int,
    rule: str,
    level: Level,
    message: str,
    suggestion: str,
    *,
    about: str = "",
) -> Finding:
    """Make a finding at a source's row, or the bibliography as a whole if it has none yet.

    A reason is kept with the title and what it is ``about``: another event asks for another.
    """
    is_listed = number in draft.bibliography
    row = draft.bibliography.index(number) if is_listed else None
    title = draft.references[number].title
    kept_with = f"{title} ({about})" if about else title
    place = Place("bibliography", row)
    return Finding(rule, level, place, message, suggestion, quote=title, sentence=kept_with)


CHECKS = (
    sources_are_not_retracted,
    sources_in_doubt_have_a_reason,
    sources_cited_as_retracted_are,
    notices_were_looked_at,
)
