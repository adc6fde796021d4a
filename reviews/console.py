"""Mail on a console, as a person reads it: decoded, with links in one piece."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.core.mail.backends import console


class EmailBackend(console.EmailBackend):
    """Django's, without what only machines read."""

    def write_message(self, message: EmailMessage) -> None:
        """Write to whom, about what, and what."""
        heading = f"To: {', '.join(message.to)}\nSubject: {message.subject}"
        self.stream.write(f"\n{heading}\n\n{message.body}\n{'-' * 79}\n")
