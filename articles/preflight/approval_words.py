"""Where a sentence speaks of an approval: by whom, for what, and whether it says or denies it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from articles.blocks import Sentence
from articles.preflight.lexicon import Lexicon, Span, lexicon, pattern_of, tables
from articles.preflight.scopes import modifiers_of
from therapies.models import Authority, Condition

UNION = "EU"
"""How places.toml names the country of an authority that has none."""
SOMEBODY = "an authority in"
"""How an authority is called whose place is all that is said of it."""
PAST = re.compile(r"\b(?:was|were|had)(?:n[’']t|\s+(?:not|never))\b", re.I)
NOT_YET = re.compile(
    r"\b(?:will|shall|should|would|must|can|could|may|might|to)\s+(?:\w+\s+){0,2}be(?:come)?\s+"
    r"(?:\w+\s+){0,2}$",
    re.I,
)
"""Before the word: it is to be approved, or might be."""
PARTLY = re.compile(r"\s+(?:use|uses|indications?|purposes?|stud\w+|trials?|models?|until)\b", re.I)
HINT = re.compile(
    r"approv|clear|authori|licen|regist|recogni|certif|endors|validat|experiment|investigat|green",
    re.I,
)
"""A cheap test: a sentence without any of these speaks of no approval."""
DENIAL = re.compile(
    r"(?:\b(?:not|never|without|no|lacks?|lacked|no\s+(?:authority|regulator|agency)\s+has)|n[’']t)"
    r"(?:\s+(?:yet|been|be|currently|officially|formally|also|a|an|the|any|have|received?|fully)"
    r"){0,4}[\s-]*$",
    re.I,
)
BY = re.compile(r"(?:\s+[\w’'-]+){0,3}?\s+(?:by|from)\s+(?:the\s+|[A-Z]\w+[’']s\s+)?")
IN_PLACE = re.compile(
    r"(?:\s+[\w’'-]+){0,3}?\s+(?:in|across|throughout|within)\s+"
    r"((?:the\s+)?(?:[A-Z][\w.]*[\s-]?(?:of\s+)?){1,4})"
)
OPENS_IN_PLACE = re.compile(r"In\s+((?:the\s+)?(?:[A-Z][\w.]*\s?(?:of\s+)?){1,4}),")
ACTIVE = (
    r"(?:\s*\([\w.]+\))?(?:\s+(?:has|have|had|did|does|not|never|yet|\w+ly|also|already|now|since"
    r"|first)|n[’']t){0,5}[\s-]*$"
)
OTHER_ACTOR = re.compile(r"(?:\b[A-Z]{2,6}[\s-]+|\b(?:has|have|had)\s+(?!been\b)(?:\w+\s+)?)$")
GIVES = (
    r"(?:\s*\([\w.]+\))?(?:\s+(?:has|have|had|also|already|now|since|\w+ly|not|never)){0,3}"
    r"\s+(?:gave|gives?|given|grants?|granted)\s+(?:[^\s,;:]+\s+){1,8}$"
)
"""Behind who gives something to somebody, before what is given."""
GIVEN = re.compile(rf"(?<!\w)\w+{GIVES}")
PASSIVELY = re.compile(r"\b(?:is|are|was|were|been|being)\s+(?:\w+\s+)?(?:given|granted)\s")
AN_AGENCY = re.compile(
    r"(?:[A-Z][\w’'-]+\s+(?:(?:of|and|for)\s+)?){1,5}(?:Agency|Administration|Authority)\b"
    r"|(?:[A-Z]\w+\s+)?(?:Ministry|Department)\s+of\s+Health\b"
)
"""An authority's name, or what looks like one."""
COUNTRY_ACTS = re.compile(
    r"(?:^|[,;:]\s+|\b(?:and|but|that|while|although)\s+)(?:[Tt]he\s+)?"
    r"((?:[A-Z][\w.]*\s+){1,3})(?:has|have|had)\s+(?:\w+\s+)?$"
)
OF_WHOM = re.compile(r"\s+(?:of|from|by)\s+(?:[\w’'-]+\s+){0,3}[\w’'-]+")
ONLY = re.compile(r"\bonly\b[^,;:]{0,25}$", re.I)
FOR = re.compile(
    r"(?:\s+by\s+[^,;:.]{2,60}?)?\s+(?:only\s+)?(?:for|to\s+(?:treat|prevent|cure)|in)\s+"
    r"([^,;:]{2,80})"
)


