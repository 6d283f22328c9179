"""A time limit is one for the whole attempt, however the server spends it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from logitext import theory
from logitext.syntax.diagnostics import TheoryError
from logitext.theory.llm.doctor import list_models
from logitext.theory.protocol import Failure
from tests.theory.llm.asked import TRUTHS, put, quick, run
from tests.theory.llm.replying import ABLE

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
TRICKLES: dict[str, tuple[bytes, bytes]] = {
    "a status": (b"HTTP/1.1 200 ", b"O"),
    "headers": (HEAD + b"X: ", b"a"),
    "a body": (HEAD + b"Content-Length: 1000000\r\n\r\n", b" "),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "extensions of a chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", b"a"),
    "an error": (b"HTTP/1.1 500 No\r\nContent-Length: 1000000\r\n\r\n", b" "),
    "what is to be awaited": (b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
    "nothing": (b"", b""),
}


@contextmanager
def trickling(first: bytes, then: bytes) -> Iterator[str]:
    """A server that sends a little now and then, and never ends, until the block does."""
    over = threading.Event()
    threads = []

    def serve(connection: socket.socket) -> None:
        with connection:
            try:
                connection.recv(65536)
                connection.sendall(first)
                while not over.wait(0.02):
                    connection.sendall(then)
            except OSError:
                pass

    def accept(listener: socket.socket) -> None:
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=serve, args=(connection,), daemon=True))
            threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threads.append(threading.Thread(target=accept, args=(listener,), daemon=True))
        threads[0].start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join()


@pytest.mark.parametrize(("first", "then"), TRICKLES.values(), ids=TRICKLES)
def test_a_server_that_trickles_is_out_of_time(first: bytes, then: bytes) -> None:
    with trickling(first, then) as url:
        model = quick(theory.OpenAI("m", base_url=url, api="chat", timeout=0.3, retries=1))
        model.session.found[model.known_as] = ABLE["chat"]
        reply = put(model, TRUTHS[:1])
        answer = reply.answers["threat"]
        assert isinstance(answer, Failure)
        assert answer.reason == "timeout: no reply in time"
        assert reply.usage.calls == 1
        with pytest.raises(TheoryError, match="timeout: no reply in time"):
            run(lambda: list_models(url, None, 0.3))
        asyncio.run(model.aclose())
