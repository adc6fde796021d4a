"""Texts of real length for a made archive: frozen once, then copied with what differs.

Forty texts of about 1,100 words each, made of the demo article's sentences and of others that
need no knowledge of medicine to be told apart. A text is frozen by the application itself; an
edition is a copy of its bytes in which the article, the number and one figure are replaced.
"""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from articles.drafts import Draft
from articles.freeze import freeze, read_canonical
from articles.models import Author
from articles.passages import passages
from medcontent.demo.journey import ARTICLE
from references.models import Reference
from reviews.policies import current_policy
from therapies.models import Authority, Condition, RegulatoryStatus, TherapyType

TEXTS, CONDITIONS, THERAPIES, AUTHORS = 40, 20, 12, 30
REFERENCES, CITED = 120, 12
SECTIONS, PARAGRAPHS, SENTENCES = 6, 3, 4
# Numbers that stand in a frozen text for what each edition has of its own.
OF_ARTICLE, OF_EDITION, OF_FIGURE = 999_999_999, 888_888_888, 777_777_777
SUBJECTS = "sleep diet walking rest light music warmth company routine work travel noise".split()
MEASURES = "pain fatigue balance memory mood appetite strength stiffness attention worry".split()
AMOUNTS = "slightly clearly hardly somewhat markedly barely steadily briefly".split()


@dataclass(frozen=True)
class Passage:
    """A passage that stands the same in all editions of a text, for comments to quote."""

    number: int
    words: str


@dataclass(frozen=True)
class Text:
    """One frozen text; ``draft`` holds the same places for what differs."""

    draft: Draft
    content: bytes
    passages: list[Passage]

    def edition(self, *, article: int, number: int) -> tuple[bytes, str]:
        """Write an edition's content, with its digest."""
        content = (
            self.content.replace(b"%d" % OF_ARTICLE, b"%d" % article)
            .replace(b"%d" % OF_EDITION, b"%d" % number)
            .replace(b"%d" % OF_FIGURE, b"%d" % (100 + 7 * number))
        )
        return content, sha256(content).hexdigest()

    def written(self, field: str, *, article: int) -> str:
        """Write a field of the draft of an article."""
        written = str(getattr(self.draft, field)).replace(str(OF_ARTICLE), str(article))
        return written.replace(str(OF_FIGURE), "100")


def make_texts() -> list[Text]:
    """Make the texts with the conditions, therapies, authors and references that they name."""
    rng = random.Random(1)
    conditions = [
        Condition.objects.create(name=f"Condition {n}", slug=f"condition-{n}")
        for n in range(1, CONDITIONS + 1)
    ]
    therapies = [
        TherapyType.objects.create(name=f"Therapy {n}", abbreviation=f"T{n}")
        for n in range(1, THERAPIES + 1)
    ]
    authors = [
        Author.objects.create(name=f"Author {n}", credentials="MSc") for n in range(1, AUTHORS + 1)
    ]
    references = [_reference(n) for n in range(1, REFERENCES + 1)]
    _make_statuses(conditions, therapies)
    sentences = _sentences(rng)
    return [
        _text(
            rng,
            sentences,
            cited=[one.pk for one in rng.sample(references, CITED)],
            condition=conditions[n % CONDITIONS].pk,
            therapies=tuple(one.pk for one in rng.sample(therapies, 1 + n % 2)),
            authors=tuple(one.pk for one in rng.sample(authors, 1 + n % 3)),
        )
        for n in range(TEXTS)
    ]


def _reference(number: int) -> Reference:
    return Reference.objects.create(
        csl={
            "type": "article-journal",
            "title": f"A study of {SUBJECTS[number % 12]} and {MEASURES[number % 10]} {number}",
            "author": [{"family": f"Tester{number}", "given": "Tina"}],
            "container-title": "Journal of Tests",
            "issued": {"date-parts": [[2000 + number % 25]]},
            "volume": str(number),
            "page": f"{number}-{number + 9}",
            "DOI": f"10.5555/bench.{number}",
        }
    )


def _make_statuses(conditions: list[Condition], therapies: list[TherapyType]) -> None:
    authority = Authority.objects.create(name="Agency", abbreviation="AGY", country="US")
    RegulatoryStatus.objects.bulk_create(
        RegulatoryStatus(
            therapy=therapy,
            condition=condition,
            authority=authority,
            status="not_approved",
            as_of=datetime.date(2026, 1, 15),
            source_title="List of approved therapies",
            source_url="https://example.org/list",
        )
        for therapy in therapies
        for condition in conditions
    )


def _sentences(rng: random.Random) -> list[str]:
    demo = re.sub(r"\[[\d,–-]+\]|[<>&]", "", ARTICLE.read_text(encoding="utf-8"))
    prose = [line for line in demo.splitlines() if line.count(" ") > 20 and "http" not in line]
    real = [one for line in prose for one in re.split(r"(?<=[.?!]) ", line.strip("- "))]
    made = [
        f"In one study of {rng.randrange(20, 900)} people, {rng.choice(SUBJECTS)} changed "
        f"{rng.choice(MEASURES)} {rng.choice(AMOUNTS)} after {rng.randrange(2, 60)} weeks."
        for _ in range(600)
    ]
    return real + made


def _text(rng: random.Random, sentences: list[str], *, cited: list[int], **links: object) -> Text:
    blocks, unused = [], iter(cited)
    for section in range(1, SECTIONS + 1):
        blocks.append(f"<h2>{section}. What was seen of {rng.choice(SUBJECTS)}</h2>")
        blocks += [
            f"<p>{' '.join(rng.sample(sentences, SENTENCES))}{_citation(unused)}</p>"
            for _ in range(PARAGRAPHS)
        ]
        if section % 2:
            blocks.append(
                f"<p>In all {OF_FIGURE} people were counted in this part, of whom some took part "
                f"twice. {rng.choice(sentences)}</p>"
            )
    draft = Draft(
        article=OF_ARTICLE,
        title=f"What is known of {rng.choice(SUBJECTS)} and {rng.choice(MEASURES)} ({OF_ARTICLE})",
        slug=f"article-{OF_ARTICLE}",
        meta_description=f"What studies saw of {rng.choice(MEASURES)}.",
        summary=" ".join(rng.sample(sentences, 2)),
        body="".join(blocks),
        key_takeaways=tuple(rng.sample(sentences, 3)),
        bibliography=tuple(cited),
        **links,
    )
    content = freeze(draft, number=OF_EDITION, policy=current_policy().as_content())
    lasting = [
        Passage(one.number, one.text)
        for one in passages(read_canonical(content))
        if one.kind == "p" and str(OF_FIGURE) not in one.text
    ]
    return Text(draft, content, lasting)


def _citation(unused: Iterator[int]) -> str:
    number = next(unused, None)
    return f'<cite data-ref="{number}"></cite>' if number else ""
