"""Word differences of editions of 5,000 words: likely ones, and ones made to take long."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable

from articles.differences import fold, word_difference

WORDS, ROUNDS, TARGET_MS = 5_000, 7, 200
A_PARAGRAPH = 50
rng = random.Random(1)


def main() -> int:
    """Print the medians; returns 1 where one misses the target."""
    print(f"Word difference of two texts of {WORDS:,} words (median of {ROUNDS}, ms)")
    times = {name: _median_ms(*make()) for name, make in PAIRS.items()}
    for name, took in times.items():
        missed = "" if took < TARGET_MS else f"   MISSED the target {TARGET_MS}"
        print(f"  {name:42} {took:8.1f}{missed}")
    return int(max(times.values()) >= TARGET_MS)


def _median_ms(before: str, after: str) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        fold(word_difference(before, after))
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000


def _prose(name: str = "word") -> list[str]:
    """Paragraphs of words as often as in prose: few of them make most of the text (Zipf)."""
    numbers = rng.choices(range(2_000), [1 / (n + 1) for n in range(2_000)], k=WORDS)
    words = [f"{name}{number}" for number in numbers]
    return [" ".join(words[at : at + A_PARAGRAPH]) for at in range(0, WORDS, A_PARAGRAPH)]


def _edited(every: int) -> tuple[str, str]:
    """Prose in which one word in so many was exchanged."""
    paragraphs = _prose()
    words = " \n ".join(paragraphs).split(" ")
    words[::every] = ["changed"] * len(words[::every])
    return "\n".join(paragraphs), " ".join(words).replace(" \n ", "\n")


def _moved() -> tuple[str, str]:
    paragraphs = _prose()
    return "\n".join(paragraphs), "\n".join([*paragraphs[1:60], paragraphs[0], *paragraphs[60:]])


def _rewritten() -> tuple[str, str]:
    return "\n".join(_prose()), "\n".join(_prose())


def _repeated(word: str) -> tuple[str, str]:
    return word * WORDS, f"other{word[-1]}" + word * (WORDS - 1) + "end"


def _backwards() -> tuple[str, str]:
    words = [f"word{number}" for number in range(WORDS)]
    return " ".join(words), " ".join(reversed(words))


PAIRS: dict[str, Callable[[], tuple[str, str]]] = {
    "a few words changed": lambda: _edited(500),
    "a word in every sentence changed": lambda: _edited(15),
    "every other word changed": lambda: _edited(2),
    "a paragraph moved": _moved,
    "rewritten in the same words": _rewritten,
    "wholly different words": lambda: ("\n".join(_prose()), "\n".join(_prose("other"))),
    "one word over and over": lambda: _repeated("word "),
    "one line over and over": lambda: _repeated("word\n"),
    "two words in turn": lambda: ("a b " * (WORDS // 2), "b a " * (WORDS // 2)),
    "the same words backwards": _backwards,
}
