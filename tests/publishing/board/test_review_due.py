"""Articles whose review is due: time can't be moved, so the owner of a database moves the day."""

from __future__ import annotations

from publishing.standing import State
from tests import factories
from tests.publishing.board.test_columns import order


def test_a_review_that_is_due_has_its_column(committed, databases):
    writer = factories.account("writer")
    soon, long_due, _ = (
        factories.released(edition=factories.submitted(writer=writer, title=title))
        for title in ("Soon", "Long due", "Not due")
    )
    with databases.owner(committed) as owner:
        owner.execute("ALTER TABLE publishing_release DISABLE TRIGGER USER")
        for opened, days in ((soon, 366), (long_due, 400)):
            owner.execute(
                "UPDATE publishing_release SET review_due_on = review_due_on - %s::int "
                "WHERE id = %s",
                [days, opened.pk],
            )
    assert order(State.REVIEW_DUE) == ["Long due", "Soon"]
    assert order(State.PUBLIC) == ["Not due"]
