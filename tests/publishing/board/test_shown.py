"""A release is bound to what its page showed: what came in meanwhile is looked at first."""

from __future__ import annotations

import pytest

from publishing.models import Release, ScheduledRelease
from publishing.release import basis_of
from reviews import workflow
from tests import factories
from tests.publishing.board.test_steps import approved, at, release_form

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("step", ["release", "schedule"])
@pytest.mark.parametrize("came", ["an edition", "an approval", "an objection", "nothing was shown"])
def test_what_came_in_meanwhile_is_looked_at_first(at_board, words, step, came):
    edition = approved()
    form = release_form(edition, day="2027-01-01", time="08:00", zone="UTC")
    if came == "an edition":
        workflow.submit(article=edition.article, by=factories.account("editor"))
    elif came == "nothing was shown":
        form["basis"] = ""
    else:
        factories.signed(edition=edition, decision="reject" if "obj" in came else "approve")
    said = words(at_board.post(at(step, edition.article_id), form))
    assert "came in after this page was made" in said
    assert not Release.objects.exists() and not ScheduledRelease.objects.exists()
    if came == "an approval":
        again = release_form(edition, day="2027-01-01", time="08:00", zone="UTC")
        answer = at_board.post(at(step, edition.article_id), again, follow=True)
        assert "came in after" not in words(answer)
        assert Release.objects.exists() or ScheduledRelease.objects.exists()


def test_the_page_of_a_release_holds_what_it_was_made_for(at_board):
    edition = approved()
    page = at_board.get(at("release", edition.article_id)).content.decode()
    assert page.count(f'name="basis" value="{basis_of(edition)}"') == 2
