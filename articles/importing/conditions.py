"""Finding the condition that a text is about, without any list of conditions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from articles.importing.abbreviations import definitions
from articles.importing.parsed import NamedCondition
from therapies.names import plain_words

DISEASE = re.compile(
    r"(?:disease|disorder|syndrome|cancer|diabetes|stroke|asthma|depression|dementia|epilepsy|"
    r"deficiency|infection|failure|injury|fracture|pain|lupus|hypertension|migraine|palsy|autism|"
    r"obesity|eczema|gout|anxiety|allergy|apnea|apnoea|arrhythmia|fibrillation|menopause|ulcer|"
    r"tumou?r|neuropathy|tremor|ataxia|insomnia|headache|vertigo|tinnitus|malaria|influenza|shock|"
    r"cataract|hernia|infertility|incontinence|reflux|dysfunction|o?edema|ha?emorrhage|embolism|"
    r"aneurysm|addiction|narcolepsy|psoriasis|\w+(?:itis|osis|iasis|[ae]mia|opathy|oma|algia|plegia|phrenia|trophy|"
    r"sclerosis|gravis|[ae]sthesia|thyroidism))s?",
    re.I,
)
NO_DISEASE = re.compile(
    r"therap|treat|transplant|stem cell|diagnosis|prognosis|hypnosis|criteria|score|scale|trial|"
    r"study|research|society|academy|foundation|association|institute|management",
    re.I,
)
INTRODUCED = re.compile(
    r"\b(?:for|with|of|in|and|cure|cures|treat|treats|treating|about|against|is|are|understanding|"
    r"managing|having|has|have|from|called|to|on)\s+(?:severe |chronic |acute |your |the )?",
    re.I,
)
LEAST_SCORE = 6
MOST_CANDIDATES = 40
WORTH_OF_HEADING = 3


def propose_condition(headings: Sequence[str], passages: Sequence[str]) -> NamedCondition | None:
    """Name the disease that headings and passages speak of most; None where none stands out.

    Only phrases that look like a disease count; they come from definitions such as
    "multiple sclerosis (MS)" and from headings such as "Diet for Multiple Sclerosis".
    """
    abbreviations = _defined_diseases("\n".join([*headings, *passages]))
    proposed = Counter([*abbreviations, *_diseases_of_headings(headings)])
    names = [name for name, _ in proposed.most_common(MOST_CANDIDATES)]
    candidates = [NamedCondition(name, abbreviations.get(name, "")) for name in names]
    best = choose_condition(candidates, headings, passages)
    return best and NamedCondition(_as_written(best.name, passages), best.abbreviation)


def choose_condition(
    candidates: Iterable[NamedCondition], headings: Sequence[str], passages: Sequence[str]
) -> NamedCondition | None:
    """Choose the condition that a text speaks of most, whatever its spelling; or None.

    A heading weighs as much as three mentions. Mentions of a longer name ("type 2 diabetes")
    are none of the shorter one in it; an abbreviation counts once the name itself has come.
    """
    text = "\n".join([*headings, *passages])
    plain_text, plain_headings = plain_words(text), [plain_words(part) for part in headings]
    names = {candidate: plain_words(candidate.name) for candidate in candidates}
    names = {candidate: name for candidate, name in names.items() if _count(name, plain_text)}
    scores = {
        candidate: _own_mentions(name, plain_text, names.values())
        + WORTH_OF_HEADING
        * sum(_own_mentions(name, part, names.values()) > 0 for part in plain_headings)
        + _worth_of_abbreviation(candidate.abbreviation, headings, text)
        for candidate, name in names.items()
    }
    best = min(scores, key=lambda candidate: (-scores[candidate], candidate.name), default=None)
    return best if best and scores[best] >= LEAST_SCORE else None


def mentions(condition: NamedCondition, text: str) -> bool:
    """Tell whether a text names a condition, in full or by its abbreviation."""
    return f" {plain_words(condition.name)} " in f" {plain_words(text)} " or (
        bool(condition.abbreviation) and condition.abbreviation in re.findall(r"\w+", text)
    )


def _worth_of_abbreviation(short: str, headings: Sequence[str], text: str) -> int:
    if not short:
        return 0
    whole = re.compile(rf"(?<!\w){re.escape(short)}(?!\w)")
    in_headings = sum(whole.search(heading) is not None for heading in headings)
    return len(whole.findall(text)) + WORTH_OF_HEADING * in_headings


def _own_mentions(name: str, plain_text: str, names: Iterable[str]) -> int:
    if name not in plain_text:
        return 0
    longer = [other for other in names if other != name and f" {name} " in f" {other} "]
    return _count(name, plain_text) - sum(_count(other, plain_text) for other in longer)


def _count(name: str, plain_text: str) -> int:
    return f" {plain_text} ".replace(" ", "  ").count(f" {name.replace(' ', '  ')} ")


def _defined_diseases(text: str) -> dict[str, str]:
    """Find the diseases that a text defines an abbreviation for; by name in lower case."""
    found: dict[str, str] = {}
    for definition in definitions(text):
        if _looks_like_disease(definition.name):
            found.setdefault(definition.name.lower(), definition.abbreviations[0])
    return found


def _diseases_of_headings(headings: Sequence[str]) -> Iterator[str]:
    for heading in headings:
        parts = re.split(r"\s*[?:!.,;]\s*", re.sub(r"\s*\([^()]*\)", "", heading))
        phrases = [phrase.strip() for part in parts for phrase in [part, *INTRODUCED.split(part)]]
        yield from (phrase.lower() for phrase in phrases if _looks_like_disease(phrase))


def _looks_like_disease(phrase: str) -> bool:
    words = phrase.split()
    return (
        0 < len(words) <= 5
        and DISEASE.fullmatch(words[-1]) is not None
        and not NO_DISEASE.search(phrase)
        and not INTRODUCED.search(phrase)
    )


def _as_written(name: str, passages: Sequence[str]) -> str:
    """Write a name as running text does, with the fewest capitals, but the first one large."""
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.I)
    written = [match[0] for match in whole.finditer("\n".join(passages))] or [name]
    plainest = min(written, key=lambda form: (sum(map(str.isupper, form)), form))
    return plainest[0].upper() + plainest[1:]
