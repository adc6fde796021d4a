"""A made archive: N articles with 5 N editions in all states, as a publisher has after years.

The rows are made by tests/bench/chronicle.py and copied into a scratch database by its owner,
past the gate, because the gate lets nothing happen in the past; ``verify`` then finds nothing
wrong with them, which tests/bench/test_archive.py shows on a small one.
"""

from __future__ import annotations

import datetime
import random
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched

from django.utils import timezone

from articles.models import (
    Article,
    ArticleHead,
    ArticleTherapy,
    BibliographyEntry,
    Byline,
    Contributor,
    Edition,
    EditionReference,
    EditionTherapy,
    KeyTakeaway,
)
from medcontent.models import User
from publishing.models import Redirect, Release, SafetyNotice, ScheduledRelease
from publishing.standing import State
from reviews.keys import registered_key
from reviews.models import (
    Comment,
    LedgerEntry,
    Letter,
    Licence,
    Physician,
    Reply,
    Review,
    SigningKey,
    SignOff,
)
from tests import factories
from tests.bench.chronicle import Chronicle
from tests.bench.loading import Owner, copy, gate_open, go_on_numbering
from tests.bench.shelf import Shelf
from tests.bench.texts import Text, make_texts
from tests.databases import Databases

PHYSICIANS, WRITERS, EDITORS = 200, 25, 2
EDITIONS_EACH = 5
LONG_STORY_ROUNDS = 40
WAITING = 12
"""Articles in review that are with the busy physician."""
BATCH = 250
COPIED = (
    Article,
    KeyTakeaway,
    ArticleTherapy,
    Byline,
    BibliographyEntry,
    Contributor,
    Edition,
    EditionReference,
    EditionTherapy,
    ArticleHead,
    Review,
    SignOff,
    Comment,
    Reply,
    Letter,
    Release,
    Redirect,
    ScheduledRelease,
    SafetyNotice,
    LedgerEntry,
)
"""In the order of their foreign keys."""

# What happens to an edition, as verbs of Chronicle.
DISCUSSED = "question reply resolve remark"
RELEASED = "submit assign accept approve release"
DISCUSSED_AND_RELEASED = f"submit assign accept {DISCUSSED} approve release"
SENT_BACK = "submit assign accept suggestion request_changes"
RECALLED = "submit recall"
ENDINGS = {
    State.DRAFT: ["", RECALLED],
    State.IN_REVIEW: [
        "submit",
        "submit assign",
        "submit assign remind",
        "submit assign accept",
        "submit assign accept question reply suggestion",
        "submit assign decline assign accept question",
    ],
    State.CHANGES_REQUESTED: [SENT_BACK],
    State.APPROVED: ["submit assign accept approve"],
    State.SCHEDULED: ["submit assign accept approve schedule"],
    State.PUBLIC: [
        *[RELEASED, DISCUSSED_AND_RELEASED] * 8,
        f"{RELEASED} safety_notice",
    ],
    State.REVIEW_DUE: [RELEASED, DISCUSSED_AND_RELEASED],
    State.WITHDRAWN: [f"{RELEASED} withdraw"],
}
OF_A_HUNDRED = {
    State.DRAFT: 12,
    State.IN_REVIEW: 15,
    State.CHANGES_REQUESTED: 6,
    State.APPROVED: 4,
    State.SCHEDULED: 3,
    State.PUBLIC: 42,
    State.REVIEW_DUE: 12,
    State.WITHDRAWN: 6,
}
AGES = {State.PUBLIC: (1, 250), State.REVIEW_DUE: (400, 800), State.WITHDRAWN: (1, 900)}
"""Days since the last thing happened, at least and at most; of others it is 0 to 40."""


type Plan = tuple[State, list[str]]
"""Where an article ends, and the verbs of its life."""


@dataclass(frozen=True)
class Archive:
    """A made archive, and whom and what in it to look at."""

    articles: int
    editions: int
    long_story: int
    busy_physician: Physician
    editor: User
    writer: User


def make_archive(
    databases: Databases,
    name: str,
    *,
    articles: int,
    physicians: int = PHYSICIANS,
    rounds: int = LONG_STORY_ROUNDS,
) -> Archive:
    """Fill the empty database that Django is pointed at, whose name is given.

    ``rounds`` is how many editions the article with the long story has behind it.
    """
    texts, rng = make_texts(), random.Random(articles)
    shelf = _people(rng, physicians)
    with databases.owner(name) as owner:
        with gate_open(owner, [*COPIED, Licence, SigningKey]):
            _let_begin_long_ago(owner)
            long_story = _fill(owner, shelf, texts, _plans(rng, articles, rounds))
            owner.execute(
                "UPDATE publishing_release SET review_due_on = gate_review_due(edition_id)"
            )
        go_on_numbering(owner, COPIED)
        owner.execute("VACUUM ANALYZE")
    return Archive(
        articles=articles,
        editions=Edition.objects.count(),
        long_story=long_story,
        busy_physician=shelf.licences[0].physician,
        editor=shelf.editors[0],
        writer=shelf.writers[0],
    )


