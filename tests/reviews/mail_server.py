"""A mail server of our own that takes, refuses, hangs or dies, wherever a test wants it to.

In a thread of the test, or as a process for tests that fork:
``python -m tests.reviews.mail_server FOLDER`` prints its port and keeps each message that it took
as a file.
"""

from __future__ import annotations

import email
import email.policy
import socketserver
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.core import mail

HANG = "(says nothing)"
DIE = "(breaks off)"
TAKE_AND_HANG = "(takes the message and says nothing)"
TAKE_AND_DIE = "(takes the message and breaks off)"
USUAL = {
    "connect": "220 ready",
    "EHLO": "250 mail.test",
    "DATA": "354 go on",
    "end": "250 taken",
    "QUIT": "221 bye",
}

Manner = Callable[[str], str | None]


class Died(Exception):
    """The server broke the conversation off."""


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        try:
            self._answer("connect", "")
            while line := self._line():
                verb, _, rest = line.partition(" ")
                self._answer(verb.upper(), rest)
                if verb.upper() == "QUIT":
                    return
                if verb.upper() == "DATA" and self.said.startswith("354"):
                    self._take()
        except (Died, OSError):
            return

    def _line(self) -> str:
        return self.rfile.readline().decode().rstrip("\r\n")

    def _take(self) -> None:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise Died
            lines.append(line.removeprefix(b"."))
        said = self.server.manner("end", "")
        if said in (None, TAKE_AND_HANG, TAKE_AND_DIE) or said.startswith("250"):
            self.server.take(b"".join(lines))
        self._say(said or USUAL["end"])

    def _answer(self, verb: str, rest: str) -> None:
        self.server.heard.append(f"{verb} {rest}".strip())
        self._say(self.server.manner(verb, rest) or USUAL.get(verb, "250 ok"))

    def _say(self, said: str) -> None:
        self.said = said
        if said in (HANG, TAKE_AND_HANG):
            self.server.is_stopping.wait()
        if said in (HANG, TAKE_AND_HANG, DIE, TAKE_AND_DIE):
            raise Died
        self.wfile.write(f"{said}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """Says what ``manners`` tells it to: a verb's answer, or a function of its argument."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0, folder: Path | None = None) -> None:
        super().__init__(("127.0.0.1", port), _Conversation)
        self.manners: dict[str, str | Manner] = {}
        self.heard: list[str] = []
        self.taken: list[bytes] = []
        self.folder = folder
        self.is_stopping = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def messages(self) -> list[EmailMessage]:
        return [email.message_from_bytes(one, policy=email.policy.default) for one in self.taken]  # type: ignore[misc]

    def manner(self, verb: str, rest: str) -> str | None:
        told = self.manners.get(verb)
        return told(rest) if callable(told) else told

    def take(self, message: bytes) -> None:
        self.taken.append(message)
        if self.folder is not None:
            (self.folder / f"{time.monotonic_ns()}").write_bytes(message)


def mailers(port: int, *, timeout: float = 5) -> dict[str, Any]:
    """Settings of mail by which letters go to this server."""
    options = {"host": "127.0.0.1", "port": port, "timeout": timeout}
    return {"letters": {"BACKEND": "reviews.smtp.EmailBackend", "OPTIONS": options}}


@contextmanager
def serving(port: int = 0) -> Iterator[MailServer]:
    """Run a mail server in a thread."""
    mail.DNS_NAME._fqdn = "localhost"  # type: ignore[attr-defined]
    with MailServer(port) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.is_stopping.set()
            server.shutdown()
            thread.join()


if __name__ == "__main__":
    with MailServer(folder=Path(sys.argv[1])) as process:
        sys.stdout.write(f"{process.port}\n")
        sys.stdout.flush()
        process.serve_forever()
