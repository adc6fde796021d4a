"""Letters on their way: taken once, or tried again, whatever the mail server does."""

from __future__ import annotations

import datetime
import socket
from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import timezone

from articles.clock import utc_today
from medcontent.models import User
from reviews import post, smtp, workflow
from reviews.models import Letter
from tests import factories
from tests.reviews import mail_server
from tests.reviews.mail_server import MailServer

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    with mail_server.serving() as running:
        settings.MAILERS = settings.MAILERS | mail_server.mailers(running.port, timeout=0.5)
        yield running


def letter(to: str = "ada@example.org", *, fact: str = "test:1", **more: object) -> Letter:
    account = User.objects.filter(email=to).first() or factories.account(email=to)
    written = {"subject": "Please review", "body": "Dear Ada,\n\nplease.\n"} | more
    return Letter.objects.create(recipient=account, fact=fact, **written)


def let_time_pass(by: datetime.timedelta) -> None:
    """Let the letters be so much older."""
    for one in Letter.objects.all():
        Letter.objects.filter(pk=one.pk).update(try_after=one.try_after - by)


def wait_of(one: Letter) -> datetime.timedelta:
    one.refresh_from_db()
    return one.try_after - timezone.now()


# Sent


def test_an_invitation_leaves_with_all_that_it_says(server: MailServer) -> None:
    doctor = factories.physician(email="ada@example.org")
    edition = factories.submitted(title="Migraine – a “new” view")
    workflow.assign(
        edition=edition,
        physician=doctor,
        by=factories.account("editor"),
        due_on=utc_today(),
    )

    assert post.send_due() == 1

    [message] = server.messages
    [sent] = Letter.objects.all()
    assert message["To"] == "ada@example.org"
    assert message["Message-ID"] == f"<{sent.message_id}@127.0.0.1>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == sent.written_at.replace(microsecond=0)
    assert "Migraine – a “new” view" in message["Subject"]
    assert message.get_content().splitlines() == sent.body.splitlines()
    assert sent.sent_at is not None
    assert (sent.attempts, sent.fault) == (1, "")


def test_a_letter_leaves_once(server: MailServer) -> None:
    letter()
    assert (post.send_due(), post.send_due()) == (1, 0)
    assert len(server.taken) == 1


def test_letters_share_a_connection_and_the_oldest_leaves_first(server: MailServer) -> None:
    for number in range(5):
        letter(f"number{number}@example.org")
    assert post.send_due() == 5
    assert [message["To"] for message in server.messages] == [
        f"number{number}@example.org" for number in range(5)
    ]
    assert server.heard.count("connect") == 1


def test_a_server_that_takes_one_letter_a_connection_gets_them_all(server: MailServer) -> None:
    server.manners["NOOP"] = "421 enough for now"
    for number in range(3):
        letter(f"number{number}@example.org")
    assert post.send_due() == 3
    assert server.heard.count("connect") == 3


def test_a_round_ends_when_its_time_is_over_and_the_rest_stays_due(server: MailServer) -> None:
    for number in range(3):
        letter(f"number{number}@example.org")
    assert post.send_due(seconds=0) == 0
    assert post.send_due() == 3


def test_sending_a_letter_takes_few_queries(server: MailServer, django_assert_num_queries) -> None:
    for number in range(3):
        letter(f"number{number}@example.org")
    # A look, a lock, a claim and a note each, in the test's two savepoints; a last look.
    with django_assert_num_queries(3 * 6 + 1):
        post.send_due()


# Refused


def test_who_is_unknown_there_holds_nobody_back(server: MailServer) -> None:
    server.manners["RCPT"] = lambda to: "550 5.1.1 No such user" if "gone" in to else None
    bad, good = letter("gone@example.org"), letter("ada@example.org")

    assert post.send_due() == 1

    bad.refresh_from_db()
    good.refresh_from_db()
    assert [message["To"] for message in server.messages] == ["ada@example.org"]
    assert good.sent_at is not None
    assert (bad.sent_at, bad.attempts, bad.fault) == (None, 1, "550 5.1.1 No such user")


def test_a_refused_letter_waits_longer_and_longer_and_is_never_given_up(
    server: MailServer,
) -> None:
    server.manners["RCPT"] = "450 4.2.0 Greylisted"
    one = letter()
    waits = []
    for _ in range(13):
        post.send_due()
        waits.append(round(wait_of(one) / MINUTE))
        assert post.send_due() == 0
        let_time_pass(wait_of(one) + MINUTE)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 720, 720, 720]

    server.manners.clear()
    assert post.send_due() == 1
    one.refresh_from_db()
    assert (one.attempts, one.fault) == (14, "")


@pytest.mark.parametrize("answer", ["552 5.2.2 Mailbox full", "451 4.7.1 Try later"])
def test_a_message_that_is_refused_after_it_was_sent_is_tried_again(
    server: MailServer, answer: str
) -> None:
    server.manners["end"] = answer
    one = letter()
    assert post.send_due() == 0
    assert (wait_of(one) > 0 * MINUTE, one.fault) == (True, answer)
    server.manners.clear()
    let_time_pass(MINUTE)
    assert post.send_due() == 1


@pytest.mark.parametrize(
    "address", ["no address", "two@example.org, three@example.org", "émile@example.org", "@", "<"]
)
def test_an_address_that_can_t_be_written_holds_nobody_back(
    server: MailServer, address: str
) -> None:
    bad = letter(address)
    letter("ada@example.org")
    assert post.send_due() == 1
    bad.refresh_from_db()
    assert (bad.sent_at, bool(bad.fault)) == (None, True)


