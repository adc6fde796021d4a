"""What crashes need, prepared once and put back when it is used up."""

from __future__ import annotations

import copy
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.storage import storages
from django.db import connection

from tests.databases import Databases
from tests.workflow.aftermath import faults_in_the_evidence

IN_STOCK = 10


def stock(
    prepare: Callable[[], Any], faults_in_the_end: Callable[[], Iterable[object]] = tuple
) -> Iterator[Any]:
    """Give one prepared thing after another, without end.

    A few are prepared. When all were used, nothing may be wrong, and database and pages are put
    back as they were before.
    """
    prepared = [prepare() for _ in range(IN_STOCK)]
    with _beginning() as put_back:
        while True:
            yield from copy.deepcopy(prepared)
            faults = [*faults_in_the_evidence(), *map(str, faults_in_the_end())]
            assert faults == []
            put_back()


@contextmanager
def _beginning() -> Iterator[Callable[[], None]]:
    databases, name = Databases(), connection.settings_dict["NAME"]
    pages = Path(storages["pages"].path(""))
    pages.mkdir(parents=True, exist_ok=True)
    connection.close()
    kept = databases.clone(name)
    with tempfile.TemporaryDirectory() as folder:
        kept_pages = shutil.copytree(pages, Path(folder, "pages"))

        def put_back() -> None:
            connection.close()
            databases.put_back(name, kept)
            shutil.rmtree(pages)
            shutil.copytree(kept_pages, pages)

        try:
            yield put_back
        finally:
            databases.drop(kept)
