"""How many answers a second come out of a cache that holds 10,000."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.llm import questions
from benchmarks.llm.peers.talk import text
from benchmarks.llm.questions import ABLE, MODEL
from logitext.theory import Reply, Value
from logitext.theory.llm.asking import Put
from logitext.theory.llm.cache.store import Cache
from logitext.theory.llm.kept import SharedContext, keep
from logitext.theory.llm.prompt import load_prompt
from logitext.theory.llm.settings import ModelSettings
from logitext.theory.llm.theory import OpenAI
from logitext.theory.protocol import Usage
from logitext.theory.recording import key

ENTRIES = 10_000
BATCHES = (1, 100, 1000)
REPEATS = 3

_NOWHERE = "http://127.0.0.1:9/v1"
"""Nobody answers there: whatever is not in the cache would be seen."""

_END_TO_END = 2000


@dataclass(frozen=True, slots=True)
class Hits:
    """A row: how the answers were read, and how many a second."""

    how: str
    batch: int
    rate: float


def hits() -> Iterator[Hits]:
    """The rows, the best of some runs each."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/answers.sqlite3"
        with Cache(path) as cache:
            keys, seconds = _filled(cache)
            yield Hits("kept, one batch each: `kept.keep`", 1, ENTRIES / seconds)
            for batch in BATCHES:
                yield Hits("`Cache.get_many`", batch, ENTRIES / _best(lambda batch=batch: _read(cache, keys, batch)))  # type: ignore[misc]  # mypy infers no lambda with a default
            own = OpenAI(MODEL, base_url=_NOWHERE, api_key="none", cache=cache, api="chat")
            yield Hits("`OpenAI.answer`, 1 question a text", 1, _END_TO_END / _best(lambda: _answered(own)))
            policy = questions.policy()
            texts = [text(number, "cached") for number in range(_END_TO_END)]

            def checked() -> None:
                results = policy.check_many(texts, theory=own)
                assert all(result.verdicts["remove"].value is True and not result.usage.calls for result in results)

            yield Hits("`Policy.check_many`, 1 clause", 1, _END_TO_END / _best(checked))
            asyncio.run(own.aclose())


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def _filled(cache: Cache) -> tuple[list[str], float]:
    """The keys of as many answers as there are to be, kept as the theory keeps them, and the seconds that took."""
    one = questions.question()
    asked = SharedContext(_NOWHERE, MODEL, load_prompt().version, "chat", ABLE, ModelSettings(api="chat"))
    request = {"model": MODEL, "messages": questions.task(_NOWHERE).messages(text(0, "cached"))}
    put = Put(Value(None, 0.97, "a fool"), True, request, '{"choices":[]}')
    usage = Usage(1, 0, 400, 30)
    cache.remember(_NOWHERE, f"{MODEL} by chat", ABLE.to_data())
    keys = []
    started = time.perf_counter()
    for number in range(ENTRIES):
        texts = questions.texts(number, "cached")
        keep(cache, asked, [one], texts, {one.id: put}, usage)
        keys.append(texts)
    seconds = time.perf_counter() - started
    return [key.digest(asked.components([one], texts)[one.id]) for texts in keys], seconds


def _read(cache: Cache, keys: Sequence[str], batch: int) -> None:
    found = sum(len(cache.get_many(keys[start : start + batch])) for start in range(0, len(keys), batch))
    assert found == ENTRIES


def _answered(own: OpenAI) -> None:
    one = questions.question()

    async def all_of() -> list[Reply]:
        return [await own.answer([one], questions.texts(number, "cached")) for number in range(_END_TO_END)]

    replies = asyncio.run(all_of())
    assert all(reply.usage.cached == 1 and not reply.usage.calls for reply in replies)
