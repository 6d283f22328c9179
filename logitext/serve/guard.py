"""What stands before the application: who may ask, how much may be sent and how slowly, and headers of safety.

An ASGI application around another one. What it refuses, the other never sees.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from logitext.serve.deciding import what_failed
from logitext.serve.keys import Keys
from logitext.serve.metrics import Metrics
from logitext.serve.refusal import NO_KEY, SHAPE, TOO_MUCH, RequestRefusedError, internal, refused
from logitext.serve.settings import ServiceSettings

log = logging.getLogger("logitext.serve")

OPEN = frozenset({"/", "/review", "/page.js", "/common.js", "/review.js", "/health", "/ready"})
"""Paths that need no key: what asks them may not have one, and they tell nothing."""

SAFETY = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Headers of each answer that does not set them itself."""


class Guard:
    """The application behind its checks."""

    def __init__(self, app: ASGIApp, settings: ServiceSettings, metrics: Metrics) -> None:
        self._app = app
        self._keys = Keys(settings.keys)
        self._hosts = settings.hosts
        self._limits = settings.limits
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        started, answer = time.perf_counter(), _Answer(send)
        try:
            self._check(scope)
            body = await self._body(Headers(scope=scope), receive)
            await self._app(scope, _again(body, receive), answer)
        except RequestRefusedError as refusal:
            self._metrics.refused.labels(refusal.diagnostics[0].code).inc()
            if not answer.begun:
                await refusal.response()(scope, receive, answer)
        except Exception as error:  # noqa: BLE001  # a client is told nothing of it, and the log not its words
            log.error("request failed", extra={"details": what_failed(error)})  # noqa: TRY400  # its words may be those of a document
            if not answer.begun:
                await internal().response()(scope, receive, answer)
        path = _path(scope)
        self._metrics.requests.labels(path, str(answer.status)).inc()
        details = {"method": scope["method"][:10], "path": path, "status": answer.status}
        log.debug("request", extra={"details": {**details, "seconds": round(time.perf_counter() - started, 6)}})

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if self._hosts:
            host = headers.get("host", "").rpartition("]")
            name = (host[0] + host[1]).removeprefix("[").removesuffix("]") or host[2].partition(":")[0]
            if name.lower() not in self._hosts:
                message = "this service has no keys, so it is asked by the names of this machine alone"
                raise refused(403, NO_KEY, message, "give it a key, and it is asked by any name")
        if scope["path"] not in OPEN and (refusal := self._keys.refusal(headers)) is not None:
            raise refusal

    async def _body(self, headers: Headers, receive: Receive) -> bytes:
        limits = self._limits
        told = headers.get("content-length", "0")
        if told.isdigit() and int(told[:20]) > limits.body:
            raise _too_large(limits.body)
        body = bytearray()
        try:
            async with asyncio.timeout(limits.body_seconds):
                more = True
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise refused(400, SHAPE, "the request ended before its body did")
                    body += message.get("body", b"")
                    more = message.get("more_body", False)
                    if len(body) > limits.body:
                        raise _too_large(limits.body)
        except TimeoutError:
            said = f"the body of the request did not come within {limits.body_seconds:g} seconds"
            raise refused(408, TOO_MUCH, said, None, {"Connection": "close"}) from None
        return bytes(body)


class _Answer:
    """Passes an answer on with the headers of safety, and remembers its status."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 500
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun, self.status = True, message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in SAFETY.items():
                headers.setdefault(name, value)
        await self._send(message)


def _again(body: bytes, receive: Receive) -> Receive:
    """What gives the body that was read, once, and then what comes after it."""
    given = False

    async def again() -> MutableMapping[str, Any]:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _too_large(most: int) -> RequestRefusedError:
    message = f"the body of the request is larger than {most} bytes"
    return refused(413, TOO_MUCH, message, "send fewer documents at once", {"Connection": "close"})


def _path(scope: Scope) -> str:
    """The path as the service declares it, so that there are only so many."""
    route = scope.get("route")
    return str(getattr(route, "path", "other"))
