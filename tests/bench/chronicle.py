"""One article's evidence, written down as the verbs of review and publishing would leave it.

Nothing is saved here: a chronicle makes rows with numbers and times of their own, which
tests/bench/archive.py copies into the database. What is signed is signed with the real key and
what is chained is chained, so that ``verify`` has nothing against it.
"""

from __future__ import annotations

import datetime
import uuid
from hashlib import sha256
from typing import Any

from django.db import models
from joserfc import jws

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
from reviews.keys import signing_key
from reviews.models import (
    Comment,
    LedgerEntry,
    Letter,
    Physician,
    Reply,
    Review,
    SignOff,
)
from reviews.signatures import ALGORITHM, SIGN_OFF
from tests.bench.shelf import Shelf, canonical
from tests.bench.texts import Text

RFC_3339 = "%Y-%m-%dT%H:%M:%S.%fZ"
DUE = datetime.timedelta(days=14)


class Chronicle:
    """One article, from its draft on. Each verb happens at ``at`` and writes one entry."""

    def __init__(
        self, shelf: Shelf, text: Text, *, number: int, writer: User, begins: datetime.datetime
    ) -> None:
        self.shelf, self.text, self.number, self.writer = shelf, text, number, writer
        self.editor = shelf.rng.choice(shelf.editors)
        self.licence = shelf.licences[0]
        self.at = begins
        self.head = shelf.put(
            ArticleHead,
            article_id=number,
            counter=0,
            editions=0,
            edition_in_work_id=None,
            is_public=False,
            was_public=False,
            ledger_length=0,
            ledger_hash="",
        )
        self._write_draft()

    def _write_draft(self) -> None:
        put, number, draft = self.shelf.put, self.number, self.text.draft
        words = {
            name: self.text.written(name, article=number)
            for name in "title slug language meta_description summary body".split()
        }
        put(Article, condition_id=draft.condition, writer_id=self.writer.pk, **words)
        put(Contributor, article_id=number, account=self.writer.pk, since=self.at)
        rows: tuple[tuple[type[models.Model], str, tuple[Any, ...]], ...] = (
            (KeyTakeaway, "text", draft.key_takeaways),
            (ArticleTherapy, "therapy_id", draft.therapies),
            (Byline, "author_id", draft.authors),
            (BibliographyEntry, "reference_id", draft.bibliography),
        )
        for model, column, values in rows:
            for position, value in enumerate(values, start=1):
                put(model, article_id=number, position=position, **{column: value})

    def enter(self, action: str, by: User | None, **facts: Any) -> None:
        """Append an entry to the article's chain."""
        self.head.counter += 2
        self.head.ledger_length += 1
        content = canonical(
            {
                "format": 1,
                "article": self.number,
                "number": self.head.ledger_length,
                "previous": self.head.ledger_hash,
                "action": action,
                "actor": by.pk if by else None,
                "at": self.at.strftime(RFC_3339),
                "facts": facts,
            }
        )
        self.head.ledger_hash = sha256(content).hexdigest()
        self.shelf.put(
            LedgerEntry,
            article_id=self.number,
            number=self.head.ledger_length,
            content=content,
            at=self.at,
        )

    def _of_review(self, action: str, by: User, **facts: Any) -> None:
        self.enter(
            action,
            by,
            edition=self.edition.number,
            review=self.review.pk,
            physician=str(self.physician.public_id),
            **facts,
        )

    def _tell(self, to: User, fact: str, subject: str) -> None:
        self.shelf.put(
            Letter,
            recipient_id=to.pk,
            fact=fact,
            subject=subject,
            body=f"Dear {to.username},\n\n{subject}.\n\n" + "Please look at it. " * 20,
            message_id=uuid.UUID(int=self.shelf.rng.getrandbits(128), version=4),
            written_at=self.at,
            sent_at=self.at,
            attempts=1,
            try_after=self.at,
        )

    @property
    def physician(self) -> Physician:
        """Whom the article's editions are given to."""
        return self.licence.physician

    @property
    def doctor(self) -> User:
        """The physician's account."""
        assert self.physician.account
        return self.physician.account

    # Editions

    def submit(self) -> None:
        number = self.head.editions + 1
        content, digest = self.text.edition(article=self.number, number=number)
        self.edition = self.shelf.put(
            Edition,
            article_id=self.number,
            number=number,
            content=content,
            submitted_at=self.at,
            recalled_at=None,
        )
        # What the database computes; statements name it.
        self.edition.digest, self.edition.slug = digest, f"article-{self.number}"
        for reference in self.text.draft.bibliography:
            self.shelf.put(EditionReference, edition_id=self.edition.pk, reference_id=reference)
        for therapy in self.text.draft.therapies:
            self.shelf.put(EditionTherapy, edition_id=self.edition.pk, therapy_id=therapy)
        self.head.editions, self.head.edition_in_work_id = number, self.edition.pk
        self.enter("submit", self.writer, edition=number, digest=digest)

    def recall(self) -> None:
        self.edition.recalled_at, self.edition.recall_reason = self.at, "writer"
        self.head.edition_in_work_id = None
        self.enter("recall", self.writer, edition=self.edition.number, reason="writer")

    # Reviews

    def assign(self) -> None:
        self.review = self.shelf.put(
            Review,
            edition_id=self.edition.pk,
            physician_id=self.physician.pk,
            due_on=(self.at + DUE).date(),
            invited_at=self.at,
        )
        self._of_review("assign", self.editor)
        self._tell(self.doctor, f"assign:{self.review.pk}", "Please review an article")

    def accept(self) -> None:
        self.review.accepted_at, self.review.has_interests = self.at, False
        self._of_review("accept", self.doctor)
        self._tell(self.editor, f"accept:{self.review.pk}", "A physician accepted")

    def decline(self) -> None:
        self.review.declined_at, self.review.decline_reason = self.at, "No time this month."
        self._of_review("decline", self.doctor)
        self._tell(self.editor, f"decline:{self.review.pk}", "A physician declined")

    def remind(self) -> None:
        self._of_review("remind", self.editor)
        fact = f"remind:{self.review.pk}:{self.at.date().isoformat()}"
        self._tell(self.doctor, fact, "A review waits for you")

    def due_date(self) -> None:
        self.review.due_on = (self.at + DUE).date()
        self._of_review("due_date", self.editor, due_on=self.review.due_on.isoformat())

    # Comments

    def _comment(self, kind: str, *, text: str, replacement: str = "", **more: bool) -> None:
        passage = self.shelf.rng.choice(self.text.passages)
        self.comment = self.shelf.put(
            Comment,
            review_id=self.review.pk,
            kind=kind,
            block=passage.number,
            quote=passage.words,
            text=text,
            replacement=replacement and f"{passage.words} {replacement}",
            made_at=self.at,
            is_blocking=more.get("is_blocking", False),
        )
        blocking = self.comment.is_blocking
        self._of_review(
            "comment", self.doctor, comment=self.comment.pk, kind=kind, blocking=blocking
        )
        self._tell(self.writer, f"comment:{self.comment.pk}", "A physician commented")

    def question(self) -> None:
        self._comment("question", text="Where do these numbers come from?", is_blocking=True)

    def remark(self) -> None:
        self._comment("remark", text="Said well; plain and careful words.")

    def suggestion(self) -> None:
        self._comment("suggestion", text="", replacement="It was a small study.")

    def reply(self) -> None:
        made = self.shelf.put(
            Reply,
            comment_id=self.comment.pk,
            author=self.writer.pk,
            author_name=self.writer.username,
            text="From the table of the cited study; the text says so now.",
            made_at=self.at,
        )
        self._of_review("reply", self.writer, comment=self.comment.pk, reply=made.pk)
        self._tell(self.doctor, f"reply:{made.pk}", "An answer to your comment")

    def resolve(self) -> None:
        self.comment.resolved_at = self.at
        self._of_review("resolve", self.doctor, comment=self.comment.pk)

    # Decisions

    def approve(self) -> None:
        self._decide("approve")

    def request_changes(self) -> None:
        self._decide("request_changes")
        self.shelf.put(
            Comment,
            review_id=self.review.pk,
            text="The second part overstates what the study saw.",
            made_at=self.at,
        )

    def _decide(self, decision: str) -> None:
        said = self.shelf.state(self.review, self.edition, self.licence, decision)
        statement = canonical(
            said
            | {
                "article": {"id": self.number, "slug": self.edition.slug},
                "edition": self.edition.number,
                "digest": self.edition.digest,
                "time": self.at.strftime(RFC_3339),
            }
        )
        key = signing_key()
        header = {"alg": ALGORITHM, "typ": SIGN_OFF, "kid": key.thumbprint()}
        made = self.shelf.put(
            SignOff,
            edition_id=self.edition.pk,
            digest=self.edition.digest,
            review_id=self.review.pk,
            physician_id=self.physician.pk,
            licence_id=self.licence.pk,
            decision=decision,
            capacity="physician",
            statement=statement,
            signature=jws.serialize_compact(header, statement, key, algorithms=[ALGORITHM]),
            key_id=header["kid"],
            signed_at=self.at,
        )
        self._of_review(
            "sign", self.doctor, decision=decision, digest=self.edition.digest, key=header["kid"]
        )
        for account in (self.writer, self.editor):
            self._tell(account, f"sign:{made.pk}", "A physician decided")

    # Publishing

    def release(self) -> None:
        before = self._end("superseded") if self.head.is_public else None
        self.opened = self.shelf.put(
            Release,
            article_id=self.number,
            edition_id=self.edition.pk,
            opened_at=self.at,
            review_due_on=self.at.date(),
        )
        if not self.head.was_public:
            self.shelf.put(Redirect, slug=self.edition.slug, article_id=self.number)
        self.head.is_public = self.head.was_public = True
        self.head.edition_in_work_id = None
        self.enter(
            "release",
            self.editor,
            edition=self.edition.number,
            digest=self.edition.digest,
            release=self.opened.pk,
            supersedes=before,
        )

    def _end(self, reason: str) -> int:
        self.opened.ended_at, self.opened.end_reason = self.at, reason
        return self.opened.pk

    def withdraw(self) -> None:
        self._end("error")
        self.head.is_public = False
        self.enter(
            "withdraw",
            self.editor,
            edition=self.edition.number,
            release=self.opened.pk,
            reason="error",
        )

    def schedule(self) -> None:
        planned = self.shelf.put(
            ScheduledRelease,
            article_id=self.number,
            edition_id=self.edition.pk,
            release_at=self.at + datetime.timedelta(days=90),
            planned_by=self.editor.pk,
            planned_at=self.at,
        )
        release_at = planned.release_at.isoformat()
        self.enter("schedule", self.editor, edition=self.edition.number, release_at=release_at)

    def safety_notice(self) -> None:
        notice = self.shelf.put(SafetyNotice, article_id=self.number, shown_at=self.at)
        self.enter("safety_notice", self.editor, notice=notice.pk)
