"""One HTTP call, and every way in which it can go wrong, by kind.

Nothing is repeated here: there is one layer of that, in `session.py`. Replies are parsed by `door.py`.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from logitext.theory.llm.body import encoded
from logitext.theory.llm.door import Door, ModelReply
from logitext.theory.llm.endpoint import Endpoint
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.scrub import Scrub
from logitext.theory.llm.transport import Transport
from logitext.theory.llm.work import WorkThread


class Client:
    """A client of one server, in the thread that calls."""

    def __init__(self, endpoint: Endpoint, scrub: Scrub, concurrency: int, work: WorkThread) -> None:
        self._door = Door(endpoint, scrub)
        self._transport = Transport(endpoint, concurrency, work)

    async def get(self, path: str, seconds: float) -> ModelReply:
        """What a GET gives within so many seconds, as in :meth:`post`."""
        return await self._call("GET", path, None, seconds)

    async def post(self, path: str, body: Mapping[str, Any] | bytes, seconds: float) -> ModelReply:
        """The reply to a body, which may be encoded. ModelError where there is none, or the server says it failed."""
        return await self._call("POST", path, body if isinstance(body, bytes) else encoded(body), seconds)

    async def send(self, path: str, body: bytes, kind: str, seconds: float) -> ModelReply:
        """What a POST of bytes of a media type gives, as in :meth:`post`."""
        return await self._call("POST", path, body, seconds, kind=kind)

    async def fetch(self, path: str, file: Path, seconds: float) -> None:
        """Write what a GET gives to a file, whole or not at all. ModelError as in :meth:`post`, and OSError."""
        draft = file.with_name(file.name + ".new")
        with draft.open("wb") as into:
            await self._call("GET", path, None, seconds, into=into)
            into.flush()
            os.fsync(into.fileno())
        draft.replace(file)

    async def _call(
        self,
        method: str,
        path: str,
        body: bytes | None,
        seconds: float,
        *,
        kind: str | None = None,
        into: BinaryIO | None = None,
    ) -> ModelReply:
        try:
            async with asyncio.timeout(seconds):
                status, headers, content = await self._transport.send(method, path, body, kind=kind, into=into)
        except TimeoutError:
            raise ModelError("timeout", "no reply in time") from None
        except ModelError as error:
            said = self._door.cleaned(str(error).removeprefix(f"{error.kind}: "))
            raise ModelError(error.kind, said, blame=error.blame) from None
        if not _WELL <= status < _MOVED:
            raise self._door.refusal(status, content, headers)
        if into is not None:
            return ModelReply(None, "")
        return self._door.reply(content, headers)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()


_WELL, _MOVED = 200, 300
