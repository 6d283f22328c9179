"""The server in a process of its own, what it has done, and how many calls it can take."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Loopback:
    """A server that runs."""

    base_url: str

    @property
    def address(self) -> tuple[str, int]:
        host, _, port = self.base_url.removeprefix("http://").removesuffix("/v1").partition(":")
        return host, int(port)

    def totals(self) -> Totals:
        """What it has done so far."""
        with urllib.request.urlopen(f"{self.base_url}/totals", timeout=10) as reply:
            return Totals(**json.load(reply))


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts since the server's start; `most_in_flight` and `replied` (times) since the totals before these."""

    requests: int
    seconds: float
    most_in_flight: int
    replied: Sequence[float]
    cpu: float


@contextmanager
def serving(latency: float) -> Iterator[Loopback]:
    """A server, until the block ends."""
    command = [sys.executable, "-m", "benchmarks.llm.server", "--latency", str(latency)]
    # A session of its own: Ctrl-C is for this process, which then ends the server.
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        if not url:
            raise RuntimeError("the server did not start")
        yield Loopback(url)
    finally:
        process.terminate()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


# --- the least client --------------------------------------------------------------------------------------------


class _Bare(asyncio.Protocol):
    """Sends the same request again and again over one connection, as long as there are any left."""

    def __init__(self, request: bytes, left: list[int], done: asyncio.Future[None]) -> None:
        self._request, self._left, self.done = request, left, done
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def _next(self) -> None:
        if self._left[0] > 0:
            self._left[0] -= 1
            self._transport.write(self._request)
        elif not self.done.done():
            self._transport.close()
            self.done.set_result(None)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, blank, rest = self._buffer.partition(b"\r\n\r\n")
        if blank and len(rest) >= int(head.rpartition(b"content-length: ")[2].split(b"\r\n")[0]):
            self._buffer = b""
            self._next()


async def bare(server: Loopback, body: bytes, cap: int, number: int) -> None:
    """Send requests over `cap` connections as fast as they go: bytes are sent and counted, nothing is read."""
    head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-length: {len(body)}\r\n\r\n"
    loop = asyncio.get_running_loop()
    left = [number]
    ends: list[asyncio.Future[None]] = [loop.create_future() for _ in range(cap)]
    for end in ends:
        await loop.create_connection(lambda end=end: _Bare(head.encode() + body, left, end), *server.address)  # type: ignore[misc]  # mypy infers no lambda with a default
    await asyncio.gather(*ends)


def capacity(body: bytes, cap: int, number: int) -> tuple[float, float]:
    """Calls a second that a server without latency takes at a cap, and the milliseconds of its own time for each."""
    with serving(0.0) as server:
        asyncio.run(bare(server, body, cap, cap))
        before = server.totals()
        started = time.perf_counter()
        asyncio.run(bare(server, body, cap, number))
        wall = time.perf_counter() - started
        after = server.totals()
    return number / wall, (after.cpu - before.cpu) / number * 1e3
