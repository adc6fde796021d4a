"""Comment, reply, resolve and take a suggestion over."""

from __future__ import annotations

from typing import Any

import pytest

from articles.drafts import draft_edit
from articles.models import Article, Contributor
from articles.passages import passages
from articles.suggestions import NotFoundInDraft
from gate.refusals import NotPermitted, Overtaken, Refusal
from medcontent.models import User
from reviews import comments, workflow
from reviews.models import Comment, LedgerEntry, Reply, Review
from tests import factories

pytestmark = pytest.mark.django_db
SENTENCE = "It was small & short."


@pytest.fixture
def review() -> Review:
    return factories.accepted()


def doctor(review: Review) -> User:
    assert review.physician.account
    return review.physician.account


def comment(review: Review, **said: Any) -> Comment:
    return comments.comment(review=review, by=doctor(review), **{"text": "Why?"} | said)


def passage(review: Review, text: str) -> int:
    """The number of the passage that reads so."""
    return next(one.number for one in passages(review.edition.reading) if one.text == text)


def suggestion(
    review: Review, *, of: str = SENTENCE, to: str = "It was small.", **said: Any
) -> Comment:
    wanted = {"kind": "suggestion", "block": passage(review, of), "replacement": to, "text": ""}
    return comment(review, **wanted | said)


def writer(review: Review) -> User:
    account = review.edition.article.writer
    assert isinstance(account, User)
    return account


def draft(review: Review) -> Article:
    return Article.objects.get(pk=review.edition.article_id)


def last_entry(review: Review) -> tuple[str, dict[str, Any]]:
    entry = LedgerEntry.objects.filter(article=review.edition.article).latest("number")
    return entry.action, entry.recorded["facts"]


# Comment


@pytest.mark.parametrize("kind", ["question", "remark"])
def test_a_comment_is_about_a_passage_or_about_the_whole(review, kind):
    about = comment(review, kind=kind, block=passage(review, SENTENCE), is_blocking=True)
    assert (about.kind, about.quote, about.text) == (kind, SENTENCE, "Why?")
    whole = comment(review, kind=kind)
    assert (whole.block, whole.quote) == (None, "")
    action, facts = last_entry(review)
    assert (action, facts["comment"], facts["blocking"]) == ("comment", whole.pk, False)


def test_a_suggestion_says_which_passage_reads_how(review):
    made = suggestion(review, text="Shorter.")
    assert (made.quote, made.replacement, made.text) == (SENTENCE, "It was small.", "Shorter.")


def test_only_a_suggestion_keeps_other_words(review):
    assert comment(review, block=0, replacement="Other").replacement == ""


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"kind": "praise"}, "no kind of comment"),
        ({"text": " \x00\n"}, "Write what"),
        ({"text": "x" * (comments.LONGEST + 1)}, "shorten it"),
        ({"block": -1}, "no such passage"),
        ({"block": 10**30}, "no such passage"),
        ({"kind": "suggestion", "replacement": "Other"}, "Choose the passage"),
        ({"kind": "suggestion", "block": 0, "replacement": " "}, "Write how"),
        ({"kind": "suggestion", "block": 0, "replacement": "Migraine\n and sleep "}, "change them"),
    ],
)
def test_what_can_not_be_meant_is_refused_with_a_sentence(review, said, why):
    entries = LedgerEntry.objects.count()
    with pytest.raises(Refusal, match=why):
        comment(review, **said)
    assert not Comment.objects.exists()
    assert LedgerEntry.objects.count() == entries


def test_control_characters_do_not_reach_the_database(review):
    assert comment(review, text="a\x00b\x0bc\r\nd").text == "abc\nd"


def test_only_the_physician_who_was_asked_comments(review):
    for account in (writer(review), factories.account("editor"), factories.physician().account):
        with pytest.raises(NotPermitted):
            comments.comment(review=review, by=account, text="Why?")


# Reply


def test_the_physician_the_writer_and_editors_answer(review):
    made = comment(review)
    for account in (doctor(review), writer(review), factories.account("editor")):
        answer = comments.reply(comment=made, by=account, text=" So. ")
        assert (answer.text, answer.author, answer.author_name) == (
            "So.",
            account.pk,
            account.username,
        )
        assert last_entry(review)[1]["reply"] == answer.pk
    assert made.replies.count() == 3


def test_nobody_else_answers(review):
    made = comment(review)
    strangers = [
        factories.account("writer"),
        factories.account("administrator"),
        factories.physician().account,
        factories.account(),
    ]
    for account in strangers:
        with pytest.raises(NotPermitted):
            comments.reply(comment=made, by=account, text="Hm")
    assert not Reply.objects.exists()


def test_an_answer_has_words(review):
    with pytest.raises(Refusal, match="Write your answer"):
        comments.reply(comment=comment(review), by=doctor(review), text="\x00 ")


def test_an_answer_tells_the_name_that_its_author_had(review):
    account = writer(review)
    account.first_name, account.last_name = "Ann", "Writer"
    account.save()
    answer = comments.reply(comment=comment(review), by=account, text="So.")
    account.last_name = "Married"
    account.save()
    assert Reply.objects.get(pk=answer.pk).author_name == "Ann Writer"


