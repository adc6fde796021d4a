"""What the gate must let through: a gate that refuses everything passes every attack."""

from __future__ import annotations

import copy
from collections.abc import Callable

from django.db import models

from articles.models import Article, ArticleHead, Author, Byline
from publishing.models import SafetyNotice
from reviews.models import Comment, Licence, Review, SigningKey
from tests.workflow.attacks import concerning, evidence
from tests.workflow.attacks.forging import SOME_TIME, execute, insert_statement, update_statement
from tests.workflow.attacks.matrix import Act
from tests.workflow.attacks.world import World

ALLOWED: dict[str, Callable[[World], Act]] = {}


def allowed(prepare: Callable[[World], Act]) -> Callable[[World], Act]:
    """Register a function that prepares what must go through."""
    ALLOWED[prepare.__name__.replace("_", " ")] = prepare
    return prepare


def _insert(row: models.Model) -> Act:
    return lambda: execute(*insert_statement(row))


def _change(row: models.Model, **changes: object) -> Act:
    """Change columns, and nothing else but for the time at which it is done."""

    def act() -> None:
        before = _facts(row, changes)
        execute(*update_statement(row, changes))
        assert _facts(row, changes) == before

    return act


def _facts(row: models.Model, changes: dict[str, object]) -> dict[str, object]:
    columns = type(row)._default_manager.values().get(pk=row.pk)
    return {name: value for name, value in columns.items() if name not in changes}


@allowed
def a_physician_approves(world: World) -> Act:
    return _insert(evidence.sign_off(world.reviews.accepted))


@allowed
def a_physician_asks_for_changes(world: World) -> Act:
    return _insert(evidence.sign_off(world.reviews.accepted, decision="request_changes"))


@allowed
def a_physician_approves_after_another(world: World) -> Act:
    """The second of two approvals, on an edition on which a comment is open."""
    approval = world.closed.short.sign_offs.get()
    review = Review.objects.create(
        edition=approval.edition, physician=world.idle, due_on=approval.review.due_on
    )
    Review.objects.filter(pk=review.pk).update(accepted_at=SOME_TIME, has_interests=True)
    return _insert(evidence.sign_off(review))


@allowed
def a_licence_that_ends_later_is_good_today(world: World) -> Act:
    licence = evidence.good_licence(world.reviews.accepted)
    Licence.objects.filter(pk=licence.pk).update(ended_on=licence.expires_on)
    return _insert(evidence.sign_off(world.reviews.accepted))


@allowed
def an_approved_edition_is_released(world: World) -> Act:
    return _insert(evidence.release(world.approval.edition))


@allowed
def a_comment_that_does_not_block_holds_nothing_back(world: World) -> Act:
    Comment.objects.create(review=world.approval.review, text="Fine.")
    return _insert(evidence.release(world.approval.edition))


@allowed
def a_blocking_comment_that_was_resolved_holds_nothing_back(world: World) -> Act:
    Comment.objects.filter(pk=world.closed.blocked.pk).update(resolved_at=SOME_TIME)
    return _insert(evidence.release(world.closed.blocked.review.edition))


@allowed
def a_release_follows_another_and_is_followed_by_it(world: World) -> Act:
    def act() -> None:
        first, second = world.release.edition, evidence.release(world.successor)
        execute(
            *update_statement(world.release, {"ended_at": SOME_TIME, "end_reason": "superseded"})
        )
        second.save()
        execute(*update_statement(second, {"ended_at": SOME_TIME, "end_reason": "superseded"}))
        evidence.release(first).save()

    return act


@allowed
def a_release_is_withdrawn(world: World) -> Act:
    return _change(world.release, ended_at=SOME_TIME, end_reason="safety")


@allowed
def an_approved_edition_is_recalled(world: World) -> Act:
    return _change(world.approval.edition, recalled_at=SOME_TIME, recall_reason="outdated")


def _head(article: Article) -> tuple[int | None, bool, bool]:
    head = ArticleHead.objects.get(article=article)
    return head.edition_in_work_id, head.is_public, head.was_public


@allowed
def an_earlier_edition_is_recalled_and_the_last_stays_in_work(world: World) -> Act:
    def act() -> None:
        first, second = world.approval.edition, evidence.edition(world.approval.edition.article)
        second.save()
        _change(first, recalled_at=SOME_TIME, recall_reason="writer")()
        assert _head(first.article) == (second.pk, False, False)

    return act


@allowed
def an_earlier_edition_is_released_and_the_last_stays_in_work(world: World) -> Act:
    def act() -> None:
        first, second = world.approval.edition, evidence.edition(world.approval.edition.article)
        second.save()
        evidence.release(first).save()
        assert _head(first.article) == (second.pk, True, True)

    return act


@allowed
def an_article_is_withdrawn_and_its_next_edition_stays_in_work(world: World) -> Act:
    def act() -> None:
        _change(world.release, ended_at=SOME_TIME, end_reason="error")()
        assert _head(world.release.article) == (world.successor.pk, False, True)

    return act


@allowed
def the_next_edition_is_submitted(world: World) -> Act:
    return _insert(evidence.edition(world.article))


@allowed
def an_edition_shows_an_image(world: World) -> Act:
    image = world.approval.edition.editionimage_set.get().image
    shown = {"images": [{"id": image.pk, "digest": image.digest}]}
    return _insert(evidence.edition(world.article, shown))


