"""Serving: uvicorn's HTTP protocol on a loopback socket, in a thread of its own.

uvicorn's own `Server` is left out: it looks ten times a second whether it is to stop, and waits for requests that
hang. Here a server starts in milliseconds, and stops at once whatever its clients are doing.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from tests.model_server import wire
from tests.model_server.app import App
from tests.model_server.config import Config
from tests.model_server.ledger import Ledger, Record, Totals

_BACKLOG = 2048
_KEEP_ALIVE = 600

_SILENT = logging.Logger("tests.model_server", logging.CRITICAL + 1)  # belongs to no tree of loggers


class Server:
    """A server that runs: where it is, and what it was asked."""

    def __init__(self, config: Config, port: int, ledger: Ledger) -> None:
        self.config = config
        self.port = port
        self._ledger = ledger

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def requests(self) -> tuple[Record, ...]:
        """All requests in the order of their coming, those to /totals left out."""
        return self._ledger.records()

    @property
    def totals(self) -> Totals:
        return self._ledger.totals()

    @property
    def in_flight(self) -> int:
        return self._ledger.in_flight

    @property
    def most_in_flight(self) -> int:
        return self._ledger.most_in_flight

    def await_together(self, count: int) -> None:
        """Answer no more questions until so many more requests with questions have come."""
        self._ledger.await_together(count)

    def hold(self, held: Callable[[Record], bool]) -> None:
        """Answer no request as long as this says so of it; it is asked again and again."""
        self._ledger.held = held

    def reset(self) -> None:
        """Forget everything: requests, totals, the cache, and how often a body came."""
        self._ledger.reset()


@contextmanager
def serving(config: Config | None = None, *, port: int = 0) -> Iterator[Server]:
    """A server, until the block ends. What went wrong inside the server is raised there."""
    config = config or Config()
    ledger = Ledger()
    ledger.await_together(config.together)
    with socket.create_server(("127.0.0.1", port), backlog=_BACKLOG) as listener:
        thread = _Thread(App(config, ledger), listener)
        thread.start()
        thread.ready.wait()
        try:
            yield Server(config, listener.getsockname()[1], ledger)
        finally:
            thread.stop()
    if ledger.failures:
        raise ledger.failures[0]


class _Thread(threading.Thread):
    def __init__(self, app: App, listener: socket.socket) -> None:
        super().__init__(name="model-server", daemon=True)
        self.ready = threading.Event()
        self._app = app
        self._listener = listener

    def run(self) -> None:
        asyncio.run(self._serve())

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self.join()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        config = uvicorn.Config(
            self._app,
            http=_Protocol,
            loop="asyncio",
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=_KEEP_ALIVE,
        )
        config.load()
        state = ServerState()
        server = await self._loop.create_server(lambda: _Protocol(self._app, config, state), sock=self._listener)
        self.ready.set()
        await self._stopping.wait()
        server.close()
        for connection in list(state.connections):
            connection.transport.abort()
        for task in (tasks := list(state.tasks)):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Protocol(H11Protocol):
    """uvicorn's protocol, which logs nothing and shows the application its transport."""

    def __init__(self, app: App, config: uvicorn.Config, state: ServerState) -> None:
        super().__init__(config, state, {})
        self.logger = _SILENT
        self.access_log = False
        self._app = app  # at its lowest level of logging uvicorn's own is wrapped in what logs messages
        self.app = self._with_transport

    async def _with_transport(self, scope: wire.Scope, receive: wire.Receive, send: wire.Send) -> None:
        await self._app({**scope, wire.TRANSPORT: self.transport}, receive, send)
