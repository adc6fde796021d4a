"""The verbs of review: submit, recall, assign, accept, decline, sign. Comments: comments.py.

Each takes keyword arguments, is one transaction with one ledger entry, and returns the object
or raises a Refusal. Who may: ``check_may_…``; when it may be: the gate, and the checks here.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db.models.functions import Now

from articles.clock import utc_today
from articles.drafts import Draft
from articles.freeze import freeze
from articles.models import Article, ArticleHead, Edition, Reason
from articles.preflight import Finding, Level, run_preflight
from articles.reasons import as_content, findings_as_content, reasons_for, without_reason
from articles.typed import plain_text
from gate.inspection import require_gate
from gate.refusals import NotPermitted, Overtaken, Refusal, one_step
from reviews import ledger, letters, signatures, statements
from reviews.meanings import MEANINGS
from reviews.models import Comment, LedgerEntry, Physician, Review, SignOff
from reviews.physicians import check_eligible
from reviews.policies import current_policy

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser as User


class PreflightBlocks(Refusal):
    """A draft with blockers or without needed reasons is not submitted; carries those findings."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(
            f"Preflight found {len(findings)} thing(s) to mend or to give a reason for: "
            + " ".join(f"{finding.where}: {finding.message}" for finding in findings),
            rule="preflight",
        )
        self.findings = findings


class DraftChanged(Overtaken):
    """The draft is no longer the one that its submitter was shown."""


class WrongPassword(NotPermitted):
    """The password given at signing is not the account's."""


def check_may_submit(user: User, article: Article) -> None:
    """Require that an account may submit and recall an article. Raises NotPermitted."""
    if user.has_perm("articles.submit_any_article"):
        return
    if not (user.has_perm("articles.submit_article") and article.writer_id == user.pk):
        raise NotPermitted("Only its writer or an editor submits and recalls an article.")


def check_may_assign(user: User) -> None:
    """Require that an account may ask physicians to review. Raises NotPermitted."""
    if not user.has_perm("reviews.assign_review"):
        raise NotPermitted("Only editors ask physicians to review.")


def check_is_reviewer(user: User, review: Review) -> None:
    """Require that an account is the physician's who was asked. Raises NotPermitted."""
    if review.physician.account_id != user.pk or not user.has_perm("reviews.sign_edition"):
        raise NotPermitted("Only the physician who was asked answers a review.")


def submit(*, article: Article, by: User, shown: str | None = None) -> Edition:
    """Freeze the draft as the article's next edition, to be reviewed.

    ``shown`` is the digest of the draft that the submitter saw. Raises NotPermitted,
    PreflightBlocks, CannotFreeze, CannotFormat, DraftChanged, or Refusal while another edition
    awaits its decision.
    """
    check_may_submit(by, article)
    require_gate()
    with one_step():
        head = ledger.take_turn(article)
        locked = Article.objects.select_for_update().get(pk=article.pk)
        _check_nothing_awaits_decision(locked)
        draft = Draft.of(locked)
        if shown is not None and shown != draft.digest:
            raise DraftChanged("The draft was changed since this page was made; read it again.")
        findings = run_preflight(draft)
        reasons = reasons_for(locked, findings)
        if in_the_way := what_blocks(findings, reasons):
            raise PreflightBlocks(in_the_way)
        number = head.editions + 1
        content = freeze(
            draft,
            number=number,
            policy=current_policy().as_content(),
            findings=findings_as_content(findings),
            reasons=as_content(findings, reasons),
        )
        edition = Edition.objects.create(article=locked, number=number, content=content)
        ledger.record(locked, "submit", by=by, edition=number, digest=edition.digest)
    return edition


def what_blocks(findings: list[Finding], reasons: Mapping[str, Reason]) -> list[Finding]:
    """List the findings that keep a draft from being submitted."""
    blockers = [found for found in findings if found.level is Level.BLOCKER]
    return blockers + without_reason(findings, reasons)


def _check_nothing_awaits_decision(article: Article) -> None:
    last = article.editions.without_content().order_by("number").last()
    if last is None or last.recalled_at is not None or is_decided(last):
        return
    raise Refusal(
        f"Edition {last.number} is still in review. Recall it before you submit another.",
        rule="one_edition_in_review",
    )


def is_decided(edition: Edition) -> bool:
    """Say whether an edition has its approvals, or an objection."""
    decisions = list(edition.sign_offs.values_list("decision", flat=True))
    objected = any(decision != SignOff.Decision.APPROVE for decision in decisions)
    return objected or len(decisions) >= edition.required_approvals


def is_approved(edition: Edition) -> bool:
    """Say whether an edition has as many approvals as it needs, and no objection."""
    decisions = list(edition.sign_offs.values_list("decision", flat=True))
    approves = SignOff.Decision.APPROVE
    objected = any(decision != approves for decision in decisions)
    return not objected and len(decisions) >= edition.required_approvals