def _people(rng: random.Random, wanted: int) -> Shelf:
    registered_key()
    physicians = [
        factories.physician(name=f"Dr. Bench {number}", days_left=2_000) for number in range(wanted)
    ]
    numbers = [physician.pk for physician in physicians]
    licences = Licence.objects.select_related("physician__account").filter(physician__in=numbers)
    return Shelf(
        writers=[factories.account("writer") for _ in range(WRITERS)],
        editors=[factories.account("editor") for _ in range(EDITORS)],
        licences=list(licences.order_by("physician")),
        rng=rng,
    )


def _let_begin_long_ago(owner: Owner) -> None:
    """Let the licences and the key be older than what is signed with them."""
    owner.execute("UPDATE reviews_licence SET valid_from = '2010-01-01'")
    owner.execute("UPDATE reviews_signingkey SET valid_from = '2010-01-01'")


def _fill(owner: Owner, shelf: Shelf, texts: list[Text], plans: Iterable[Plan]) -> int:
    """Copy the articles in, some at a time; gives the number of the last."""
    number = 0
    for some in batched(enumerate(plans, start=1), BATCH, strict=False):
        for number, (state, steps) in some:
            _live(shelf, texts[number % len(texts)], number, state, steps)
        with owner.transaction():
            for model in COPIED:
                copy(owner, model, shelf.rows[model])
        shelf.rows.clear()
        if sys.stderr.isatty():
            print(f"\r  articles made: {number:,}", end="", file=sys.stderr)
    return number


def _plans(rng: random.Random, articles: int, rounds: int) -> Iterator[Plan]:
    """Plan each article's life.

    The number of editions comes out at EDITIONS_EACH an article; the last has the long story.
    """
    left = articles * EDITIONS_EACH - (rounds + 1)
    states = [state for state, share in OF_A_HUNDRED.items() for _ in range(share)]
    for number in range(articles - 1):
        if not number % len(states):
            rng.shuffle(states)
        state = states[number % len(states)]
        ending = rng.choice(ENDINGS[state])
        to_come = articles - 1 - number
        mean = left / to_come
        editions = round(mean) if to_come < 10 else rng.randint(1, round(2 * mean) - 1)
        editions = left if to_come == 1 else editions
        earlier = max(editions - ending.count("submit"), 0) if ending else 0
        left -= earlier + ending.count("submit")
        yield state, _steps(rng, state, earlier, ending)
    story = f"submit assign accept {' '.join([DISCUSSED] * 10)} remind due_date approve release "
    yield State.IN_REVIEW, (story * rounds + ENDINGS[State.IN_REVIEW][4]).split()


def _steps(rng: random.Random, state: State, earlier: int, ending: str) -> list[str]:
    # A draft that was public would stand as public.
    rounds = [SENT_BACK, RECALLED]
    if state is not State.DRAFT:
        rounds += [RELEASED, DISCUSSED_AND_RELEASED]
    chosen = rng.choices(rounds, weights=[2, 1, 3, 2][: len(rounds)], k=earlier)
    return " ".join([*chosen, ending]).split()


def _live(shelf: Shelf, text: Text, number: int, state: State, steps: list[str]) -> None:
    rng = shelf.rng
    ends = timezone.now() - datetime.timedelta(days=rng.uniform(*AGES.get(state, (0.1, 40))))
    step = datetime.timedelta(days=rng.uniform(0.5, 6)) if len(steps) < 100 else DAY
    begins = ends - len(steps) * step
    writer = shelf.writers[0] if not number % 10 else rng.choice(shelf.writers)
    article = Chronicle(shelf, text, number=number, writer=writer, begins=begins)
    article.licence = _reviewer(shelf, number, waits=state is State.IN_REVIEW)
    for verb in steps:
        article.at += step
        getattr(article, verb)()


DAY = datetime.timedelta(days=1)


def _reviewer(shelf: Shelf, number: int, *, waits: bool) -> Licence:
    """Choose who reviews an article; the busy physician has a quarter of what is decided.

    Of what waits they have the same few in archives of all sizes, as a human has.
    """
    busy, *others = shelf.licences
    if not waits:
        return busy if not number % 4 else shelf.rng.choice(others)
    shelf.waiting += 1
    return busy if shelf.waiting <= WAITING else shelf.rng.choice(others)
