"""How much a request to the service takes: `python -m benchmarks.engine.serving [--requests N] [--cached]`.

The policy has 20 clauses, all of them patterns, so that answers are at hand; with `--cached` a model is asked, whose
answers are all in its cache. Requests go to the application itself,
without a socket. What is measured is time of the processor: it is the same on a busy machine.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

import logitext
from benchmarks.llm.filling import cached
from logitext.serve.app import application
from logitext.serve.service import Service
from logitext.serve.settings import ServiceSettings
from logitext.serve.shelf import Shelf, read
from logitext.theory import OpenAI, Pattern
from logitext.theory.llm.cache.store import Cache

CLAUSES = 20
WARM = 200
TEXTS = 350
"""Different texts, after which they come again."""


def source() -> str:
    """The policy."""
    clauses = "\n".join(f"  let c{n} = [[the post has property {n}]] match /word{n}\\b/" for n in range(CLAUSES))
    pairs = " or ".join(f"(c{n} and not c{n + 1})" for n in range(5, 18, 2))
    verdicts = "violation remove = (c0 or c1 or c2) unless (c3 and c4)\n  violation warn = " + pairs
    return (
        f"{{{{text post}}}}\n{{{{{clauses}\n  {verdicts}\n  verdict look = at least 3 of (c0, c5, c9, c13, c19)}}}}\n"
    )


def text(number: int) -> str:
    """The text of a request; there are a few hundred different ones."""
    return f"Some words about word{number % 25} and word{number % 7}, number {number % 50}"


def model_of(cache: Cache) -> OpenAI:
    """A model whose answers about all texts are in the cache."""
    policy = logitext.loads(source())
    texts = [text(number) for number in range(TEXTS)]
    known = {one: {f"c{n}": f"word{n} " in one or f"word{n}," in one for n in range(CLAUSES)} for one in texts}
    filling, model = cached(cache, known)
    for result in policy.check_many(texts, theory=filling):
        assert result.decided
    return model


async def ask(app: Any, number: int) -> int:
    """The status of one request."""
    body = json.dumps({"texts": text(number)}).encode()
    pieces = [{"type": "http.request", "body": body, "more_body": False}]
    found: list[int] = []

    async def receive() -> dict[str, Any]:
        return pieces.pop()

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            found.append(message["status"])

    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/v1/check", "query_string": b"", "headers": headers}
    await app(scope, receive, send)
    return found[0]


async def measure(app: Any, requests: int) -> Sequence[float]:
    """Seconds of the processor for each request, after some that are not counted."""
    for number in range(WARM):
        await ask(app, number)
    times = []
    for number in range(requests):
        begun = time.process_time()
        status = await ask(app, number)
        times.append(time.process_time() - begun)
        assert status == 200
    return sorted(times)


@click.command()
@click.option("--requests", type=click.IntRange(min=1), default=2000, show_default=True)
@click.option("--cached", "asks", is_flag=True, help="Ask a model whose answers are all in its cache.")
def main(requests: int, asks: bool) -> None:
    """Measure requests for one document."""
    with tempfile.TemporaryDirectory() as folder, Cache(f"{folder}/answers.sqlite3") as cache:
        settings = ServiceSettings({"theory": model_of(cache) if asks else Pattern(complete=True)})
        (Path(folder) / "posts.nltc").write_text(source(), "utf-8")
        shelf = Shelf({"posts": f"{folder}/posts.nltc"}, read("auto", None), settings)
        times = asyncio.run(measure(application(Service(shelf, settings)), requests))
    middle, late = times[len(times) // 2], times[len(times) * 99 // 100]
    print(f"a request: {middle * 1e3:.2f} ms of the processor; 99 of 100 within {late * 1e3:.2f} ms")


if __name__ == "__main__":
    main()
