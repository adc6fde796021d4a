"""Speaking to the mail server with the patience that keeps a letter from going out twice."""

from __future__ import annotations

import smtplib

from django.core.mail.backends import smtp

TAKING_SECONDS = 600
"""How long a server may take over a message that it has whole (RFC 5321, 4.5.3.2.6).

Who leaves earlier does not know whether the message was taken, and sends it again.
"""


class _Patient(smtplib.SMTP):
    def data(self, msg: bytes | str) -> tuple[int, bytes]:  # type: ignore[override]
        """Hand a message over and wait until the server has taken or refused it."""
        assert self.sock is not None
        usual = self.sock.gettimeout()
        self.sock.settimeout(TAKING_SECONDS)
        try:
            return super().data(msg)
        finally:
            if self.sock is not None:
                self.sock.settimeout(usual)


class _PatientOverTls(_Patient, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """Django's, waiting longer for the answer that counts."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Choose the kind of connection."""
        return _PatientOverTls if self.use_ssl else _Patient
