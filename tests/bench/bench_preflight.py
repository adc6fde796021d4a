"""Preflight: what the rules find of labelled sentences and running text, and how fast.

The tables go between their markers in docs/preflight.md. Which alarms in running text are right is
for a person to read; the guide says who read what.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from articles.drafts import Draft
from articles.importing.unsaved import unsaved_draft
from articles.preflight import run_preflight
from articles.preflight.registry import checks
from articles.preflight.reports import rules_table
from tests.articles.preflight import measuring, measuring_statistics
from tests.bench.setting import bench_database
from tests.conftest import SHARED
from tests.guides import write_into

GUIDE = "preflight.md"
SEED_MS, ARTICLES_A_SECOND = 150, 20
LONGEST = 50_000
AIMS = {"cure_promise": (0.85, 0.75), "unapproved_efficacy": (0.85, 0.75)}
MOST_ALARMS = 0.03
FOUND_FIGURES, MOST_CITED = 0.97, 0.04
PER_WORDS = 1000


def main() -> int:
    """Print tables and times, rewrite the guide; returns 1 where an aim is missed."""
    write_into(GUIDE, "generated: rules", rules_table(checks()))
    if not SHARED.is_dir():
        print("The folder ../shared is absent: nothing can be counted there.")
        return 0
    with bench_database():
        return max(_quality(), _statistics(), _running_text(), _speed())


def _quality() -> int:
    rows = measuring.load_rows(SHARED / "data" / "statements")
    tables = f"{measuring.table(rows)}\n\nPer source:\n\n{measuring.table_by_source(rows)}"
    print(tables)
    write_into(GUIDE, "measured: claims", tables)
    missed = []
    for kind, (precision, recall) in AIMS.items():
        read = measuring.reader_of(*measuring.FAMILIES[kind])
        for name, part in (("all", rows), ("held out", measuring.half_of(rows, "held out"))):
            got = measuring.score(part, read, kind)
            if got.precision.value < precision or got.recall.value < recall:
                missed.append(f"{kind}, {name}: precision {got.precision}, recall {got.recall}")
    families = [name for kind in measuring.CLAIM_KINDS for name in measuring.FAMILIES[kind]]
    alarms = measuring.alarmed(rows, measuring.reader_of(*families))
    print(f"Hard negatives flagged by any of these rules: {alarms}")
    if alarms.value > MOST_ALARMS:
        missed.append(f"hard negatives flagged: {alarms}")
    for miss in missed:
        print(f"MISSED the aim: {miss}")
    return int(bool(missed))


def _statistics() -> int:
    rows = measuring.load_rows(SHARED / "data" / "statements", measuring.STATISTICS)
    written = measuring_statistics.table(rows)
    print(f"\n{written}")
    write_into(GUIDE, "measured: statistics", written)
    got = measuring_statistics.score(rows)
    is_missed = got.recall.value < FOUND_FIGURES or got.false_alarms.value > MOST_CITED
    if is_missed:
        print(f"MISSED the aim: recall {got.recall}, cited ones flagged {got.false_alarms}")
    return int(is_missed)


def _running_text() -> int:
    """Count what each rule finds in a thousand words of patient information and abstracts."""
    corpora = {"MedQuAD": _medquad(), "PubMedQA": _abstracts()}
    words, found = {}, {}
    for name, drafts in corpora.items():
        sample = random.Random(1).sample(drafts, 500)
        words[name] = sum(_words(draft) for draft in sample)
        found[name] = Counter(one.rule for draft in sample for one in run_preflight(draft))
    rules = sorted({rule for counts in found.values() for rule in counts})
    lines = [f"| rule | {' | '.join(corpora)} |", f"|---|{'--:|' * len(corpora)}"]
    lines += [
        f"| `{rule}` | "
        + " | ".join(f"{PER_WORDS * found[name][rule] / words[name]:.2f}" for name in corpora)
        + " |"
        for rule in rules
    ]
    written = "\n".join(lines)
    print(f"\nFindings in {PER_WORDS:,} words, over 500 texts of each\n{written}")
    write_into(GUIDE, "measured: running text", written)
    return 0


def _speed() -> int:
    with unsaved_draft(SHARED / "seed" / "ms-stem-cells.txt") as seed:
        _timed(seed)
        seed_ms = 1000 * min(_timed(seed) for _ in range(7))
    articles = _medquad()
    begun = time.process_time()
    words = sum(_words(draft) for draft in articles if run_preflight(draft) is not None)
    rate = len(articles) / (time.process_time() - begun)
    print(f"\nThe seed article ({_words(seed):,} words), warm: {seed_ms:.0f} ms of the processor")
    print(f"{len(articles):,} articles of MedQuAD ({words:,} words): {rate:.0f} a second a core")
    per_word = [_per_word(articles, length) for length in (5_000, 10_000, 20_000, LONGEST)]
    print(f"Microseconds a word at 5,000 to {LONGEST:,} words: {', '.join(per_word)}")
    written = (
        f"The seed article: {seed_ms:.0f} ms; {len(articles):,} articles of MedQuAD: {rate:.0f} a "
        f"second a core; microseconds a word in texts of 5,000, 10,000, 20,000 and {LONGEST:,} "
        f"words: {', '.join(per_word)}."
    )
    write_into(GUIDE, "measured: speed", written)
    return int(seed_ms > SEED_MS or rate < ARTICLES_A_SECOND)


def _per_word(articles: Sequence[Draft], length: int) -> str:
    bodies, words = [], 0
    for draft in articles:
        bodies.append(draft.body)
        words += _words(draft)
        if words >= length:
            break
    long = Draft(title="Long", body="".join(bodies))
    return f"{1e6 * min(_timed(long) for _ in range(2)) / words:.1f}"


def _timed(draft: Draft) -> float:
    fresh = replace(draft)  # nothing of the run before is kept on it
    begun = time.process_time()
    run_preflight(fresh)
    return time.process_time() - begun


def _words(draft: Draft) -> int:
    return sum(len(block.text.split()) for block in draft.blocks)


def _medquad() -> list[Draft]:
    documents = measuring_statistics.medquad(SHARED / "data" / "corpus")
    return [Draft(title=name or "", body=html) for name, html in documents]


def _abstracts() -> list[Draft]:
    documents = measuring_statistics.pubmedqa(SHARED / "data" / "corpus")
    return [Draft(title=name or "", body=html) for name, html in documents]
