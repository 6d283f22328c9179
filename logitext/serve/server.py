"""Runs a service on a socket until a signal stops it."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable

import uvicorn

from logitext.policy.named import CANNOT_START
from logitext.report.log_lines import LogLines
from logitext.serve.app import application
from logitext.serve.protocol import Impatient
from logitext.serve.service import Service
from logitext.syntax.diagnostics import Diagnostic, InputError


def bound(host: str, port: int) -> socket.socket:
    """A socket at the address; port 0 is any that is free. InputError where there can be none."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        found = socket.socket(family, kind, protocol)
        try:
            if os.name == "posix":
                found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind(address)
        except BaseException:
            found.close()
            raise
    except OSError as error:
        message = f"cannot listen at {host}, port {port}: {error.strerror or error}"
        hint = "name another with `--port`; 0 is any that is free"
        raise InputError([Diagnostic(CANNOT_START, message, hint=hint)]) from None
    return found


def log_lines(*, verbose: bool, quiet: bool = False) -> None:
    """Print what the service and its server log, a line of JSON each, on standard error; `quiet`: only troubles."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LogLines())
    for name, level in (
        ("logitext.serve", logging.DEBUG if verbose else logging.WARNING if quiet else logging.INFO),
        ("uvicorn.error", logging.WARNING),
    ):
        log = logging.getLogger(name)
        log.handlers[:] = [handler]
        log.setLevel(level)
        log.propagate = False


def serve(
    service: Service,
    at: socket.socket,
    *,
    every: float | None,
    patience: float,
    started: Callable[[], None] = lambda: None,
) -> None:
    """Answer requests until SIGTERM or Ctrl-C; then those in work have `patience` seconds to end.

    `started` is called once requests are taken.
    """

    def begun() -> None:
        keep_for_good()
        started()

    server = HttpServer(configured(service, every=every, patience=patience), begun)
    # uvicorn ends by the signal that it was told to stop by; to be told so is no failure.
    before = {one: signal.signal(one, _nothing) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        asyncio.run(server.serve(sockets=[at]))
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def configured(service: Service, *, every: float | None, patience: float) -> uvicorn.Config:
    """How uvicorn is to run a service."""
    return uvicorn.Config(
        application(service, every),
        http=Impatient,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=4 * service.settings.limits.at_once + 64,
        timeout_graceful_shutdown=max(1, round(patience)),
    )


class HttpServer(uvicorn.Server):
    """uvicorn's server, which says when it takes requests."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._told = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._told()


def keep_for_good() -> None:
    """Let no collection of garbage look again at what is there now: modules and policies, which stay.

    There are hundreds of thousands of such objects, and to look at them all stops every request for some 70 ms.
    """
    gc.collect()
    gc.freeze()


def _nothing(_signal: int, _frame: object) -> None:
    return None
