"""What letters say, and that nothing that people typed breaks them."""

from __future__ import annotations

import datetime

import pytest

from articles.models import Edition
from medcontent.models import User
from reviews import comments, letters, post, workflow
from reviews.models import Letter, Review
from tests import factories

pytestmark = pytest.mark.django_db
DUE = datetime.date(2099, 12, 9)


@pytest.fixture
def editor() -> User:
    return factories.account("editor", email="editor@example.org")


@pytest.fixture
def writer() -> User:
    return factories.account("writer", email="writer@example.org")


def asked(editor: User, *, name: str = "", edition: Edition | None = None) -> Review:
    return workflow.assign(
        edition=edition or factories.submitted(),
        physician=factories.physician(name=name, email="ada@example.org"),
        by=editor,
        due_on=DUE,
    )


def told() -> list[tuple[str, str]]:
    return sorted((one.recipient.email, one.fact.partition(":")[0]) for one in Letter.objects.all())


def the(about: str, to: str = "") -> Letter:
    found = Letter.objects.filter(fact__startswith=f"{about}:")
    return (found.filter(recipient__email=to) if to else found).get()


# What a physician reads


def test_an_invitation_reads_well(editor: User) -> None:
    edition = factories.submitted(title="Migraine and sleep")
    review = asked(editor, name="Dr. Ada Lovelace", edition=edition)
    letter = the("assign")
    assert letter.subject == "Medcontent: please review “Migraine and sleep” by 9 December 2099"
    assert letter.body == (
        "Dear Dr. Ada Lovelace,\n\n"
        "you are asked to review an article, and to decide whether it may be published:\n\n"
        "    Migraine and sleep\n"
        "    Edition 1, due by the end of Wednesday, 9 December 2099 (UTC)\n\n"
        "Read it, and accept or decline, here:\n"
        f"http://127.0.0.1:8000/desk/reviews/{review.pk}/\n\n"
        "-- \n"
        "Medcontent, http://127.0.0.1:8000\n"
        "A program wrote this letter; nobody reads answers to it. Its links ask you to sign in. "
        "Medcontent never asks for your password by mail.\n"
    )


def test_who_signed_an_earlier_edition_is_told_that_differences_are_marked(editor: User) -> None:
    doctor = factories.physician(email="ada@example.org")
    article = factories.signed(by=doctor).edition.article
    Letter.objects.all().delete()
    edition = workflow.submit(article=article, by=editor)
    workflow.assign(edition=edition, physician=doctor, by=editor, due_on=DUE)
    assert "You signed edition 1. The page shows each word that differs" in the("assign").body


def test_a_moved_day_a_reminder_and_a_cancellation_are_told_to_the_physician(editor: User) -> None:
    review = asked(editor)
    workflow.set_due_date(review=review, by=editor, due_on=DUE + datetime.timedelta(days=1))
    workflow.remind(review=review, by=editor)
    workflow.cancel(review=review, by=editor)
    assert told() == [
        ("ada@example.org", fact) for fact in ("assign", "cancel", "due_date", "remind")
    ]
    assert "due by the end of Thursday, 10 December 2099 (UTC)" in the("due_date").body
    assert the("remind").subject == "Medcontent: “Migraine and sleep” is due on 10 December 2099"
    assert "nothing left for you to do" in the("cancel").body


def test_a_late_physician_is_told_since_when(editor: User) -> None:
    review = asked(editor)
    workflow.set_due_date(review=review, by=editor, due_on=datetime.date(2026, 1, 5))
    workflow.remind(review=review, by=editor)
    assert "“Migraine and sleep” was due on 5 January 2026" in the("remind").subject
    assert "It was due by the end of Monday, 5 January 2026 (UTC)" in the("remind").body
    assert "decline there" in the("remind").body


def test_who_accepted_is_not_sent_to_decline(editor: User) -> None:
    review = asked(editor)
    workflow.accept(review=review, by=review.physician.account, has_interests=False)
    workflow.remind(review=review, by=editor)
    assert "tell the editors" in the("remind").body


# What the others read


def test_the_editors_are_told_of_an_answer_but_not_its_words(editor: User) -> None:
    other = factories.account("editor", email="other@example.org")
    review = asked(editor)
    workflow.decline(review=review, by=review.physician.account, reason="My wife is ill.")
    for reader in (editor, other):
        letter = the("decline", reader.email)
        assert f"http://127.0.0.1:8000/board/articles/{review.edition.article_id}/" in letter.body
        assert "wife" not in letter.body


@pytest.mark.parametrize(
    ("decision", "subject", "said"),
    [
        ("approve", "approved “Migraine and sleep”", "It has 1 of the 1 approval that it needs."),
        ("reject", "rejected “Migraine and sleep”", "must not be published, and said why"),
        ("request_changes", "asks for changes to “Migraine and sleep”", "This closes the edition"),
    ],
)
def test_writer_and_editors_are_told_of_a_decision(
    editor: User, writer: User, decision: str, subject: str, said: str
) -> None:
    edition = factories.submitted(writer=writer)
    factories.signed(edition=edition, decision=decision)
    assert told() == [
        ("editor@example.org", "accept"),
        *((email, "sign") for email in ("editor@example.org", "writer@example.org")),
    ]
    letter = the("sign", "writer@example.org")
    assert letter.subject.endswith(subject)
    assert said in letter.body
    assert f"/desk/articles/{edition.article_id}/comments/" in letter.body
    assert "/board/articles/" in the("sign", "editor@example.org").body


