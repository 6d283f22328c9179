"""What a call of a model costs the processor, beside raw `aiohttp`: `python -m benchmarks.llm.transport`.

All clients send the same request to the same server, which runs in a process of its own, in turn and several times;
the least of their samples counts. Time is that of this process and all its threads, so that a busy machine matters
little; what is to be compared are the ratios.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

import aiohttp
import click
import httpx2
import openai

from benchmarks.llm import questions
from benchmarks.llm.loopback import serving
from logitext.theory.llm.capabilities import Api, Capabilities
from logitext.theory.llm.theory import OpenAI
from logitext.theory.protocol import Value

CAP = 32
YARDSTICK = "aiohttp"

Calls = Callable[[int], Awaitable[None]]
"""Makes so many calls, CAP at a time."""


async def measured(base_url: str, calls: int, samples: int) -> dict[str, float]:
    """Processor seconds a call, of each client."""
    body = questions.request(base_url)
    found: dict[str, float] = {}
    async with aiohttp.ClientSession() as session, openai.AsyncOpenAI(api_key="none", base_url=base_url) as package:
        chat, decisions = _theory(base_url, "chat"), _theory(base_url, "decisions")
        clients: Mapping[str, Calls] = {
            YARDSTICK: _many(lambda _: _raw(session, base_url, body)),
            "openai": _many(lambda _: _packaged(package, body)),
            "logitext, chat": _many(lambda number: _asked(chat, number)),
            "logitext, decisions": _many(lambda number: _asked(decisions, number)),
        }
        for call in clients.values():
            await call(2 * CAP)  # connections are opened, and the number in flight grows to the cap
        for _ in range(samples):
            for name, call in clients.items():
                before = time.process_time()
                await call(calls)
                spent = (time.process_time() - before) / calls
                found[name] = min(spent, found.get(name, spent))
        await chat.aclose()
        await decisions.aclose()
    return found


def _theory(base_url: str, api: Api) -> OpenAI:
    model = OpenAI(questions.MODEL, base_url=base_url, api=api, concurrency=CAP)
    able = questions.ABLE if api == "chat" else Capabilities(("decisions",))
    model.session.found[model.known_as] = able
    return model


def _many(one: Callable[[int], Awaitable[None]]) -> Calls:
    async def many(count: int) -> None:
        numbers = iter(range(count))

        async def turns() -> None:
            for number in numbers:
                await one(number)

        await asyncio.gather(*(turns() for _ in range(CAP)))

    return many


async def _raw(session: aiohttp.ClientSession, base_url: str, body: bytes) -> None:
    async with session.post(f"{base_url}/chat/completions", data=body) as response:
        await response.read()


async def _packaged(package: openai.AsyncOpenAI, body: bytes) -> None:
    await package.post("/chat/completions", cast_to=httpx2.Response, content=body)


async def _asked(model: OpenAI, number: int) -> None:
    reply = await model.answer([_QUESTION], questions.texts(number, "one"))
    if reply.usage.calls != 1 or not isinstance(reply.answers[_QUESTION.id], Value):
        raise RuntimeError(f"the server was called {reply.usage.calls} times, and the answer is {reply.answers}")


_QUESTION = questions.question()


def rows(calls: int = 300, samples: int = 4) -> list[tuple[str, float, float]]:
    """The name of each client, its milliseconds of processor a call, and their ratio to those of raw `aiohttp`."""
    with serving(0.0) as server:
        found = asyncio.run(measured(server.base_url, calls, samples))
    return [(name, 1000 * spent, spent / found[YARDSTICK]) for name, spent in found.items()]


@click.command()
@click.option("--calls", default=300, show_default=True, help="Calls in a sample.")
@click.option("--samples", default=4, show_default=True, help="Samples, of which the least counts.")
def main(calls: int, samples: int) -> None:
    """Print what a call costs with each client."""
    print(f"{'client':22} {'CPU ms a call':>14} {'× aiohttp':>10}")
    for name, milliseconds, ratio in rows(calls, samples):
        print(f"{name:22} {milliseconds:14.2f} {ratio:10.1f}")


if __name__ == "__main__":
    main()
