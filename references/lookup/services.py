"""The services that records are looked up at: where they are, and how often they may be asked."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr
from importlib.metadata import PackageNotFoundError, version

from django.conf import settings

TOOL = "medcontent"


@dataclass(frozen=True)
class Service:
    """A service by its name for people and the setting that holds its address.

    ``turns`` names the services that share a limit: NCBI counts all requests of one sender.
    """

    name: str
    label: str
    setting: str
    turns: str

    @property
    def address(self) -> str:
        """The address that all its requests begin with, without a slash at the end."""
        return str(getattr(settings, self.setting)).rstrip("/")


CROSSREF = Service("crossref", "Crossref", "CROSSREF_URL", "crossref")
PUBMED = Service("pubmed", "PubMed", "EUTILS_URL", "ncbi")
PMC_IDS = Service("pmc-ids", "PubMed Central", "PMC_IDS_URL", "ncbi")


def turns_a_second(turns: str) -> float:
    """How many requests a second a service takes before it has said so itself.

    NCBI: three, ten with a key (Entrez Programming Utilities Help, NBK25497). Crossref: five,
    under the limits of its polite pool, and adapted to its answers' X-Rate-Limit headers.
    """
    if turns == "ncbi":
        return 10 if settings.NCBI_API_KEY else 3
    return 5


def contact() -> str:
    """The address that services may write to: LOOKUP_EMAIL, else the sender of mail, or none."""
    address = parseaddr(settings.LOOKUP_EMAIL or settings.DEFAULT_FROM_EMAIL)[1]
    return "" if address.endswith(("@localhost", "@localhost.localdomain")) else address


def agent() -> str:
    """The User-Agent, which names the site and whom to write to."""
    try:
        ours = version(TOOL)
    except PackageNotFoundError:
        ours = "1"
    reach = f"; mailto:{contact()}" if contact() else ""
    return f"{TOOL}/{ours} ({settings.SITE_URL}{reach})"


def of_ncbi() -> dict[str, str]:
    """The parameters by which NCBI knows who asks."""
    known = {"tool": TOOL, "email": contact(), "api_key": settings.NCBI_API_KEY}
    return {name: value for name, value in known.items() if value}