@allowed
def the_words_of_an_image_are_corrected(world: World) -> Act:
    image = world.approval.edition.editionimage_set.get().image
    return _change(image, alt="A dark bedroom.", licence="CC BY-SA 4.0")


@allowed
def the_next_entry_is_written(world: World) -> Act:
    return _insert(evidence.entry(world.article))


@allowed
def the_next_checkpoint_is_written(world: World) -> Act:
    return _insert(evidence.checkpoint())


@allowed
def a_review_is_accepted(world: World) -> Act:
    return _change(world.reviews.unanswered, accepted_at=SOME_TIME, has_interests=False)


@allowed
def a_review_is_declined(world: World) -> Act:
    return _change(world.reviews.unanswered, declined_at=SOME_TIME, decline_reason="No time.")


@allowed
def a_review_is_cancelled(world: World) -> Act:
    return _change(world.reviews.accepted, cancelled_at=SOME_TIME)


@allowed
def an_answered_review_is_due_later(world: World) -> Act:
    reviews, due = world.reviews, world.idle.licences.get().expires_on
    acts = [
        _change(review, due_on=due)
        for review in (reviews.accepted, reviews.declined, reviews.cancelled)
    ]
    return lambda: [act() for act in acts]


@allowed
def what_a_physician_answered_is_erased(world: World) -> Act:
    declined = _change(world.reviews.declined, decline_reason="")
    accepted = _change(world.reviews.accepted, interests="")
    return lambda: (declined(), accepted())


@allowed
def an_unanswered_review_is_worded_anew(world: World) -> Act:
    return _change(world.reviews.unanswered, interests="None.", decline_reason="None.")


@allowed
def a_comment_is_resolved(world: World) -> Act:
    return _change(world.discussion.comment, resolved_at=SOME_TIME)


@allowed
def an_open_comment_is_erased(world: World) -> Act:
    return _change(world.discussion.comment, text="")


@allowed
def a_resolved_comment_is_erased(world: World) -> Act:
    return _change(world.discussion.resolved, text="")


@allowed
def a_suggestion_is_taken_over(world: World) -> Act:
    return _change(world.discussion.suggestion, taken_over_at=SOME_TIME)


@allowed
def what_was_suggested_is_erased(world: World) -> Act:
    acts = [
        _change(suggestion, text="", replacement="")
        for suggestion in (world.discussion.suggestion, world.discussion.taken_over)
    ]
    return lambda: [act() for act in acts]


@allowed
def a_reply_is_erased_with_its_authors_name(world: World) -> Act:
    return _change(world.discussion.reply, text="", author_name="")


@allowed
def a_notice_is_lifted_and_shown_again(world: World) -> Act:
    notice = world.announced.shown
    lifted = _change(notice, lifted_at=SOME_TIME)
    return lambda: (lifted(), SafetyNotice(article=notice.article).save())


@allowed
def a_plan_is_taken_back_and_made_anew(world: World) -> Act:
    plan = world.announced.planned
    ended = _change(plan, ended_at=SOME_TIME, outcome="cancelled")
    anew = copy.copy(plan)
    anew.pk = None
    return lambda: (ended(), _insert(anew)())


@allowed
def a_licence_is_verified(world: World) -> Act:
    licence = world.licences.entered_by_administrator
    return _change(licence, verified_by=7, verified_at=SOME_TIME)


@allowed
def a_licence_is_ended(world: World) -> Act:
    licence = evidence.good_licence(world.reviews.accepted)
    return _change(licence, ended_on=licence.valid_from)


@allowed
def a_signing_key_is_retired(world: World) -> Act:
    return _change(SigningKey.objects.get(valid_until=None), valid_until=SOME_TIME)


@allowed
def a_physician_is_renamed(world: World) -> Act:
    return _change(world.idle, name="Dr. Married")


@allowed
def a_physician_signs_what_another_author_wrote(world: World) -> Act:
    """An author's account contributes to what that author wrote, and to nothing else."""
    review = world.reviews.accepted
    author = Author.objects.create(name="Dr. Author", account=review.physician.account)
    other = Article.objects.create(slug="other")
    return lambda: (
        Byline.objects.create(article=other, author=author, position=1),
        evidence.sign_off(review).save(),
    )


@allowed
def a_source_falls_and_a_concern_is_opened(world: World) -> Act:
    return _insert(concerning.unopened(world))


@allowed
def a_concern_is_answered(world: World) -> Act:
    return _change(world.concerned.still_open, closed_at=SOME_TIME, closing="answered")


@allowed
def a_concern_is_closed_once_its_source_is_reinstated(world: World) -> Act:
    return concerning.closed_by_a_reinstatement(world)


@allowed
def a_concern_reaches_an_edition_that_cites_the_merged_record(world: World) -> Act:
    return concerning.opened_for_a_merged_source(world)


@allowed
def a_fact_is_taken_up(world: World) -> Act:
    return _change(world.concerned.untaken, taken_at=SOME_TIME)


@allowed
def a_concern_is_closed_once_the_record_is_reinstated_that_its_source_went_into(
    world: World,
) -> Act:
    return concerning.closed_for_a_merged_source(world)


@allowed
def a_concern_is_closed_by_a_reinstatement_of_a_later_day_confirmed_before(world: World) -> Act:
    return concerning.closed_by_a_later_day(world)
