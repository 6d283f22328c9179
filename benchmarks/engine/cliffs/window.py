"""How much of a model server's places a run over many documents keeps busy, on a clock that jumps.

Nothing here takes real time: a task that sleeps is woken at once, and the clock of the event loop says what time it
would be. So the share says what the order of work does, and nothing about the machine. The ratio of a row is that
share: calls times their seconds, through the places of the server and the time until the last result. Beside it stands
the share until the last document was begun: what is missing there is the start, at half of the places; what is missing
after it is the end, where documents wait for their own next call and there are no others to fill the places.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Iterator, Sequence

import logitext
from benchmarks.engine.cliffs.measure import Row
from benchmarks.engine.policies import answers, source
from logitext import theory
from logitext.theory import Question, Reply, Texts, Value
from logitext.theory.llm.calling import Caps
from logitext.theory.llm.limits import Limiter

SECONDS = 0.5
"""What a call takes on that clock."""


class Jumping(asyncio.SelectorEventLoop):
    """An event loop in which time passes only where all wait."""

    def __init__(self) -> None:
        self._now = 0.0
        selector = selectors.DefaultSelector()
        select = selector.select

        def jump(timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
            ready = select(0 if timeout is not None else None)
            if not ready and timeout:
                self._now += timeout
            return ready

        selector.select = jump  # type: ignore[method-assign]
        super().__init__(selector)

    def time(self) -> float:
        return self._now


class Model(theory.Theory):
    """Answers from a table, after `SECONDS`, behind the limiter that models' calls go through."""

    name = "model"
    price = theory.Price(call=1, question=1)

    def __init__(self, known: dict[str, dict[str, bool]], cap: int) -> None:
        self.known, self.concurrency = known, cap
        self.limiter = Limiter(Caps(cap))
        self.began: list[float] = []

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        async with self.limiter.slot(0):
            self.began.append(asyncio.get_running_loop().time())
            await asyncio.sleep(SECONDS)
            self.limiter.succeeded()
        known = self.known[texts["post"]]
        return Reply({question.id: Value(known[question.clause]) for question in questions})


def share(cap: int, clauses: int, documents: int) -> tuple[float, float, float]:
    """The share of the server's places that were busy until the last result, and until the last document was begun.

    The third is the seconds until the last result, by the jumping clock.
    """
    policy = logitext.loads(source(clauses, 1))
    stream = answers(list(policy.clauses), 1, sorts=dict.fromkeys(policy.clauses, True))
    known = {str(number): {name: bool(value) for name, value in next(stream).items()} for number in range(documents)}
    model = Model(known, cap)

    last = 0.0

    def texts() -> Iterator[str]:
        nonlocal last
        for text in known:
            last = asyncio.get_running_loop().time()
            yield text

    async def run() -> float:
        async for result in policy.acheck_many(texts(), theory=model):
            if result.status != "decided":
                raise AssertionError(result)
        return asyncio.get_running_loop().time()

    with asyncio.Runner(loop_factory=Jumping) as runner:
        seconds = runner.run(run())
    busy = sum(min(SECONDS, last - began) for began in model.began if began < last)
    return len(model.began) * SECONDS / cap / seconds, busy / cap / last, seconds


def rows() -> Iterator[Row]:
    """A server with few and with many places, and a policy of many clauses."""
    for cap, clauses, documents in ((8, 20, 500), (32, 20, 500), (64, 20, 1000), (32, 60, 500), (32, 20, 2000)):
        busy, before, seconds = share(cap, clauses, documents)
        what = f"share of {cap} places busy, {documents} documents of {clauses} clauses, on a clock that jumps"
        what += f"; {before:.3f} until the last document began"
        yield Row("window", seconds, busy, what)
