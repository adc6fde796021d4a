"""Numbers as texts write them: in digits, in words, as fractions and ranges."""

from __future__ import annotations

import re

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
PARTS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "eighth": 8,
    "tenth": 10,
}
OTHERS = {"twice": 2, "doubl": 2, "double": 2, "triple": 3, "quadruple": 4, "two": 2}

NUMBER = r"(?:\d{1,3}(?:[,\u2009\u202f]\d{3})+(?!\d)|\d+)(?:[.·]\d+)?"
WORDED = (
    rf"(?:(?:{'|'.join(TENS)})(?:[\s-](?:{'|'.join(ONES[1:10])}))?|{'|'.join(reversed(ONES))})\b"
)
AMOUNT = (
    rf"(?:{NUMBER}|{WORDED})(?:\s(?:hundred|thousand|million|billion)"
    r"(?:\s(?:thousand|million))?)?"
)
READ = re.compile(rf"(?<![\w.])(?:{AMOUNT})", re.IGNORECASE)
PART = re.compile(
    rf"\b(?:(?P<count>an?|{'|'.join(ONES[1:10])})[\s-])?(?P<part>{'|'.join(PARTS)})s?\b", re.I
)


def value_of(words: str) -> float:
    """Read one amount: "1,200", "twenty-five", "3.5 million"."""
    number = re.match(NUMBER, words)
    if number:
        value, rest = (
            float(re.sub(r"[,\u2009\u202f]", "", number[0]).replace("·", ".")),
            words[number.end() :],
        )
    else:
        value, rest = 0.0, words
    for word in re.split(r"[\s-]+", rest.lower()):
        if word in ONES:
            value += ONES.index(word)
        elif word in TENS:
            value += 10 * (TENS.index(word) + 2)
        elif word in SCALES:
            value = (value or 1) * SCALES[word]
    return value


def numbers_in(words: str) -> frozenset[str]:
    """List the amounts in some words, written alike."""
    found = {written(value_of(match[0])) for match in READ.finditer(words)}
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in OTHERS:
            found.add(written(OTHERS[word]))
        elif word.endswith("fold") and word.removesuffix("fold") in ONES:
            found.add(written(ONES.index(word.removesuffix("fold"))))
        elif word in ("doubles", "doubled", "doubling"):
            found.add("2")
        elif word in ("halve", "halved", "halves", "halving"):
            found.add("0.5")
    return frozenset(found)


def shares_in(words: str) -> frozenset[str]:
    """List the shares of a whole in a percentage, ratio or fraction; empty where it is none."""
    amounts = [value_of(match[0]) for match in READ.finditer(words)]
    if re.search(r"%|per\s?cent", words, re.IGNORECASE):
        return frozenset(written(amount / 100) for amount in amounts)
    parts = [
        (ONES.index(match["count"].lower()) if (match["count"] or "").lower() in ONES else 1)
        / PARTS[match["part"].lower()]
        for match in PART.finditer(words)
    ]
    if parts:
        return frozenset(written(part) for part in parts)
    if re.search(r"\ba\smillion\b|\bper\s(?:hundred|thousand|million)\b", words, re.I):
        scale = next(
            SCALES[word] for word in re.findall(r"[a-z]+", words.lower()) if word in SCALES
        )
        return frozenset(written(amount / scale) for amount in amounts)
    if len(amounts) < 2 or not 0 < amounts[0] < amounts[1]:
        return frozenset()
    return frozenset(written(amounts[0] / whole) for whole in amounts[1:] if whole)


def written(value: float) -> str:
    """Write an amount so that equal ones read the same: four digits that count."""
    return f"{value:.4g}"
