"""The pages that are measured: whose they are, and where they are in an archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse

from articles.models import Article
from medcontent.models import User
from publishing.physician_pages import physician_path
from reviews.models import Review, SignOff
from tests.bench.sites import Site
from therapies.models import Condition, TherapyType


@dataclass(frozen=True)
class Page:
    """A page; ``beside`` names the one of the small archive that shows as much."""

    name: str
    by: Callable[[Site], User | None]
    address: Callable[[Site], str]
    beside: str = ""


def doctor(site: Site) -> User | None:
    return site.archive.busy_physician.account


def editor(site: Site) -> User | None:
    return site.archive.editor


def nobody(site: Site) -> None:
    return None


SIGNED = SignOff.objects.filter(
    physician=OuterRef("physician"), edition__article=OuterRef("edition__article")
)
"""What the physician of a review signed of its article before."""

# The desk --------------------------------------------------------------------------------------


def desk(site: Site) -> str:
    return reverse("reviews:desk")


def desk_further(site: Site) -> str:
    return site.link_on(desk(site), doctor(site), r"\?before=[^\"]*")


def reader(site: Site) -> User | None:
    """Somebody who reads an article for the first time."""
    return _first_reading(site).physician.account


def first_reading(site: Site) -> str:
    return reverse("reviews:reading", args=[_first_reading(site).pk])


def _first_reading(site: Site) -> Review:
    found = Review.objects.waiting().filter(~Exists(SIGNED)).select_related("physician__account")
    return found.order_by("pk")[0]


def reading_again(site: Site) -> str:
    """The text of an article of which the physician signed the edition that the public reads."""
    found = Review.objects.waiting().filter(
        Exists(SIGNED.filter(edition__releases__ended_at=None, edition__releases__isnull=False)),
        physician=site.archive.busy_physician,
        accepted_at__isnull=False,
    )
    return reverse("reviews:reading", args=[found.order_by("pk")[0].pk])


def signing(site: Site) -> str:
    return f"{reading_again(site)}sign/approve/"


# The board and the timeline ---------------------------------------------------------------------


def board(site: Site) -> str:
    return reverse("publishing:board")


def _with(name: str, pick: Callable[[Site], int]) -> Callable[[Site], str]:
    return lambda site: f"{board(site)}?{name}={pick(site)}"


def public_column(site: Site) -> str:
    return f"{board(site)}?column=public"


def public_column_further(site: Site) -> str:
    return site.link_on(public_column(site), editor(site), r"\?[^\"]*after=[^\"]*")


def story(site: Site) -> str:
    return reverse("publishing:story", args=[Article.objects.order_by("pk").first().pk])


def long_story(site: Site) -> str:
    return reverse("publishing:story", args=[site.archive.long_story])


FILTERS: dict[str, Callable[[Site], int]] = {
    "condition": lambda site: Condition.objects.order_by("pk").first().pk,
    "therapy": lambda site: TherapyType.objects.order_by("pk").first().pk,
    "physician": lambda site: site.archive.busy_physician.pk,
    "writer": lambda site: site.archive.writer.pk,
    "overdue": lambda site: 1,
}
BOARD = "board"
PUBLIC = "board, public articles"

# The public site -------------------------------------------------------------------------------


def home(site: Site) -> str:
    return reverse("publishing:home")


def physician_page(site: Site) -> str:
    physician = site.archive.busy_physician
    return physician_path(physician.name, physician.public_id)


def how_we_review(site: Site) -> str:
    return reverse("publishing:how-we-review")


PAGES = (
    Page("desk of a busy physician", doctor, desk),
    Page("desk, older reviews", doctor, desk_further),
    Page("reading for the first time", reader, first_reading),
    Page("reading again, with differences", doctor, reading_again),
    Page("signing", doctor, signing),
    Page(BOARD, editor, board),
    *(
        Page(f"board by {name}", editor, _with(name, pick), beside=BOARD)
        for name, pick in FILTERS.items()
    ),
    Page(PUBLIC, editor, public_column),
    Page("board, further public articles", editor, public_column_further, beside=PUBLIC),
    Page("story of an ordinary article", editor, story),
    Page("story of an article with a long one", editor, long_story),
    Page("home page", nobody, home),
    Page("a busy physician's public page", nobody, physician_page),
    Page("how we review", nobody, how_we_review),
)