def recall(*, edition: Edition, by: User, reason: str) -> Edition:
    """Take an edition back that was never public; its sign-offs stay as evidence.

    Allowed before and after approval. ``reason`` is one of Edition.RecallReason.
    """
    check_may_submit(by, edition.article)
    if reason not in Edition.RecallReason.values:
        raise Refusal(f"{reason!r} is no reason to recall; choose one of the list.")
    require_gate()
    with one_step():
        ledger.take_turn(edition.article)
        _check_is_not_recalled(edition, "This edition is recalled already.")
        Edition.objects.filter(pk=edition.pk).update(recalled_at=Now(), recall_reason=reason)
        ledger.record(edition.article, "recall", by=by, edition=edition.number, reason=reason)
        letters.tell_recall(edition)
    edition.refresh_from_db()
    return edition


def assign(*, edition: Edition, physician: Physician, by: User, due_on: datetime.date) -> Review:
    """Ask an eligible physician to review an edition. Raises NotEligible or Refusal."""
    check_may_assign(by)
    require_gate()
    with one_step():
        _check_is_in_work(edition, ledger.take_turn(edition.article))
        if Review.objects.standing().filter(edition=edition, physician=physician).exists():
            raise Overtaken(f"{physician} is asked to review this edition already.")
        check_eligible(physician, edition.article)
        review = Review.objects.create(edition=edition, physician=physician, due_on=due_on)
        record(review, "assign", by)
        letters.invite(review)
    return review


def set_due_date(*, review: Review, by: User, due_on: datetime.date) -> Review:
    """Move the day by which a physician is asked to decide; the physician is told."""
    check_may_assign(by)
    require_gate()
    with one_step():
        _check_is_awaited(review)
        if review.due_on == due_on:
            raise Refusal(f"This review is due on {due_on:%Y-%m-%d} already.")
        Review.objects.filter(pk=review.pk).update(due_on=due_on)
        entry = record(review, "due_date", by, due_on=due_on.isoformat())
        review.refresh_from_db()
        letters.tell_due_date(review, change=entry.number)
    return review


def remind(*, review: Review, by: User) -> bool:
    """Remind a physician of a review, once a day at most; say whether a letter was written."""
    check_may_assign(by)
    require_gate()
    with one_step():
        _check_is_awaited(review)
        written = letters.remind(review, on=utc_today())
        if written:
            record(review, "remind", by)
    return written


def _check_is_awaited(review: Review) -> None:
    """Take the turn, and require that a physician's decision is waited for."""
    head = ledger.take_turn(review.edition.article)
    check_is_asked(review)
    _check_is_undecided(review)
    _check_is_in_work(review.edition, head)


def _check_is_undecided(review: Review) -> None:
    if review.sign_offs.exists():
        raise Refusal("This physician has decided already; the decision stays.")


def _check_is_in_work(edition: Edition, head: ArticleHead) -> None:
    """Require that there is something to decide about an edition. The turn must be taken."""
    _check_is_not_recalled(
        edition, "This edition was recalled; there is nothing to review any more."
    )
    if edition.sign_offs.filter(decision=SignOff.Decision.REQUEST_CHANGES).exists():
        raise Refusal("Changes were requested, which closed this edition.")
    if head.edition_in_work_id != edition.pk:
        raise Refusal("This edition was released, or a newer one is in work; look at the article.")


def _check_is_not_recalled(edition: Edition, sentence: str) -> None:
    edition.refresh_from_db(fields=["recalled_at"])
    if edition.recalled_at is not None:
        raise Refusal(sentence)


def accept(*, review: Review, by: User, has_interests: bool, interests: str = "") -> Review:
    """Accept a review with a conflict-of-interest statement; details are needed if there are."""
    check_is_reviewer(by, review)
    said = plain_text(interests)
    if has_interests and not said:
        raise Refusal("Say which interests you declare.")
    answer = {"accepted_at": Now(), "has_interests": has_interests, "interests": said}
    return _answer(review, by, "accept", answer)


def decline(*, review: Review, by: User, reason: str) -> Review:
    """Decline a review with a reason."""
    check_is_reviewer(by, review)
    said = plain_text(reason)
    if not said:
        raise Refusal("Say why you decline, so that the editor can ask somebody else.")
    return _answer(review, by, "decline", {"declined_at": Now(), "decline_reason": said})


def cancel(*, review: Review, by: User) -> Review:
    """Take back the request to a physician who has not decided."""
    check_may_assign(by)
    return _answer(review, by, "cancel", {"cancelled_at": Now()})