@dataclass(frozen=True)
class Approval:
    """A word of approval in a sentence, with the authority's name where it leads the word.

    ``authority`` is the abbreviation of the one that is named, empty where none is, and the
    words for one that the records lack ("Health Canada", "an authority in Japan").
    """

    sentence: Sentence
    start: int
    end: int
    authority: str
    is_noun: bool = False

    @property
    def span(self) -> Span:
        """The words, as offsets in the sentence."""
        return self.start, self.end

    @property
    def is_called_approved(self) -> bool:
        """Whether the very word "approved" is used: clinics have licences, and no approval."""
        return "approved" in self.sentence.text[self.start : self.end].lower()

    @property
    def is_said(self) -> bool:
        """Whether the sentence says it in its own voice, as a fact of today."""
        before = self.sentence.text[max(0, self.start - 60) : self.start]
        after = self.sentence.text[self.end : self.end + 30]
        unsettled = _unsettled("before").is_in(before) or _unsettled("after").is_in(after)
        return (
            not unsettled
            and not NOT_YET.search(before)
            and not modifiers_of(self.sentence, self.span)
        )

    @property
    def is_restricted(self) -> bool:
        """Whether "only" stands before it: "only approved therapies should be used"."""
        return stands_behind_only(self.sentence, self.start)

    @property
    def is_denied(self) -> bool:
        """Whether the words right before it deny it, or it denies itself ("unapproved").

        What was not approved once, or is not for some people or some use, is another matter.
        """
        words = self.sentence.text[self.start : self.end]
        before = self.sentence.text[max(0, self.start - 60) : self.start]
        denying = lexicon("regulatory", "unapproved", "experimental")
        return denying.is_in(words) or bool(DENIAL.search(before))

    def is_denied_throughout(self, condition: Condition | None) -> bool:
        """Tell whether it is denied as such: not for the past, some people, or some use."""
        before = self.sentence.text[max(0, self.start - 60) : self.start]
        after = self.sentence.text[self.end : self.end + 150]
        narrower = FOR.match(after)
        is_partly = PAST.search(before) or PARTLY.match(after)
        return self.is_denied and not is_partly and (not narrower or names(narrower[1], condition))

    def is_for_another(self, condition: Condition | None, *, after: int = 0) -> bool:
        """Tell whether it is said for another disease than the article's.

        That is by the words after it, or after an offset where the therapy's name ends.
        """
        text = self.sentence.text
        ends = {self.end, max(self.end, after)}
        return any(speaks_of_another(text[end : end + 150], condition) for end in ends)


def stands_behind_only(sentence: Sentence, at: int) -> bool:
    """Tell whether "only" stands a few words before an offset, and restricts what follows."""
    return ONLY.search(sentence.text[max(0, at - 40) : at]) is not None


def speaks_of_another(after: str, condition: Condition | None) -> bool:
    """Tell whether words, which go on with "for …" or "in …", name a disease that is another."""
    said = FOR.match(after)
    return bool(said and names_another(said[1], condition))


def names(words: str, condition: Condition | None) -> bool:
    """Tell whether words name a condition."""
    own = [condition.name, condition.abbreviation] if condition else []
    written = "|".join(re.escape(name) for name in own if name)
    return bool(written and re.search(rf"\b(?:{written})\b", words, re.I))


def names_another(words: str, condition: Condition | None) -> bool:
    """Tell whether words name a disease, and not the article's."""
    if condition is None or names(words, condition):
        return False
    rest = lexicon("regulatory", "this_disease").pattern.sub(" ", words)
    return _diseases().search(rest) is not None


@dataclass(frozen=True)
class Approvers:
    """The authorities of the records, as texts name them."""

    named: tuple[tuple[str, str, str], ...]
    """Name, abbreviation, country."""

    @classmethod
    def of(cls, authorities: Sequence[Authority]) -> Approvers:
        """Take the authorities of the records."""
        return cls(tuple((one.name, one.abbreviation, one.country) for one in authorities))

    def approvals(self, sentence: Sentence) -> Iterator[Approval]:
        """List where a sentence speaks of an approval by one of them, or by nobody named."""
        if not HINT.search(sentence.text):
            return
        for found in _words_of_approval(self.named).finditer(sentence.text):
            word = found["word"]
            authority = self._authority(sentence.text, found)
            needs_one = lexicon("regulatory", "cleared").pattern.fullmatch(word)
            if needs_one and (not authority or authority.startswith(SOMEBODY)):
                continue
            is_noun = lexicon("regulatory", "approval").is_in(word)
            if authority is not None and not (is_noun and _is_other_approval(found)):
                yield Approval(sentence, *found.span(), authority, is_noun)

    def _authority(self, text: str, found: re.Match[str]) -> str | None:
        """Say whose approval it is: an abbreviation, empty for anybody's, None for others'."""
        if found["by"]:
            return self._abbreviation(found["by"])
        after, before = text[found.end() : found.end() + 90], text[: found.start()][-90:]
        if by := BY.match(after):
            return self._approver(after, by.end())
        place = IN_PLACE.match(after) or OPENS_IN_PLACE.match(text)
        if place and (not place[1].strip().isupper() or _country_called(place[1])):
            return self._of_place(place[1])
        return self._actor(before, found["word"])

    def _actor(self, before: str, word: str) -> str | None:
        """Say whose approval it is by the words before it."""
        is_given = lexicon("regulatory", "approval").is_in(word) and not PASSIVELY.search(before)
        active = _active(self.named).search(before)
        if active is None and is_given:
            active = _giving(self.named).search(before)
        if active:
            return self._abbreviation(active["by"])
        country = COUNTRY_ACTS.search(before)
        if country and _country_called(country[1]):
            return self._of_place(country[1])
        is_act_of_others = OTHER_ACTOR.search(before) and "approved" in word.lower()
        if is_act_of_others or (is_given and GIVEN.search(before)):
            return "" if lexicon("regulatory", "agencies").is_in(before[-40:]) else None
        return ""

    def _approver(self, text: str, at: int) -> str | None:
        if named := _names(self.named).match(text, at):
            return self._abbreviation(named[0])
        if agency := AN_AGENCY.match(text, at):
            return f"the {agency[0]}"
        agencies = lexicon("regulatory", "agencies").pattern.match(text, at)
        if agencies is None:
            return None
        place = IN_PLACE.match(text, agencies.end())
        return self._of_place(place[1]) if place else ""

    def _abbreviation(self, said: str) -> str:
        plain = _without_article(said).casefold()
        for name, abbreviation, _ in self.named:
            if plain in (_without_article(name).casefold(), abbreviation.casefold()):
                return abbreviation
        country = _countries_of_authorities().get(plain, "")
        return (self._of_country(country) if country else "") or _without_article(said)

    def _of_place(self, name: str) -> str | None:
        country = _country_called(name)
        if country is None:
            return None
        return self._of_country(country) or f"{SOMEBODY} {name.strip(' .')}"

    def _of_country(self, country: str) -> str:
        """Give the abbreviation of whose approvals hold in a country; empty if not on record."""
        by_country = {at or UNION: abbreviation for _, abbreviation, at in reversed(self.named)}
        is_member = country in tables("regulatory")["union"]["members"]
        return by_country.get(country) or (by_country.get(UNION, "") if is_member else "")


