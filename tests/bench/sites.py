"""Made archives, each with a connection and browsers of its own, to be looked at in turn."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.test import Client

from medcontent.models import User
from tests.bench.archive import Archive


@dataclass
class Site:
    """An archive in a database."""

    archive: Archive
    database: str
    _opened: Any = None
    _browsers: dict[User | None, Client] = field(default_factory=dict)

    def enter(self) -> None:
        """Point Django at this archive's connection; those of others stay open."""
        connection.settings_dict["NAME"] = self.database
        connection.connection = self._opened
        connection.ensure_connection()
        self._opened = connection.connection

    def leave(self) -> None:
        """Close the connection."""
        self.enter()
        connection.close()

    def get(self, address: str, by: User | None) -> Any:
        """Ask for a page that is there."""
        if by not in self._browsers:
            self._browsers[by] = Client()
            if by:
                self._browsers[by].force_login(by)
        answer = self._browsers[by].get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        return answer

    def link_on(self, address: str, by: User | None, pattern: str) -> str:
        """Find the first link on a page whose address matches; from the page's own place."""
        text = self.get(address, by).content.decode().replace("&amp;", "&")
        found = re.search(rf'href="({pattern})"', text)
        assert found, f"{address} has no link like {pattern}"
        path = address.partition("?")[0]
        return path + found[1] if found[1].startswith("?") else found[1]
