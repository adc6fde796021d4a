"""What a signature means: house text, versioned and never edited once in use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Meaning:
    id: str
    text: str

    def as_statement(self) -> dict[str, str]:
        """Write the meaning as it stands in a signed statement."""
        return {"id": self.id, "text": self.text}


_SCOPE = (
    "This concerns the words of this edition, identified by their digest, on this date. "
    "It does not concern the website around them, later editions, or any patient's own case."
)

MEANINGS = {
    "approve": Meaning(
        "physician-approve-1",
        "I have read the whole text of this edition. To the best of my medical knowledge it is "
        f"accurate, balanced and supported by the sources it cites. {_SCOPE}",
    ),
    "request_changes": Meaning(
        "physician-request-changes-1",
        "I have read this edition and ask for changes before it may be approved. "
        f"My signature closes this edition. {_SCOPE}",
    ),
    "reject": Meaning(
        "physician-reject-1",
        f"I have read this edition and it must not be published. {_SCOPE}",
    ),
}
"""The meanings in force, by decision. A changed wording gets a new id."""
