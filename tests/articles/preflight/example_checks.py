"""Checks as a publisher adds them: words that are flagged, with a mend of each kind."""

from __future__ import annotations

from collections.abc import Iterator

from articles.drafts import Draft
from articles.preflight import Finding, Level, Mend
from articles.preflight.findings import found_in_sentence
from articles.preflight.registry import check

RULES = {
    "word-forbidden": Level.BLOCKER,
    "word-wonder": Level.NEEDS_REASON,
    "word-surely": Level.NEEDS_REASON,
    "word-marvel": Level.ADVICE,
}
MENDS = {
    "word-wonder": Mend("replace", "Replace by “hope”", "hope"),
    "word-marvel": Mend("insert", "Insert “so-called”", "so-called "),
    "word-surely": Mend("cite", "Cite a source"),
}


@check(RULES)
def words_are_sober(draft: Draft) -> Iterator[Finding]:
    """Ask for sober words."""
    for sentence in draft.sentences:
        for rule, level in RULES.items():
            word = rule.removeprefix("word-")
            at = sentence.text.find(word)
            while at >= 0:
                yield found_in_sentence(
                    sentence,
                    (at, at + len(word)),
                    rule=rule,
                    level=level,
                    message="A word that promises more than it says:",
                    suggestion="Say what is known.",
                    mend=MENDS.get(rule),
                )
                at = sentence.text.find(word, at + len(word))


CHECKS = (words_are_sober,)