# Resolve


def test_a_comment_is_settled_once_by_its_physician(review):
    made = comment(review)
    for account in (writer(review), factories.account("editor")):
        with pytest.raises(NotPermitted):
            comments.resolve(comment=made, by=account)
    assert comments.resolve(comment=made, by=doctor(review)).resolved_at
    with pytest.raises(Overtaken, match="settled already"):
        comments.resolve(comment=made, by=doctor(review))


def test_a_physician_whose_review_was_taken_back_still_settles_what_blocks(review):
    made = comment(review, is_blocking=True)
    workflow.cancel(review=review, by=factories.account("editor"))
    assert comments.resolve(comment=made, by=doctor(review)).resolved_at


# Take over


def test_a_suggestion_is_put_into_the_draft_as_an_edit_of_who_takes_it_over(review):
    made = suggestion(review)
    comments.take_over(comment=made, by=writer(review))
    assert "<p>It was small.</p>" in draft(review).body
    assert made.taken_over_at is not None
    assert last_entry(review) == (
        "take_over",
        {
            "edition": 1,
            "review": review.pk,
            "physician": str(review.physician.public_id),
            "comment": made.pk,
        },
    )


def test_taking_over_makes_the_physician_no_contributor(review):
    comments.take_over(comment=suggestion(review), by=writer(review))
    assert not Contributor.objects.filter(account=doctor(review).pk).exists()
    assert workflow.sign(
        review=review,
        by=doctor(review),
        decision="approve",
        password=factories.PASSWORD,
        meaning="physician-approve-1",
    )


def test_a_citation_inside_the_passage_stays(review):
    of = "One study looked at sleep."
    comments.take_over(
        comment=suggestion(review, of=of, to="Two studies looked at sleep."), by=writer(review)
    )
    assert "<p>Two studies looked at sleep.<cite data-ref=" in draft(review).body


@pytest.mark.parametrize(
    ("of", "to", "field"),
    [
        ("Migraine and sleep", "Migraine and rest", "title"),
        ("Regular sleep may help some people with migraine.", "Sleep may help.", "summary"),
    ],
)
def test_title_and_summary_are_taken_over(review, of, to, field):
    comments.take_over(comment=suggestion(review, of=of, to=to), by=writer(review))
    assert getattr(draft(review), field) == to


def test_a_takeaway_is_taken_over(review):
    comments.take_over(
        comment=suggestion(review, of="Sleep may help.", to="Sleep might help."), by=writer(review)
    )
    assert draft(review).key_takeaways.get().text == "Sleep might help."


def test_a_suggestion_is_taken_over_once(review):
    made = suggestion(review)
    same = Comment.objects.get(pk=made.pk)
    comments.take_over(comment=made, by=writer(review))
    with pytest.raises(Overtaken, match="in the draft already"):
        comments.take_over(comment=same, by=writer(review))


@pytest.mark.parametrize(
    ("of", "why"),
    [
        (SENTENCE, "was changed since"),
        ("Limits", "more than once"),
        ("FDA: not approved", "comes from a record"),
        ("Tester T.", "comes from a record"),
    ],
)
def test_what_the_draft_does_not_hold_so_is_changed_by_hand(review, of, why):
    article = draft(review)
    with draft_edit(article, by=writer(review), comment="Meanwhile"):
        article.body = article.body.replace("small", "tiny") + "<p>Limits</p>"
        article.save()
    starting = next(one.text for one in passages(review.edition.reading) if one.text.startswith(of))
    made = suggestion(review, of=starting, to="Otherwise.")
    entries = LedgerEntry.objects.count()
    with pytest.raises(NotFoundInDraft, match=why):
        comments.take_over(comment=made, by=writer(review))
    made.refresh_from_db()
    assert made.taken_over_at is None
    assert LedgerEntry.objects.count() == entries


def test_a_wording_that_does_not_fit_is_refused_and_nothing_is_saved(review):
    made = suggestion(review, of="Migraine and sleep", to="Sleep " * 100)
    with pytest.raises(Refusal, match="too long"):
        comments.take_over(comment=made, by=writer(review))
    assert draft(review).title == "Migraine and sleep"


def test_a_comment_that_suggests_nothing_is_not_taken_over(review):
    with pytest.raises(Refusal, match="suggests no other words"):
        comments.take_over(comment=comment(review), by=writer(review))
    erased = suggestion(review)
    Comment.objects.filter(pk=erased.pk).update(replacement="")
    erased.refresh_from_db()
    with pytest.raises(Refusal, match="suggests no other words"):
        comments.take_over(comment=erased, by=writer(review))


def test_only_who_may_submit_the_article_takes_over(review):
    made = suggestion(review)
    for account in (doctor(review), factories.account("writer"), factories.account()):
        with pytest.raises(NotPermitted):
            comments.take_over(comment=made, by=account)
    comments.take_over(comment=made, by=factories.account("editor"))
