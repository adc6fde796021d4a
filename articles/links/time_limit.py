"""An end to connections on which a server keeps sending a little, but never all."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection


class TimeLimit:
    """Shuts the connections made under it down when its time is over.

    A socket's own timeout starts anew with each byte that comes in; this one does not. A connection
    that was shut down looks like one that ended well, so ask ``refuse_late`` before you believe it.
    """

    def __init__(self, seconds: float) -> None:
        self.is_over = seconds <= 0
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(max(seconds, 0), self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            for one in self._sockets:
                one.close()
            self._sockets.clear()

    def refuse_late(self) -> None:
        """Raise TimeoutError when the time is over."""
        if self.is_over:
            raise TimeoutError("out of time")

    def watch(self, connected: socket.socket) -> None:
        """Shut this connection down in time, TLS or not."""
        with self._lock:
            self.refuse_late()
            # A second handle: wrapping a socket in TLS takes the first one away.
            self._sockets.append(connected.dup())

    def holds(self, client: HTTPConnectionPool | PoolManager) -> None:
        """Watch every connection that a client makes from now on."""
        kinds = (_pool_class(self, HTTPConnectionPool), _pool_class(self, HTTPSConnectionPool))
        if isinstance(client, PoolManager):
            client.pool_classes_by_scheme = dict(zip(("http", "https"), kinds, strict=True))
        else:
            client.ConnectionCls = kinds[client.scheme == "https"].ConnectionCls

    def _end(self) -> None:
        with self._lock:
            self.is_over = True
            for one in self._sockets:
                with suppress(OSError):  # it has ended already
                    one.shutdown(socket.SHUT_RDWR)


def _pool_class(limit: TimeLimit, kind: type[HTTPConnectionPool]) -> type[HTTPConnectionPool]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _watched(limit, super()._new_conn())

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _watched(limit, super()._new_conn())

    connection = Secure if issubclass(kind, HTTPSConnectionPool) else Plain
    return type("Watched", (kind,), {"ConnectionCls": connection})


def _watched(limit: TimeLimit, connected: socket.socket) -> socket.socket:
    try:
        limit.watch(connected)
    except BaseException:
        connected.close()
        raise
    return connected
