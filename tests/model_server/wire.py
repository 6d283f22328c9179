"""Bytes: how a reply goes out, whole or not."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

from tests.model_server.reply import Reply
from tests.model_server.usage import Usage

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

TRANSPORT = "transport"
"""Where in a scope the connection's asyncio transport is; the protocol of `run` puts it there."""

_LINGER = struct.pack("ii", 1, 0)  # on, for no second: closing sends RST


async def body_of(receive: Receive) -> bytes:
    parts = []
    more = True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


def prospects(reply: Reply, scope: Scope) -> tuple[int | None, Usage | None]:
    """The status and the usage that a client will hear of: neither if it is gone, or is to get no whole reply."""
    whole = reply.sending == "whole" and not scope[TRANSPORT].is_closing()
    return (reply.status, reply.usage) if whole else (None, None)


async def deliver(reply: Reply, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a reply in its manner."""
    transport: asyncio.Transport = scope[TRANSPORT]
    match reply.sending:
        case "whole":
            await _send(reply, len(reply.body), send)
            return
        case "half":
            await _send(reply, len(reply.body), send, half=True)
            transport.close()
        case "half in chunks":
            await _send(reply, None, send, half=True)
            transport.close()
        case "reset":
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
            transport.abort()
        case "closed":
            transport.close()
        case "never":
            pass
    # The protocol takes an application that returns without a reply for broken, unless the client is gone.
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send(reply: Reply, length: int | None, send: Send, *, half: bool = False) -> None:
    headers = [("content-type", reply.content_type), *(reply.headers or {}).items()]
    if length is not None:
        headers.append(("content-length", str(length)))
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": reply.status, "headers": raw})
    body = reply.body[: len(reply.body) // 2] if half else reply.body
    await send({"type": "http.response.body", "body": body, "more_body": half})
