"""A server whose replies are bytes that a test has written, and a theory that asks it without finding out anything."""

from __future__ import annotations

import asyncio
import http.server
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeAlias

from logitext import theory
from logitext.theory.llm.capabilities import Api, Capabilities
from tests.theory.llm.asked import quick

KEY = "sk-test-0123456789/abc"

Sent: TypeAlias = tuple[int, dict[str, str], bytes]
"""A status, headers, a body."""


class Request(NamedTuple):
    """What came: the path, the body, and the header Authorization."""

    path: str
    body: bytes
    authorization: str


Replying: TypeAlias = Callable[[Request], Sent]

ABLE: dict[Api, Capabilities] = {
    "chat": Capabilities(("chat",), "json_schema", logprobs=True, seed=True, temperature=True),
    "responses": Capabilities(("responses",), "json_schema", logprobs=True, limit="max_output_tokens"),
    "decisions": Capabilities(("decisions",)),
    "systemone": Capabilities(("systemone",)),
}


class Counting:
    """How many requests came."""

    def __init__(self) -> None:
        self.calls = 0
        self.port = 0


@contextmanager
def replying(reply: Replying) -> Iterator[Counting]:
    """A server on this machine, until the block ends."""
    counted = Counting()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            pass

        def do_GET(self) -> None:
            self._reply(b"")

        def do_POST(self) -> None:
            self._reply(self.rfile.read(int(self.headers["content-length"])))

        def _reply(self, sent: bytes) -> None:
            counted.calls += 1
            status, headers, body = reply(Request(self.path, sent, self.headers.get("authorization", "")))
            self.send_response(status)
            for name, value in {"content-type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        counted.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield counted
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def asking_for(
    *bodies: bytes | Sent | Replying, api: Api = "chat", path: str = "/v1", found: bool = True, **settings: Any
) -> Iterator[tuple[Counting, theory.OpenAI]]:
    """A theory that gets these replies one after the other, and the last after that. `found`: nothing is found out."""
    left = list(bodies)

    def reply(request: Request) -> Sent:
        one = left.pop(0) if len(left) > 1 else left[0]
        if callable(one):
            return one(request)
        return (200, {}, one) if isinstance(one, bytes) else one

    with replying(reply) as counted:
        usual = {"base_url": f"http://127.0.0.1:{counted.port}{path}", "timeout": 5, "api": api, "answer": "reasoned"}
        model = quick(theory.OpenAI("m", **{**usual, **settings}))
        if found:
            model.session.found[model.known_as] = ABLE[api]
        try:
            yield counted, model
        finally:
            asyncio.run(model.aclose())


def answers(value: Any = True, quote: str | None = None, name: str = "threat", reason: str = "") -> str:
    """What a model writes, as text."""
    return json.dumps({name: {"reason": reason, "quote": quote, "answer": value}})


def chat(content: Any, finish: str | None = "stop", **message: Any) -> bytes:
    """A reply of `chat` with one choice."""
    return json.dumps({"choices": [choice(content, finish, **message)]}).encode()


def choice(content: Any, finish: str | None = "stop", **message: Any) -> dict[str, Any]:
    return {"message": {"role": "assistant", "content": content, **message}, "finish_reason": finish}


def responses(items: Sequence[Any], **more: Any) -> bytes:
    """A reply of `responses` with these items."""
    return json.dumps({"status": "completed", "output": items, **more}).encode()


def message(text: str) -> dict[str, Any]:
    return {"type": "message", "content": [{"type": "output_text", "text": text}]}
