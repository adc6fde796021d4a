"""Django's PostgreSQL backend, knowing the embedded server and speaking in clear sentences."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base
from psycopg import OperationalError

from medcontent import postgres


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        """Fill in the embedded server's address at each connect: its port may have moved."""
        params = super().get_connection_params()
        if settings.DATABASE_IS_EMBEDDED:
            server = postgres.ensure_running(directory=settings.EMBEDDED_POSTGRES_DIR)
            params |= server.parameters(role=settings.DATABASE_ROLE)
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            connection = super().get_new_connection(conn_params)
        except OperationalError as error:
            sentence = postgres.explain_connection_failure(conn_params, error)
            raise OperationalError(sentence) from error
        postgres.check_version(connection.info.server_version)
        return connection
