"""The bibliography on the article form: beside each reference, what is said of it there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser

from articles.admin.fields import RecordsWidget
from references.admin.designs import design_context


class BibliographyWidget(RecordsWidget):
    """A list of references, each with its study design for the ``person`` who looks at it.

    ``marked`` are the numbers of those that are cited as retracted.
    """

    more = "articles/form/bibliography_row.html"
    marked: Sequence[int] = ()
    person: Any = AnonymousUser()

    def rows(self, value: Sequence[Any]) -> list[dict[str, Any]]:
        """Say of each row whether it is marked, and what is known of its study design."""
        return [
            {
                **row,
                **(design_context(row["record"], self.person) if row["record"] else {}),
                "is_marked": row["pk"] in self.marked,
            }
            for row in super().rows(value)
        ]
