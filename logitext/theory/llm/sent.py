"""Requests that a server has, so that none is sent a second time while the server may still be at work at the first.

A server that is slow does not hear that its client has given up: a request that is sent again has it do the same work
twice. So the same request at the same time is made once, for all who want its reply, and one that had no reply in time
is made again only with more time. Requests that are to be answered by chance are none of this module's.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from typing import Any, TypeVar

from logitext.theory.llm.body import encoded
from logitext.theory.llm.faults import ModelError

T = TypeVar("T")

_apart: ContextVar[int] = ContextVar("apart", default=0)
"""Whose requests these are, where those of others are no concern of theirs."""

_numbers = itertools.count(1)

_REMEMBERED = 600.0
"""Seconds for which it counts that a request had no reply in time."""

_MOST = 10_000


def is_late(error: BaseException) -> bool:
    """Whether a call had no reply in time, so that the server may still be at work."""
    return isinstance(error, ModelError) and error.kind == "timeout" and error.status is None


def key_of(path: str, body: Mapping[str, Any], raw: bytes | None = None) -> bytes | None:
    """What a request is known by; None where it is to be answered by chance, so that the same one asks for more.

    `raw` is the body as it is sent, where that is at hand.
    """
    if body.get("temperature"):
        return None
    return f"{_apart.get()} {path} ".encode("utf-8", "surrogatepass") + (encoded(body) if raw is None else raw)


@contextmanager
def apart() -> Iterator[None]:
    """Let no request in this context be spared because of one outside, to count what each way to ask takes.

    >>> with apart():
    ...     one = key_of("/chat", {})
    >>> one == key_of("/chat", {})
    False
    """
    token = _apart.set(next(_numbers))
    try:
        yield
    finally:
        _apart.reset(token)


class Sent:
    """The requests of one session, in the thread that calls."""

    def __init__(self) -> None:
        self._going: dict[bytes, asyncio.Future[Any]] = {}
        self._late: dict[bytes, tuple[float, float]] = {}
        """By the hash of the key, which is kept for long."""

    async def once(self, key: bytes, seconds: float, make: Callable[[], Awaitable[T]]) -> T:
        """The result of a request that may take so many seconds, made by this call or by one at the same time.

        ModelError where it had no reply in as much time before.
        """
        while (going := self._going.get(key)) is not None:
            try:
                result: T = await asyncio.shield(going)
                return result
            except asyncio.CancelledError:
                if not going.cancelled():
                    raise
            finally:
                del going  # what it raised holds this frame, which is not to hold it
        self._refuse(key, seconds)
        mine = self._going[key] = asyncio.get_running_loop().create_future()
        try:
            result = await make()
        except BaseException as error:
            if is_late(error):
                self._remember(key, seconds)
            if isinstance(error, ModelError):
                mine.set_exception(error)
                mine.exception()  # nobody else may want it
            else:  # it says nothing about the request: who waits makes it
                mine.cancel()
            raise
        else:
            mine.set_result(result)
            return result
        finally:
            del self._going[key], mine

    def _refuse(self, key: bytes, seconds: float) -> None:
        if not self._late:
            return
        limit, since = self._late.get(sha256(key).digest(), (0.0, 0.0))
        if limit >= seconds and time.monotonic() - since < _REMEMBERED:
            raise ModelError("timeout", f"no reply within {limit:g} s, and it is not asked again without more time")

    def _remember(self, key: bytes, seconds: float) -> None:
        if len(self._late) >= _MOST:
            self._late.clear()
        self._late[sha256(key).digest()] = (seconds, time.monotonic())
