"""Paging through long lists without counting them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator

COUNTED = 1000
"""Rows that a list counts at most; people search, they don't page past them."""


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than COUNTED rows, so that a list costs the same at any size."""

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        if not hasattr(rows, "values_list"):
            return len(rows)
        # A subquery with a limit; without an order, PostgreSQL stops at the last row it needs.
        return rows.order_by().values_list("pk")[: COUNTED + 1].count()

    @cached_property
    def count(self) -> int:
        """The number of rows, or COUNTED where there are more."""
        return min(self._counted, COUNTED)

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than are counted."""
        return self._counted > COUNTED
