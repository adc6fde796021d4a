"""How many physicians must approve and how long a review stays good; frozen with an edition."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.conf import settings
from django.core.checks import Error, Tags, register


@dataclass(frozen=True)
class Policy:
    approvals: int
    review_months: int

    def as_content(self) -> dict[str, int]:
        """Write the policy as it stands in an edition's content."""
        return asdict(self)


def current_policy() -> Policy:
    """Read the policy that the next edition is submitted under."""
    return Policy(settings.REQUIRED_APPROVALS, settings.REVIEW_MONTHS)


@register(Tags.security)
def check_policy(**kwargs: object) -> list[Error]:
    """Refuse to start under a policy that asks for no physician."""
    return [
        Error(f"{name} is {getattr(settings, name)}; it must be at least 1.", id=f"reviews.{code}")
        for name, code in (("REQUIRED_APPROVALS", "E001"), ("REVIEW_MONTHS", "E002"))
        if getattr(settings, name) < 1
    ]
