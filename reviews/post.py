"""The post: sends the letters that are due, each by one worker and, if it can be, once.

A letter is claimed, handed to the mail server, and noted as sent: three steps, and after each the
process may die. Claiming counts the attempt and puts the next one off for longer than an attempt
can take, so that no other worker takes the letter up meanwhile, and no lock is held while a
server thinks. Killed before the server took the letter: it goes out when the claim has run out.
Killed after that and before it is noted: it goes out again, with the same Message-ID. This gap
is one statement long and can't be closed: SMTP knows no transaction over both sides (RFC 1047).
"""

from __future__ import annotations

import datetime
import logging
import smtplib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models.functions import Now

from reviews.outbox import LONGEST_PAUSE, Letter, reachable

if TYPE_CHECKING:
    from django.core.mail.backends.base import BaseEmailBackend

logger = logging.getLogger(__name__)

MINUTE = datetime.timedelta(minutes=1)
CLAIM = 20 * MINUTE
"""Longer than an attempt takes, whose longest part is reviews.smtp.TAKING_SECONDS."""
SERVER_REST = 5 * MINUTE
"""The longest pause of a letter in whose middle the server failed."""
KEPT = datetime.timedelta(days=30)
ROUND_SECONDS = 20.0
NOTING_SECONDS = 15 * 60.0


class MailServerFault(Exception):
    """The mail server does not answer, breaks off or turns everybody away."""


def send_due(*, seconds: float = ROUND_SECONDS) -> int:
    """Send the letters that are due until none is left or the seconds are over.

    Returns how many the server took. A letter that is refused waits, and the others go on. Raises
    MailServerFault where the server is to blame; letters that were not tried stay due.
    """
    taken, until = 0, time.monotonic() + seconds
    with _mailer() as mailer:
        while time.monotonic() < until and Letter.objects.due().exists():
            _connect(mailer)
            if letter := claim():
                taken += _deliver(letter, mailer)
    return taken


@transaction.atomic(durable=True)
def claim() -> Letter | None:
    """Take the letter that waits longest, for this process alone; None where none is due."""
    waiting = Letter.objects.due().order_by("try_after", "pk")
    letter = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if letter is not None:
        letter.attempts += 1
        Letter.objects.filter(pk=letter.pk).update(
            attempts=letter.attempts, try_after=Now() + CLAIM
        )
    return letter


def pause_after(attempts: int) -> datetime.timedelta:
    """Say how long a letter waits that was refused so many times: doubling, to twelve hours."""
    return min(MINUTE * 2 ** min(attempts - 1, 10), LONGEST_PAUSE)


def as_message(letter: Letter) -> mail.EmailMessage:
    """Write a letter as an e-mail, the same at every attempt."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return mail.EmailMessage(
        subject=letter.subject,
        body=letter.body,
        to=[letter.recipient.email],
        headers={
            "Message-ID": f"<{letter.message_id}@{host}>",
            "Date": format_datetime(letter.written_at),
            "Auto-Submitted": "auto-generated",
        },
    )


def forget_old() -> int:
    """Forget what letters said that were sent long ago, and drop those to nobody; says how many.

    That a fact was told is kept, so that it is not told again.
    """
    old = Letter.objects.filter(written_at__lt=Now() - KEPT)
    forgotten = old.filter(sent_at__lt=Now() - KEPT).exclude(body="").update(body="")
    dropped, _ = old.unsent().exclude(reachable("recipient")).delete()
    return forgotten + dropped


# --- The server


@contextmanager
def _mailer() -> Iterator[BaseEmailBackend]:
    mailer = mail.mailers["letters"]
    try:
        yield mailer
    finally:
        with suppress(OSError):  # all is said and noted; how it takes its leave does not matter
            mailer.close()


def _connect(mailer: BaseEmailBackend) -> None:
    """Open a connection, or another where the server has given up the one there was."""
    held = getattr(mailer, "connection", None)
    try:
        if held is not None and not _answers(held):
            mailer.close()
        if mailer.open() and (opened := getattr(mailer, "connection", None)):
            opened.ehlo_or_helo_if_needed()
    except (OSError, UnicodeError) as error:
        raise MailServerFault(_said(error)) from error


def _answers(held: smtplib.SMTP) -> bool:
    try:
        return held.noop()[0] == 250
    except OSError:
        return False


def _deliver(letter: Letter, mailer: BaseEmailBackend) -> bool:
    try:
        mailer.send_messages([as_message(letter)])
    except Exception as error:
        _postpone(letter, error)
        if _is_the_server_s(error):
            raise MailServerFault(_said(error)) from error
        logger.warning("Letter %s was refused: %s", letter.pk, _said(error))
        return False
    _note_sent(letter)
    return True


def _is_the_server_s(error: Exception) -> bool:
    """Say whether it is the server's fault, so that the next letter would fare no better."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code == 421 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code == 421
    return isinstance(error, OSError)  # as are all of smtplib's; others speak of the letter


def _postpone(letter: Letter, error: Exception) -> None:
    pause = pause_after(letter.attempts)
    if _is_the_server_s(error):
        pause = min(pause, SERVER_REST)
    Letter.objects.filter(pk=letter.pk).update(try_after=Now() + pause, fault=_said(error))


def _note_sent(letter: Letter) -> None:
    """Note that a letter was taken, and wait for the database if need be: it must not go again."""
    until = time.monotonic() + NOTING_SECONDS
    while True:
        try:
            Letter.objects.filter(pk=letter.pk).update(sent_at=Now(), fault="")
            return
        except (OperationalError, InterfaceError):
            if time.monotonic() > until:
                logger.exception("Letter %s was sent, but not noted: it will go again", letter.pk)
                raise
            connection.close()
            time.sleep(1)


def _said(error: Any) -> str:
    """Put into one line what went wrong; a server may say anything."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        replies: list[tuple[int, Any]] = list(error.recipients.values())
    elif isinstance(error, smtplib.SMTPResponseException):
        replies = [(error.smtp_code, error.smtp_error)]
    else:
        replies = []
    spoken = [f"{code} {_decoded(text)}" for code, text in replies]
    line = "; ".join(spoken) or str(error) or type(error).__name__
    return " ".join("".join(c if c.isprintable() else " " for c in line).split())[:500]


def _decoded(text: bytes | str) -> str:
    return text.decode(errors="replace") if isinstance(text, bytes) else text
