"""The bibliography on the article form: beside each reference, what is said of it there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from articles.admin.fields import RecordsWidget


class BibliographyWidget(RecordsWidget):
    """A list of references; ``marked`` are the numbers of those that are cited as retracted."""

    more = "articles/form/bibliography_row.html"
    marked: Sequence[int] = ()

    def rows(self, value: Sequence[Any]) -> list[dict[str, Any]]:
        """Say of each row whether it is marked."""
        return [{**row, "is_marked": row["pk"] in self.marked} for row in super().rows(value)]
