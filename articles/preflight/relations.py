"""Whether a sentence says a word of a therapy that it names.

No parser: short patterns over what stands between the two and before the first, within a clause.
They know the commonest ways to say it ("X is a W", "W X", "X, a W", "W such as X", "X … as a W")
and let others pass. The words they go by are data: ``lexicons/relations.toml``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from articles.mentions import Mention
from articles.preflight.lexicon import Span, tables

REACH = 160
"""Characters between a word and a name, at most."""
BACK = 120
"""Characters before a name in which its clause begins."""


def _one_of(*names: str) -> str:
    return "|".join(
        re.escape(term).replace(r"\ ", r"\s+")
        for name in names
        for term in tables("relations")[name]["terms"]
    )


PLAIN = rf"(?!(?:{_one_of('links')})\b)[^\W_][\w’'%-]*"
"""A word that begins no phrase of its own: an article, adverb, adjective or noun."""
ADVERB = r"(?:now|also|already|recently|since|just|even|not|never|\w+ly)"
PART = (
    r"(?:(?:one|some|many|any|most|all)\s+of\s+(?:the|these|several|many)"
    r"|(?:an?|the)\s+(?:[\w-]+\s+)?(?:form|type|kind)\s+of)"
)
TO_BE = re.compile(
    r"(?<![\w’'-])(?:(?:has|have|had|will|would|can|could|may|might|should|must|cannot)"
    r"(?:n[’']t)?\s+(?:(?:not|never|now|also|already|yet|since|still|recently)\s+){0,2})?"
    r"(?:is|are|was|were|be|been|being|becomes?|became|remains?|gets?|got)(?:n[’']t)?(?![\w’'-])"
)
TAIL = re.compile(
    rf"(?:\s+{PART}|\s+{PLAIN}){{0,6}}(?:(?:,|\s+and|\s+or)(?:\s+{PLAIN})?)?\s*[“\"(]?"
)
"""What may stand between a verb "to be" and the word: "now one of the most effective"."""
COMPLEMENT = re.compile(
    r"(?:[”\"’]|\s*\([^()]{0,80}\)){0,2}"
    rf"(?:\s+(?!(?:{_one_of('verbs')}|and|or)\b)[\w’'/%-]+(?:\s*\([^()]{{0,40}}\))?){{0,9}}"
    r"(?:,[^,;:]{1,80},|,?\s+(?:which|that)|,)?\s*"
)
"""What may stand between a name and its verb: "(AHSCT) for multiple sclerosis, which"."""
ARTICLE = re.compile(
    rf"\s+(?:(?:not|never|just|only|now|also|even|\w+ly)\s+){{0,3}}(?:an?|the|{PART})\s"
)
PLURAL = re.compile(r"are|were|have")
SPLIT = re.compile(r",|\s(?:and|or)\s")
IDENTIFIES = re.compile(
    rf"(?:\s+{PLAIN}){{0,2}}(?:\s+(?:for|of)(?:\s+{PLAIN}){{1,4}})?\s+(?:is|are|was|were)\s+(?:called\s+)?(?:{PLAIN}\s+){{0,2}}[“\"(]?"
)
JOINED = re.compile(r"(?:\s*\([^()]{0,40}\))?,?\s+(?:and|or)\s+(?:[\w’'-]+\s+){1,4}")
"""The second half of a subject: "and bone marrow cells" (are)."""
OBJECT = re.compile(rf"(?:\s+(?:use\s+of|{PLAIN})){{0,4}}\s*[“\"(]?")
MEMBER = re.compile(
    rf"(?:\s+{PLAIN}){{0,3}}(?:\s+for(?:\s+{PLAIN}){{1,3}})?\s*"
    rf"(?:,?\s+(?:{_one_of('naming')})|[(:])"
    rf"(?:\s+(?!(?:with|for|after|before|of|in)\b)[\w’'-]+(?:,|\s+and|\s+or)?){{0,4}}\s*[“\"(]?"
)
BY_MEANS = re.compile(
    r"(?:\s+(?:approach|option|method|modality|plan)(?:e?s)?)?"
    rf"(?:\s+of(?:\s+{PLAIN}){{1,4}})?\s+(?:with|using|by|called)"
    rf"(?:\s+{PLAIN}){{0,2}}\s*[“\"]?"
)
APPOSED = re.compile(
    r"(?:\s*\([^()]{0,40}\))?\s*(?:,|\(|–|—|-|:)\s*"
    rf"(?:(?:{PART}|an?|the|our|one)\s+(?:{PLAIN}\s+){{0,3}}|(?:{ADVERB}\s+){{0,2}})"
)
COMPOUND = re.compile(rf"[-‐‑\s](?:based|derived)\s+(?:{PLAIN}\s+){{0,2}}")
TITLE = re.compile(r"(?:\s+[A-Z][\w’-]+){2,4}")
AS = re.compile(rf"(?:\s|^)as\s+(?:{PART}\s+)?(?:(?:{PLAIN}|and)\s+){{0,5}}")
AS_WORD = re.compile(r"(?:\s|^)as\s")
COMPARED = re.compile(r"\bas\s+[\w’'-]+(?:\s+[\w’'-]+)?\s+$|\b(?:same|such)\s+$", re.I)
OPENS = re.compile(rf"(?:\s+(?:by|in)\s+[\w\s.]{{2,60}})?,\s+(?:{PLAIN}\s+){{0,3}}")
USED_FOR = re.compile(
    r"\s(?:used|given|offered|indicated|available|recommended)\s+(?:in|for)\s+(?:the\s+)?$"
)
PRESENTS = re.compile(
    rf"(?:\s+(?:{ADVERB}|can|may|could|will|has|have)){{0,3}}\s+(?:{_one_of('presenting')})(?:\s+{PART}|\s+{PLAIN}){{0,4}}\s*"
)
HOLDS = re.compile(
    rf"(?<![\w’'-])(?:(?:has|have|had|was|were|been)\s+(?:{ADVERB}\s+){{0,2}})?"
    r"(?:received|gained|won|lacks?|lacked|got|obtained|secured|earned|granted|given|holds?|has|have|had|with)"
    r"(?![\w’'-])"
)
HELD = re.compile(rf"(?:\s+(?:{PLAIN}|and)){{0,5}}\s*")
WHICH = re.compile(r"(?:\s*\([^()]{0,60}\))?,?\s+(?:which|that)\s+")
SAME_SUBJECT = re.compile(r"[^;:–—]{1,110}\s(?:and|but)\s+(?:(?:now|also|already|even)\s+)?")
BEHIND = re.compile(rf"(?:\s*\([^()]{{0,60}}\))?\s*(?:\s{ADVERB}\s+)?")
SOLD_WITH = re.compile(
    rf"(?:\s*\([^()]{{0,60}}\))?(?:\s+(?:is|are|has\s+been|have\s+been))?(?:\s+{ADVERB}){{0,3}}"
    r"\s+(?:available|sold|offered|marketed|comes?|provided|launched)"
    rf"(?:\s+{ADVERB}|\s+(?:here|today))?\s+with(?:\s+{PLAIN}){{0,4}}\s*"
)
GIVING = re.compile(
    r"\b(?:gave|gives|grants|granted|(?:has|have|had)\s+(?:\w+\s+)?given)\s+"
    r"(?:(?:the|an?|this|its)\s+)?$"
)
OF_NAME = re.compile(rf"\s+(?:(?:of|for)(?:\s+{PLAIN}){{0,3}}|to(?:\s+(?:the|an?|this))?)\s*")
EXCHANGED = re.compile(r"\b(?:compar|replac|combin|switch|contrast)\w*\s")
ACTS = re.compile(
    r"(?:,?\s+(?:which|that))?(?:\s+(?:is|are)\s+(?:[\w’'-]+ly\s+)?(?:proven|shown|known|able)\s+to)?"
    r"(?:\s+(?:can|will|does|do|has|have|also|now|and|may|could|might"
    r"|[\w’'-]+ly)){0,4}\s*"
)
FRAME = re.compile(rf"(?:^|\s)(?:{_one_of('frames')})\s+(?:of|with)(?:\s+{PLAIN}){{0,2}}\s*$")
LINK = re.compile(rf"(?<![\w’'-])(?:{_one_of('links')})(?![\w’'-])")
BORDER = re.compile(rf"[,;:.–—()“”\"…]|(?<![\w’'-])(?:{_one_of('clauses')})(?![\w’'-])")


@dataclass(frozen=True)
class Pair:
    """A word of a sentence (a span of it) and a name that stands near it."""

    mention: Mention
    word: Span

    @property
    def name_first(self) -> bool:
        """Whether the name stands before the word."""
        return self.mention.end <= self.word[0]

    @property
    def between(self) -> str:
        """What stands between the two, in small letters."""
        if self.name_first:
            return self._text(self.mention.end, self.word[0])
        return self._text(self.word[1], self.mention.start)

    def _text(self, start: int, end: int) -> str:
        return self.mention.sentence.text[max(0, start) : end].lower()

    def _before(self, at: int) -> str:
        """Give the words of a clause that stand before an offset."""
        before = self._text(at - BACK, at)
        border = _last(BORDER, before)
        return before[border.end() :] if border else before

    def is_within(self) -> bool:
        """Tell whether the word is part of the name: "stem cell treatment"."""
        return self.mention.start <= self.word[0] and self.word[1] <= self.mention.end

    def is_compound(self) -> bool:
        """Tell whether the name is half of what the word is called: "X-based treatment".

        Or "X Knee Repair Treatment": in small letters a verb could not be told from a noun.
        """
        if not self.name_first:
            return False
        written = self.mention.sentence.text[self.mention.end : self.word[1]]
        return bool(COMPOUND.fullmatch(self.between) or TITLE.fullmatch(written))

    def is_predicate(self) -> bool:
        """Tell whether the name is said to be the word: "X is now an approved …"."""
        if not self.name_first:
            return False
        found = _last(TO_BE, self.between)
        if found is None or not TAIL.fullmatch(self.between, found.end()):
            return False
        head = self.between[: found.start()]
        return WHICH.fullmatch(head) is not None or (
            self._goes_before(head, is_plural=bool(PLURAL.match(found[0]))) and self.is_subject()
        )

    def _goes_before(self, head: str, *, is_plural: bool) -> bool:
        """Tell whether words after the name leave it the subject of the verb behind them."""
        joined = JOINED.fullmatch(head) if is_plural else None
        return bool(COMPLEMENT.fullmatch(head) or joined or SAME_SUBJECT.fullmatch(head))

    def is_noun_of(self) -> bool:
        """Tell whether the name is said to be the word, a noun: "X is a safe and new …"."""
        if not self.name_first:
            return IDENTIFIES.fullmatch(self.between) is not None
        found = _last(TO_BE, self.between)
        tail = self.between[found.end() :] if found else ""
        return self.is_predicate() and bool(not SPLIT.search(tail) or ARTICLE.match(tail))

    def is_acting(self) -> bool:
        """Tell whether the name does what the word, a verb, says: "X can treat"."""
        if not self.name_first:
            return False
        between, acts = self.between, ACTS
        led = re.match(r"(?:\s*\([^()]{0,80}\))?(?:\s+for(?:\s+[\w’'-]+){1,4}?(?=\s))?", between)
        rest = led.end() if led else 0
        return bool(acts.fullmatch(between, rest) or acts.fullmatch(between)) and self.is_subject()

    def is_apposed(self) -> bool:
        """Tell whether the word is put beside the name: "X, an approved …", "X (approved)"."""
        if self.name_first:
            return bool(APPOSED.fullmatch(self.between)) and self.is_subject()
        if OPENS.fullmatch(self.between) and not self._before(self.word[0]).strip():
            return True
        after = self._text(self.mention.end, self.mention.end + 1)
        is_opened = self.between.strip() == "," and after == ","
        return is_opened and not LINK.search(self._before(self.word[0]))

    def is_right_behind(self) -> bool:
        """Tell whether the word, a participle, stands right behind the name: "X approved by"."""
        return self.name_first and BEHIND.fullmatch(self.between) is not None

    def is_presented_as(self) -> bool:
        """Tell whether the name is taken for the word: "X was first used as a new …"."""
        if not self.name_first:
            return False
        if AS.fullmatch(self.between):
            return True
        return self.is_subject() and (
            PRESENTS.fullmatch(self.between) is not None
            or self._is_used_for()
            or self._is_told_as()
        )

    def _is_used_for(self) -> bool:
        used = USED_FOR.search(self.between)
        return used is not None and not BORDER.search(self.between[: used.start()])

    def _is_told_as(self) -> bool:
        found = _last(AS_WORD, self.between)
        if found is None or not AS.fullmatch(self.between, found.start()):
            return False
        led = self.between[: found.start() + 1]
        return not (BORDER.search(re.sub(r"\([^()]*\)", "", led)) or COMPARED.search(led))

    def is_object(self) -> bool:
        """Tell whether the word stands before the name as its attribute or verb."""
        return not self.name_first and OBJECT.fullmatch(self.between) is not None

    def is_holder(self) -> bool:
        """Tell whether the name has what the word, a noun, says: "X received approval"."""
        if self.name_first and SOLD_WITH.fullmatch(self.between):
            return self.is_subject()
        if self.name_first and GIVING.search(self._before(self.mention.start)):
            return HELD.fullmatch(self.between) is not None
        if self.name_first:
            found = _last(HOLDS, self.between)
            return bool(
                found
                and HELD.fullmatch(self.between, found.end())
                and self._goes_before(self.between[: found.start()], is_plural=False)
                and self.is_subject()
            )
        return OF_NAME.fullmatch(self.between) is not None

    def is_member(self) -> bool:
        """Tell whether the name is one of what the word calls a kind: "W such as X"."""
        return not self.name_first and MEMBER.fullmatch(self.between) is not None

    def is_means(self) -> bool:
        """Tell whether the word, a noun, is done with the name: "W with X"."""
        if self.name_first or not BY_MEANS.fullmatch(self.between):
            return False
        return not EXCHANGED.search(self._text(self.word[0] - BACK, self.word[0]))

    def is_subject(self) -> bool:
        """Tell whether the name begins its clause, articles and adjectives aside."""
        before = self._before(self.mention.start)
        framed = FRAME.search(before)
        return not LINK.search(before[: framed.start()] if framed else before)


def pairs(word: Span, mentions: Sequence[Mention]) -> list[Pair]:
    """Pair a word with the mentions near it, in order; mentions are those of its sentence."""
    first = bisect_left(mentions, word[0] - REACH, key=lambda mention: mention.end)
    last = bisect_right(mentions, word[1] + REACH, key=lambda mention: mention.start)
    return [Pair(mention, word) for mention in mentions[first:last]]


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(text):
        found = match
    return found
