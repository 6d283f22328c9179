"""A server that costs next to nothing, so that its clients are what is measured: `python -m benchmarks.llm.server`.

It takes requests as `logitext` and its peers send them, and answers each after the latency with something that they
can read: an object that fits the schema, a probability, or `True`. It looks at nothing but the path and the ids.
The model server of the tests, which plays real ones, takes 1 to 2 ms a request: with it the server would be the limit.

The first line that it prints is its base URL. `GET /totals` says what it has done so far.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import json
import selectors
import time
from typing import Any

_HEAD = "HTTP/1.1 {} OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n"
_USAGE = {"prompt_tokens": 400, "completion_tokens": 30, "total_tokens": 430}
_SPENT = {"input_tokens": 400, "output_tokens": 5, "total_tokens": 405}


class Totals:
    """What was done so far; seconds of the process's own time, and of all requests together from start to reply."""

    def __init__(self) -> None:
        self.requests = 0
        self.seconds = 0.0
        self.in_flight = self.most_in_flight = 0
        self.replied: list[float] = []

    def began(self) -> float:
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        return time.monotonic()

    def ended(self, began: float) -> None:
        now = time.monotonic()
        self.requests += 1
        self.in_flight -= 1
        self.seconds += now - began
        self.replied.append(now)

    def told(self) -> bytes:
        """As JSON. What was most, and when replies went out, is since the last time that it was told."""
        data = {
            "requests": self.requests,
            "seconds": self.seconds,
            "most_in_flight": self.most_in_flight,
            "replied": self.replied,
            "cpu": time.process_time(),
        }
        self.most_in_flight, self.replied = self.in_flight, []
        return json.dumps(data).encode()


class Connection(asyncio.Protocol):
    """One connection, one request at a time on it."""

    def __init__(self, latency: float, totals: Totals) -> None:
        self._latency = latency
        self._totals = totals
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, blank, rest = self._buffer.partition(b"\r\n\r\n")
        if not blank:
            return
        length = _length(head)
        if len(rest) < length:
            return
        self._buffer = rest[length:]
        if head.startswith(b"GET "):
            self._send(_with_head(self._totals.told()))
            return
        began = self._totals.began()
        reply = _reply(head.split(b" ", 2)[1], rest[:length])
        loop = asyncio.get_running_loop()
        loop.call_at(loop.time() + self._latency, self._later, reply, began)

    def _later(self, reply: bytes, began: float) -> None:
        self._totals.ended(began)
        self._send(reply)

    def _send(self, reply: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(reply)


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0


def _with_head(body: bytes, status: int = 200) -> bytes:
    return _HEAD.format(status, len(body)).encode() + body


def _reply(path: bytes, raw: bytes) -> bytes:
    body = json.loads(raw)
    if path.endswith(b"/decisions"):
        return _decided(tuple([question["name"] for question in body["questions"]]))
    if path.endswith(b"/chat/completions"):
        form = body.get("response_format") or {}
        schema = form.get("schema") or (form.get("json_schema") or {}).get("schema") or {}
        wanted = schema.get("properties", {})
        fields = next((tuple(one.get("properties", ())) for one in wanted.values()), ())
        return written(tuple(wanted), bool(body.get("logprobs")), fields)
    return _with_head(b'{"error":{"message":"Not Found"}}', 404)


@functools.cache
def _decided(names: tuple[str, ...]) -> bytes:
    answers = [{"type": "predicate", "name": name, "probability": 0.97} for name in names]
    return _with_head(json.dumps({"id": "d", "object": "decision", "answers": answers, "usage": _SPENT}).encode())


@functools.cache
def written(names: tuple[str, ...], with_logprobs: bool, fields: tuple[str, ...]) -> bytes:
    """The reply to questions with these ids, as it goes over the wire; without `fields` they have the answers alone."""
    if names == ("probe",):  # the question whether schemas are kept to
        content = '{"probe":"k7"}'
    elif names:
        whole = {"reason": "The text says so in its first sentence.", "quote": "the first sentence", "answer": True}
        one = {name: whole[name] for name in fields} if fields else True
        content = json.dumps(dict.fromkeys(names, one), separators=(",", ":"))
    else:
        content = "True"
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": content, "refusal": None},
        "logprobs": {"content": _logprobs(content), "refusal": None} if with_logprobs else None,
        "finish_reason": "stop",
    }
    completion = {"id": "c", "object": "chat.completion", "created": 1, "model": "test-model", "choices": [choice]}
    return _with_head(json.dumps(completion | {"usage": _USAGE}).encode())


def _logprobs(content: str) -> list[dict[str, Any]]:
    """A token for every four characters or so, `true` one of them, with five alternatives each, as OpenAI's are."""
    before, answer, after = content.rpartition("true")
    texts = [before[start : start + 4] for start in range(0, len(before), 4)] + [answer] * bool(answer) + [after]
    others = [{"token": word, "logprob": -4.0 - at, "bytes": [102]} for at, word in enumerate(("false", "a", "b", "c"))]
    return [
        {"token": text, "logprob": -0.03, "bytes": list(text.encode()), "top_logprobs": [_first(text), *others]}
        for text in texts
    ]


def _first(text: str) -> dict[str, Any]:
    return {"token": text, "logprob": -0.03, "bytes": list(text.encode())}


async def _serve(port: int, latency: float) -> None:
    totals = Totals()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(latency, totals), "127.0.0.1", port)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.llm.server", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.05, help="seconds from a request to its reply")
    given = parser.parse_args()
    # `select` waits for microseconds, `epoll` for whole milliseconds: up to 2 % of a latency of 50.
    loop = asyncio.SelectorEventLoop(selectors.SelectSelector())
    try:
        loop.run_until_complete(_serve(given.port, given.latency))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