def test_what_a_server_says_is_kept_in_one_clean_line(server: MailServer) -> None:
    server.manners["RCPT"] = "550-\x00first\r\n550 second\x1b[31m " + "x" * 2000
    one = letter()
    post.send_due()
    one.refresh_from_db()
    assert one.fault.startswith("550 first second [31m xxx")
    assert len(one.fault) == 500


# No server


def test_a_dead_server_touches_no_letter_and_once_it_lives_all_leave(settings) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    settings.MAILERS = settings.MAILERS | mail_server.mailers(port)
    waiting = [letter(f"number{number}@example.org") for number in range(3)]
    for _ in range(3):
        with pytest.raises(post.MailServerFault, match="refused"):
            post.send_due()
    assert Letter.objects.due().count() == 3
    assert not any(Letter.objects.filter(pk=one.pk, attempts__gt=0).exists() for one in waiting)

    with mail_server.serving(port) as server:
        assert post.send_due() == 3
    assert len(server.taken) == 3


@pytest.mark.parametrize(
    ("verb", "manner"),
    [
        ("connect", "554 no"),
        ("connect", "421 later"),
        ("connect", mail_server.HANG),
        ("connect", mail_server.DIE),
        ("EHLO", mail_server.HANG),
        ("EHLO", mail_server.DIE),
    ],
)
def test_a_server_that_turns_everybody_away_touches_no_letter(
    server: MailServer, verb: str, manner: str
) -> None:
    server.manners[verb] = manner
    one = letter()
    with pytest.raises(post.MailServerFault):
        post.send_due()
    one.refresh_from_db()
    server.manners.clear()
    assert (one.attempts, post.send_due()) == (0, 1)


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "end"])
@pytest.mark.parametrize("manner", [mail_server.HANG, mail_server.DIE, "421 closing"])
def test_a_server_that_fails_in_the_middle_loses_nothing(
    server: MailServer, monkeypatch, verb: str, manner: str
) -> None:
    monkeypatch.setattr(smtp, "TAKING_SECONDS", 0.5)
    server.manners[verb] = manner
    one, other = letter(), letter("other@example.org")
    with pytest.raises(post.MailServerFault):
        post.send_due()
    assert server.taken == []
    # The letter in whose middle it happened stands back, so that it can't block the others.
    one.refresh_from_db()
    assert (one.sent_at, one.attempts, bool(one.fault)) == (None, 1, True)
    assert 0 * MINUTE < wait_of(one) <= MINUTE
    other.refresh_from_db()
    assert other.attempts == 0

    server.manners.clear()
    assert post.send_due() == 1
    let_time_pass(MINUTE)
    assert post.send_due() == 1
    assert len(server.taken) == 2


def test_a_letter_in_whose_middle_the_server_failed_often_waits_five_minutes_at_most(
    server: MailServer,
) -> None:
    server.manners["RCPT"] = mail_server.DIE
    one = letter(attempts=12)
    with pytest.raises(post.MailServerFault):
        post.send_due()
    assert wait_of(one) <= 5 * MINUTE


def test_a_server_is_waited_for_that_takes_its_time_over_a_message(server: MailServer) -> None:
    """Else it would be given a letter again that it took: the time-out here is half a second."""

    def slow(_: str) -> None:
        server.is_stopping.wait(1.5)

    server.manners["end"] = slow
    letter()
    assert post.send_due() == 1
    assert len(server.taken) == 1


# Nobody to send to


@pytest.mark.parametrize("gone", [{"is_active": False}, {"email": ""}])
def test_nothing_goes_to_a_closed_account_or_nowhere(server: MailServer, gone: dict) -> None:
    one = letter()
    User.objects.filter(pk=one.recipient_id).update(**gone)
    assert post.send_due() == 0
    assert "connect" not in server.heard
    User.objects.filter(pk=one.recipient_id).update(is_active=True, email="new@example.org")
    assert post.send_due() == 1
    assert server.messages[0]["To"] == "new@example.org"


def test_an_account_that_is_deleted_takes_its_letters_along(server: MailServer) -> None:
    letter().recipient.delete()
    assert not Letter.objects.exists()
    assert post.send_due() == 0


def test_an_account_that_is_deleted_while_its_letter_leaves_breaks_nothing(
    server: MailServer, monkeypatch
) -> None:
    one = letter()
    send = post.as_message

    def delete_meanwhile(claimed: Letter) -> object:
        message = send(claimed)
        User.objects.get(pk=one.recipient_id).delete()
        return message

    monkeypatch.setattr(post, "as_message", delete_meanwhile)
    assert post.send_due() == 1
    assert not Letter.objects.exists()


# Clocks


def test_a_new_letter_leaves_although_the_clock_was_set_back(server: MailServer) -> None:
    ahead = timezone.now() + datetime.timedelta(hours=1)
    letter(written_at=ahead, try_after=ahead)
    assert post.send_due() == 1


def test_a_refused_letter_does_not_wait_for_a_clock_that_was_set_back_by_days(
    server: MailServer,
) -> None:
    letter(attempts=1, try_after=timezone.now() + datetime.timedelta(days=3))
    assert post.send_due() == 1


def test_the_index_finds_what_is_due() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert "letters_to_be_sent" in Letter.objects.due().order_by("try_after", "pk").explain()