def test_other_physicians_are_told_that_an_edition_is_closed_or_recalled(editor: User) -> None:
    edition = factories.submitted()
    asked(editor, edition=edition)
    factories.signed(edition=edition, decision="request_changes")
    assert "another physician asked for changes" in the("close", "ada@example.org").body

    second = factories.submitted()
    doctor = factories.physician(email="ben@example.org")
    workflow.assign(edition=second, physician=doctor, by=editor, due_on=DUE)
    workflow.recall(edition=second, by=editor, reason="editor")
    assert "was taken back" in the("recall", "ben@example.org").body


def test_a_discussion_is_told_to_the_other_side_but_not_its_words(
    editor: User, writer: User
) -> None:
    review = asked(editor, edition=factories.submitted(writer=writer))
    doctor = review.physician.account
    workflow.accept(review=review, by=doctor, has_interests=False)
    question = comments.comment(
        review=review, by=doctor, text="Why so?", kind="question", is_blocking=True
    )
    comments.reply(comment=question, by=writer, text="For this.")
    comments.reply(comment=question, by=doctor, text="Good.")
    assert the("comment").recipient == writer
    assert (
        "made a question about your article. The edition can’t be released" in the("comment").body
    )
    answers = {
        one.recipient_id: one.body for one in Letter.objects.filter(fact__startswith="reply:")
    }
    assert f"/desk/reviews/{review.pk}/" in answers[doctor.pk]
    assert "/comments/" in answers[writer.pk]
    said = " ".join(Letter.objects.values_list("body", flat=True))
    assert not any(words in said for words in ("Why so", "For this", "Good."))


# Once, and to whom


def test_a_fact_is_told_once(editor: User) -> None:
    review = asked(editor)
    assert not letters.write(
        review.physician.account, fact=f"assign:{review.pk}", about="invitation", review=review
    )
    assert workflow.remind(review=review, by=editor)
    assert not workflow.remind(review=review, by=editor)
    assert len(told()) == 2


@pytest.mark.parametrize("unreachable", [{"is_active": False}, {"email": ""}])
def test_nobody_is_written_to_who_can_t_be_reached(editor: User, unreachable: dict) -> None:
    doctor = factories.physician(email="ada@example.org")
    User.objects.filter(pk=doctor.account_id).update(**unreachable)
    doctor.refresh_from_db()
    workflow.assign(edition=factories.submitted(), physician=doctor, by=editor, due_on=DUE)
    assert told() == []


def test_a_letter_is_written_with_its_fact_or_not_at_all(editor: User, monkeypatch) -> None:
    monkeypatch.setattr(letters, "render_to_string", _broken)
    with pytest.raises(RuntimeError):
        asked(editor)
    assert (Review.objects.count(), Letter.objects.count()) == (0, 0)


def _broken(*_: object) -> str:
    raise RuntimeError


# Hostile words


HOSTILE = {
    "lines": "Sleep\r\nBcc: all@example.org\r\n\r\nClick http://evil.example",
    "long": "Sleep " * 60,
    "one word": "x" * 300,
    "turned": "Sleep \u202egnorw",
    "right to left": "שינה ומיגרנה",
    "markup": "<b>Sleep</b> & “migraine” {{ secret }} {% now %}",
    "signs": "💤" * 60,
}


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE)
def test_no_title_breaks_a_letter(editor: User, title: str, mailoutbox, monkeypatch) -> None:
    edition = factories.submitted()
    monkeypatch.setattr(Edition, "title", title)
    asked(editor, edition=edition)
    assert post.send_due() == 1
    [sent] = mailoutbox
    message = sent.message()
    assert message["To"] == "ada@example.org"
    assert message["Bcc"] is None
    assert message["Subject"].startswith("Medcontent: please review “")
    assert message["Subject"].endswith("” by 9 December 2099")
    body = the("assign").body
    assert body.splitlines()[0].startswith("Dear ")
    assert len([line for line in body.splitlines() if line.startswith("    ")]) == 2
    assert "&amp;" not in body
    assert not any(line.startswith(("Bcc", "Click")) for line in body.splitlines())
    assert "\u202e" not in body + the("assign").subject


def test_no_name_breaks_a_letter(editor: User, writer: User) -> None:
    User.objects.filter(pk=writer.pk).update(first_name="Eve\nBcc: all", last_name="\u202e")
    writer.refresh_from_db()
    factories.signed(edition=factories.submitted(writer=writer))
    assert the("sign", "writer@example.org").body.startswith("Dear Eve Bcc: all,\n\n")


def test_every_letter_has_a_subject_a_greeting_and_its_end(editor: User, writer: User) -> None:
    review = asked(editor, edition=factories.submitted(writer=writer))
    workflow.accept(review=review, by=review.physician.account, has_interests=False)
    for letter in Letter.objects.all():
        assert letter.subject.startswith("Medcontent: ")
        assert letter.body.startswith("Dear ")
        assert "\n\n\n" not in letter.body
        assert letter.body.endswith("by mail.\n")


def test_old_letters_forget_what_they_said_but_not_that_they_told_it(editor: User) -> None:
    asked(editor)
    closed = Letter.objects.create(recipient=editor, fact="test:1", subject="x", body="x")
    User.objects.filter(pk=editor.pk).update(is_active=False)
    post.send_due()
    assert post.forget_old() == 0
    past = datetime.timedelta(days=31)
    for letter in Letter.objects.all():
        letter.written_at -= past
        letter.sent_at = letter.sent_at and letter.sent_at - past
        letter.save()

    assert post.forget_old() == 2

    assert not Letter.objects.filter(pk=closed.pk).exists()
    assert (the("assign").body, post.forget_old()) == ("", 0)
