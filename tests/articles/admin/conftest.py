"""What the tests of the article form share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def count_queries() -> Callable[[Callable[[], object]], int]:
    """Count the queries of a step, after one that warms what is kept in memory."""

    def count(step: Callable[[], object]) -> int:
        step()
        with CaptureQueriesContext(connection) as queries:
            step()
        return len(queries)

    return count
