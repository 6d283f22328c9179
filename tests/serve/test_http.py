"""The service on a real socket, in this process: what comes, what waits, and how it stops."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from logitext.serve import protocol
from logitext.serve.server import HttpServer, bound, configured, serve
from logitext.serve.service import Service
from logitext.syntax.diagnostics import InputError
from logitext.theory.protocol import Reply, Texts, Theory, Value
from tests.serve.served import service


class Slow(Theory):
    """Says of each text whether `yes` stands in it, once it is told to go on."""

    name = "slow"

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.going = asyncio.Event()

    async def answer(self, questions: Any, texts: Texts) -> Reply:
        self.asked.set()
        await self.going.wait()
        await asyncio.sleep(0)
        return Reply({one.id: Value("yes" in texts["message"]) for one in questions})


def test_what_is_there_at_the_start_is_left_out_of_collections(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    class AtOnce(HttpServer):
        async def serve(self, sockets: Any = None) -> None:
            self._told()

    monkeypatch.setattr("logitext.serve.server.HttpServer", AtOnce)
    monkeypatch.setattr("gc.freeze", lambda: done.append("frozen"))
    at = bound("127.0.0.1", 0)
    with at:
        serve(service(tmp_path), at, every=None, patience=1, started=lambda: done.append("started"))
    assert done == ["frozen", "started"]


@asynccontextmanager
async def running(made: Service) -> AsyncIterator[tuple[HttpServer, int]]:
    """A server, and its port."""
    ready = asyncio.Event()
    at = bound("127.0.0.1", 0)
    server = HttpServer(configured(made, every=None, patience=600), ready.set)
    task = asyncio.create_task(server.serve(sockets=[at]))
    await ready.wait()
    try:
        yield server, at.getsockname()[1]
    finally:
        server.should_exit = True
        await task


def written(body: dict[str, Any], *, path: str = "/v1/check") -> bytes:
    """A request as it goes over the wire, after which the connection is closed."""
    raw = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: testserver\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(raw)}\r\nConnection: close\r\n\r\n".encode() + raw


async def answer(port: int, request: bytes) -> tuple[int, bytes]:
    """The status and the body of an answer; 0 where the connection is closed without one."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    await writer.drain()
    try:
        got = await reader.read()
    except ConnectionResetError:  # closed with some of the request unread
        got = b""
    writer.close()
    head, _, body = got.partition(b"\r\n\r\n")
    return (int(head.split()[1]) if head else 0), body


def test_answers_belong_to_their_requests(tmp_path: Path) -> None:
    async def work() -> None:
        theory = Slow()
        theory.going.set()
        async with running(service(tmp_path, theory=theory)) as (_, port):
            texts = [f"{number} {'yes' if number % 3 else 'no'}" for number in range(60)]
            labels = [f"document {number}" for number in range(60)]
            requests = [
                answer(port, written({"texts": text, "label": label, "verdicts": ["watch"], "facts": {"days": 1}}))
                for text, label in zip(texts, labels, strict=True)
            ]
            for text, label, (status, body) in zip(texts, labels, await asyncio.gather(*requests), strict=True):
                result = json.loads(body)["result"]
                assert (status, result["document"]) == (200, label)
                assert result["verdicts"]["watch"]["value"] is ("yes" in text)

    asyncio.run(work())


def test_a_request_in_work_is_answered_before_the_service_stops(tmp_path: Path) -> None:
    async def work() -> None:
        theory = Slow()
        made = service(tmp_path, theory=theory)
        async with running(made) as (server, port):
            request = asyncio.create_task(answer(port, written({"texts": "yes"})))
            await theory.asked.wait()
            server.should_exit = True
            theory.going.set()
            status, body = await request
            assert (status, json.loads(body)["result"]["answers"]["insults"]) == (200, True)
        assert made.stopping

    asyncio.run(work())


@pytest.mark.parametrize("beginning", [b"", b"POST /v1/check HTTP/1.1\r\nHost: testser"])
def test_a_head_that_does_not_end_is_not_waited_for(
    beginning: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work() -> None:
        theory = Slow()
        async with running(service(tmp_path, theory=theory)) as (_, port):
            monkeypatch.setattr(protocol, "SECONDS", 0.0)
            assert await answer(port, beginning) == (0, b"")

    asyncio.run(work())


def test_a_request_in_work_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        theory = Slow()
        made: list[protocol.Impatient] = []
        really = protocol.Impatient._wait

        def wait(self: protocol.Impatient) -> None:
            made.append(self)
            really(self)

        monkeypatch.setattr(protocol.Impatient, "_wait", wait)
        async with running(service(tmp_path, theory=theory)) as (_, port):
            request = asyncio.create_task(answer(port, written({"texts": "yes"})))
            await theory.asked.wait()
            for _ in range(3):  # as often as its time is over
                made[0].look()
            assert len(made) == 4
            theory.going.set()
            assert (await request)[0] == 200

    asyncio.run(work())


def test_what_is_no_http(tmp_path: Path) -> None:
    async def work() -> None:
        async with running(service(tmp_path)) as (_, port):
            status, body = await answer(port, b"\x16\x03\x01 SECRET\r\n\r\n")
            assert status == 400
            assert b"SECRET" not in body

    asyncio.run(work())


def test_a_port_that_is_taken() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(InputError, match=r"cannot listen at 127\.0\.0\.1, port"):
            bound("127.0.0.1", other.getsockname()[1])
    with pytest.raises(InputError, match=r"cannot listen at no\.such\.host\.invalid"):
        bound("no.such.host.invalid", 0)