def _country_called(name: str) -> str | None:
    """Give the code of the country that words name, such as "the U.K."."""
    plain = name.strip(" .").removeprefix("the ").strip()
    return next(
        (code for code in tables("regulatory")["places"] if plain in _plain_places(code)), None
    )


def _is_other_approval(found: re.Match[str]) -> bool:
    """Tell whether the words beside a noun make it an ethics committee's or the like."""
    others = lexicon("regulatory", "other_approval")
    before = found.string[max(0, found.start() - 25) : found.start()].rstrip(" -")
    after = OF_WHOM.match(found.string, found.end())
    return any(end == len(before) for _, end in others.spans(before)) or bool(
        after and others.is_in(after[0])
    )


@cache
def _countries_of_authorities() -> dict[str, str]:
    """Map the names of authorities, in small letters, to their countries."""
    listed = tables("regulatory")["authorities"].items()
    return {name.casefold(): country for country, names in listed for name in names}


@cache
def _plain_places(country: str) -> frozenset[str]:
    return frozenset(name.strip(".") for name in tables("regulatory")["places"].get(country, ()))


def _without_article(name: str) -> str:
    """Leave out what texts leave out: "U.S. Food and Drug Administration"."""
    return re.sub(r"^(?:the\s+)?(?:U\.?\s?S\.?A?\.?\s+)?", "", " ".join(name.split()), flags=re.I)


def _authorities_as_pattern(named: tuple[tuple[str, str, str], ...]) -> str:
    names = {_without_article(name) for name, _, _ in named} | {short for _, short, _ in named}
    names |= {name for one in tables("regulatory")["authorities"].values() for name in one}
    written = [
        rf"{re.escape(name)}" if name.isupper() else rf"(?i:{pattern_of(name)})"
        for name in sorted(names, key=len, reverse=True)
    ]
    return rf"(?:(?:U\.?S\.?\s+)?(?:{'|'.join(written) or '(?!)'}))"


@lru_cache(maxsize=8)
def _names(named: tuple[tuple[str, str, str], ...]) -> re.Pattern[str]:
    return re.compile(rf"{_authorities_as_pattern(named)}(?!\w)")


@lru_cache(maxsize=8)
def _active(named: tuple[tuple[str, str, str], ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?P<by>{_authorities_as_pattern(named)}){ACTIVE}")


@lru_cache(maxsize=8)
def _giving(named: tuple[tuple[str, str, str], ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?P<by>{_authorities_as_pattern(named)}){GIVES}")


@lru_cache(maxsize=8)
def _words_of_approval(named: tuple[tuple[str, str, str], ...]) -> re.Pattern[str]:
    groups = ("approved", "cleared", "approval", "unapproved", "experimental")
    words = "|".join(
        pattern_of(term)
        for term in sorted(
            {term for group in groups for term in tables("regulatory")[group]["terms"]},
            key=len,
            reverse=True,
        )
    )
    return re.compile(
        rf"(?<!\w)(?:(?P<by>{_authorities_as_pattern(named)})(?:[’']s)?(?:\s*\([A-Z]+\))?[\s‑-]+)?"
        rf"(?P<word>(?i:{words}))(?!\w)"
    )


@cache
def _unsettled(side: str) -> Lexicon:
    return Lexicon.of(tables("regulatory")["unsettled"][side])


@cache
def _diseases() -> re.Pattern[str]:
    table = tables("regulatory")["diseases"]
    endings = "|".join(table["endings"])
    terms = "|".join(pattern_of(term) for term in table["terms"])
    return re.compile(rf"(?<!\w)(?:\w{{2,30}}(?:{endings})|{terms})(?!\w)", re.I)