def _answer(review: Review, by: User, action: str, answer: dict[str, object]) -> Review:
    require_gate()
    with one_step():
        head = ledger.take_turn(review.edition.article)
        check_is_asked(review)
        if action == "accept":
            _check_is_in_work(review.edition, head)
        elif action == "cancel":
            _check_is_undecided(review)
        Review.objects.filter(pk=review.pk).update(**answer)
        record(review, action, by)
        review.refresh_from_db()
        letters.tell_answer(review, action)
    return review


def check_is_asked(review: Review) -> None:
    """Require that a request to review still stands. Raises Refusal."""
    review.refresh_from_db(fields=["cancelled_at", "declined_at", "due_on"])
    if review.cancelled_at is not None:
        raise Refusal("This request was taken back; there is nothing to answer any more.")
    if review.declined_at is not None:
        raise Refusal("This review was declined; the editor has to ask again.")


def sign(
    *, review: Review, by: User, decision: str, password: str, meaning: str, remarks: str = ""
) -> SignOff:
    """Decide on an edition, once: re-authenticated, stated and signed.

    ``meaning`` is the id of the meaning that the physician was shown and consents to;
    ``remarks`` are needed unless the decision is to approve, and stay outside the ledger.
    Raises NotPermitted, WrongPassword, NotEligible, NoSigningKey or Refusal.
    """
    check_is_reviewer(by, review)
    remarks = plain_text(remarks)
    _check_consent(decision, meaning, remarks)
    if not by.check_password(password):
        raise WrongPassword("This is not your password. Nothing was signed.")
    require_gate()
    with one_step():
        ledger.take_turn(review.edition.article)
        review = Review.objects.select_related("edition__article", "physician").get(pk=review.pk)
        check_is_asked(review)
        if SignOff.objects.filter(edition=review.edition, physician=review.physician).exists():
            raise Overtaken("You have decided on this edition already; the decision stays.")
        sign_off = _state_and_sign(review, decision)
        if remarks:
            Comment.objects.create(review=review, text=remarks)
        record(
            review,
            "sign",
            by,
            decision=decision,
            digest=sign_off.digest,
            key=sign_off.key_id,
        )
        letters.tell_decision(sign_off)
    sign_off.refresh_from_db()
    return sign_off


def _state_and_sign(review: Review, decision: str) -> SignOff:
    """Write what a physician states, sign it with the server's key, and keep both."""
    licence = check_eligible(review.physician, review.edition.article)
    said = statements.statement(
        review=review, licence=licence, decision=decision, method=statements.PASSWORD
    )
    signature, kid = signatures.sign(said, kind=signatures.SIGN_OFF)
    return SignOff.objects.create(
        edition=review.edition,
        digest=review.edition.digest,
        review=review,
        physician=review.physician,
        licence=licence,
        decision=decision,
        capacity=SignOff.Capacity.PHYSICIAN,
        statement=said,
        signature=signature,
        key_id=kid,
    )


def accept_and_sign(
    *,
    review: Review,
    by: User,
    has_interests: bool,
    interests: str = "",
    password: str,
    meaning: str,
) -> SignOff:
    """Accept a review and approve its edition in one step, as the fast lane does.

    For a physician who has signed an earlier edition of the article and read the difference to
    it. An acceptance that is there stays as it is. Raises what accept and sign raise; then
    nothing of it is kept.
    """
    check_is_reviewer(by, review)
    if last_signed_before(review) is None:
        raise Refusal("You have signed no earlier edition of this article; read all of this one.")
    with one_step():
        ledger.take_turn(review.edition.article)
        review.refresh_from_db()
        if review.accepted_at is None:
            review = accept(review=review, by=by, has_interests=has_interests, interests=interests)
        return sign(
            review=review,
            by=by,
            decision=SignOff.Decision.APPROVE,
            password=password,
            meaning=meaning,
        )


def last_signed_before(review: Review) -> SignOff | None:
    """Find the physician's last decision on an earlier edition of the article."""
    earlier = SignOff.objects.filter(
        physician=review.physician_id,
        edition__article=review.edition.article_id,
        edition__number__lt=review.edition.number,
    )
    return earlier.select_related("edition").order_by("-edition__number").first()


def _check_consent(decision: str, meaning: str, remarks: str) -> None:
    if decision not in MEANINGS:
        raise Refusal(f"{decision!r} is no decision; choose one of {', '.join(MEANINGS)}.")
    if meaning != MEANINGS[decision].id:
        raise Refusal("The wording of this decision has changed. Read it again and consent to it.")
    if decision != SignOff.Decision.APPROVE and not remarks:
        raise Refusal("Say what has to change, or why it must not be published.")


def record(review: Review, action: str, by: User | None, **facts: object) -> LedgerEntry:
    """Enter in the ledger what was done to a review, by nobody where the worker did it."""
    return ledger.record(
        review.edition.article,
        action,
        by=by,
        edition=review.edition.number,
        review=review.pk,
        physician=str(review.physician.public_id),
        **facts,
    )
