"""Calls that wait until nobody has more to ask, and then go to the provider together, as a batch.

What to ask next depends on answers, so the documents of a run go through rounds: the calls of all that are in work are
one batch, its replies lead to further calls, and these are the next. Everything but `Stop` belongs to the thread that
calls.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from logitext.run.asking import RunStop
from logitext.run.provider.journal import Journal, ProviderBatch
from logitext.run.provider.replies import Came, custom_id, replies
from logitext.run.provider.wire import Told, Wire
from logitext.theory.allowance import OutOfBudgetError
from logitext.theory.llm.body import encoded
from logitext.theory.llm.door import Door, ModelReply
from logitext.theory.llm.faults import TRANSIENT, UNREADABLE, ModelError

T = TypeVar("T")

MOST = 50_000
"""Requests of a batch: as many as OpenAI takes."""
MOST_BYTES = 64 * 1024 * 1024
"""Bytes of a batch; OpenAI takes 200 MB."""
_ENDED = frozenset({"completed", "failed", "expired", "cancelled"})
_FULL = frozenset({"token_limit_exceeded", "rate_limit_exceeded"})
"""Codes of a batch that is not taken because too much is waiting at the server."""


@dataclass(frozen=True)
class Waits:
    """Seconds between steps. A round is sent once no call has come for `linger`.

    A batch is looked at after `first` seconds and then more and more rarely, every `longest` in the end. A call about
    batches that fails is made again, up to `tries` times, after at most `away` seconds.
    """

    linger: float = 2.0
    first: float = 5.0
    longest: float = 60.0
    away: float = 300.0
    tries: int = 40
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep


WAITS = Waits()


@dataclass(eq=False)
class _Item:
    """A call that waits for its reply."""

    group: tuple[str, str]
    key: str
    raw: bytes
    reply: asyncio.Future[Came] = field(repr=False)


class ProviderRounds:
    """The batches at one server. `most` requests are in one at most; `say` tells people what is sent and has come."""

    def __init__(
        self,
        server: str,
        wire: Wire,
        door: Door,
        journal: Journal,
        stop: RunStop,
        say: Callable[[str], None] | None = None,
        waits: Waits | None = None,
        most: int = MOST,
    ) -> None:
        self._server = server
        self._wire = wire
        self._door = door
        self._journal = journal
        self._stop = stop
        self._say = say or (lambda _: None)
        self._waits = waits or WAITS
        self._most = most
        self._queues: defaultdict[tuple[str, str], deque[_Item]] = defaultdict(deque)
        self._expected: Counter[str] = Counter()
        self._waiting: defaultdict[str, deque[_Item]] = defaultdict(deque)
        self._ready: defaultdict[str, deque[tuple[ProviderBatch, Came]]] = defaultdict(deque)
        self._left: Counter[int] = Counter()
        self._spent: list[list[ProviderBatch]] = [[], []]
        self._tasks: dict[object, asyncio.Task[None]] = {}
        self._over: str | None = None

    async def begin(self) -> None:
        """Take up the batches that an earlier process has submitted. OSError."""
        try:
            await self._begin()
        except ModelError as error:
            self.end("failures", f"the server of the batches: {error}")

    async def _begin(self) -> None:
        for batch in self._journal.found:
            if batch.server != self._server:
                continue
            if batch.ending is not None:
                self._take_up(batch)
                continue
            if batch.id is None:
                told = await self._again(partial(self._found, self._journal.mark(batch)))
                if told is None:  # nothing was paid for it
                    self._journal.forget(batch)
                    continue
                batch.id = told.id
                self._journal.keep(batch)
            self._expected.update(batch.keys)
            self._left[batch.number] = len(batch.keys)
            self._spawn(batch.number, self._follow(batch))

    async def post(self, path: str, body: Mapping[str, Any], _seconds: float) -> ModelReply:
        """The reply to a call, once the batch that it is in has come back. ModelError where it has failed there.

        OutOfBudgetError where the run ends before.
        """
        raw = encoded(body)
        key = hashlib.sha256(f"{self._server}\n{path}\n".encode() + raw).hexdigest()[:32]
        came: Came
        if self._ready[key]:
            batch, came = self._ready[key].popleft()
            self._use(batch)
        elif self._over is not None:
            raise OutOfBudgetError(self._over)
        else:
            group = path, str(body.get("model"))
            item = _Item(group, key, raw, asyncio.get_running_loop().create_future())
            if self._expected[key] > len(self._waiting[key]):
                self._waiting[key].append(item)
            else:
                self._queue(item)
            came = await item.reply
        if isinstance(came, ModelError):
            raise came
        return came

    def end(self, kind: str, reason: str) -> None:
        """End the run, and give up waiting: what is at the server stays there for the next command."""
        self._stop.request(kind, reason)
        self._over = self._over or reason
        for items in (*self._queues.values(), *self._waiting.values()):
            for item in items:
                if not item.reply.done():
                    item.reply.set_exception(OutOfBudgetError(reason))
            items.clear()

    def stopped(self) -> None:
        """Hear that the run is to end: nothing is waited for any more, but for what a limit leaves in work."""
        if self._stop.kind != "limit":
            self.end(self._stop.kind or "interrupted", self._stop.reason or "interrupted")

    async def close(self) -> None:
        """Follow nothing any more."""
        for task in (tasks := list(self._tasks.values())):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # --- a batch: gathered, submitted, followed, given to those who wait

    def _queue(self, item: _Item) -> None:
        self._queues[item.group].append(item)
        if item.group not in self._tasks:
            self._spawn(item.group, self._gather(item.group))

    async def _gather(self, group: tuple[str, str]) -> None:
        """Submit what waits for an endpoint and a model, whenever no more comes."""
        queue = self._queues[group]
        while queue:
            before = -1
            while before < len(queue) < self._most:
                before = len(queue)
                await self._waits.pause(self._waits.linger)
            taken: list[_Item] = []
            size = 0
            while queue and len(taken) < self._most and (not taken or size + len(queue[0].raw) <= MOST_BYTES):
                taken.append(queue.popleft())
                size += len(taken[-1].raw)
            if taken:
                await self._submit(group[0], taken)

    async def _submit(self, path: str, items: list[_Item]) -> None:
        for item in items:  # before anything can fail, as who waits hears of it then
            self._expected[item.key] += 1
            self._waiting[item.key].append(item)
        for spent in self._spent.pop(0):
            self._journal.forget(spent)
        self._spent.append([])
        batch = self._journal.begin(self._server, path, [item.key for item in items])
        self._left[batch.number] = len(items)
        content = b"\n".join(_line(batch.number, at, path, item.raw) for at, item in enumerate(items)) + b"\n"
        batch.file = await self._again(partial(self._wire.upload, content))
        self._journal.keep(batch)
        batch.id = (await self._created(batch)).id
        self._journal.keep(batch)
        self._say(f"{batch.id}: {len(items):,} requests submitted")
        self._spawn(batch.number, self._follow(batch))

    async def _created(self, batch: ProviderBatch) -> Told:
        """The batch at the server. Where a reply is lost, it is looked for before it is made again."""
        mark = self._journal.mark(batch)
        for attempt in range(self._waits.tries):
            try:
                return await self._wire.create(batch.file or "", batch.path, mark)
            except ModelError as error:
                if error.kind not in TRANSIENT | UNREADABLE or attempt + 1 == self._waits.tries:
                    raise
            if (told := await self._again(partial(self._found, mark))) is not None:
                return told
            await self._back_off(attempt)
        raise AssertionError("the last attempt raises")

    async def _found(self, mark: str) -> Told | None:
        try:
            return await self._wire.find(mark)
        except ModelError as error:
            if error.status in (404, 405, 501):  # a server that lists none
                return None
            raise

    async def _follow(self, batch: ProviderBatch) -> None:
        """Look at a batch until it has ended, and give what came of it to those who wait."""
        wait = self._waits.first
        id_ = batch.id or ""
        while (told := await self._again(partial(self._wire.look, id_))).status not in _ENDED:
            await self._waits.pause(wait)
            wait = min(1.5 * wait, self._waits.longest)
        if told.status == "failed":
            self._refused(batch, told)
            return
        output, errors = self._journal.parts(batch)
        for file, path in ((told.output, output), (told.errors, errors)):
            if file is not None:
                await self._again(partial(self._wire.fetch, file, path))
        batch.ending = told.status
        self._journal.keep(batch)
        self._say(f"{id_}: {told.status}")
        for key, came in zip(batch.keys, self._replies(batch), strict=True):
            if came is None and told.status == "cancelled":
                self._expected[key] -= 1
                continue
            self._give(batch, key, came or ModelError("server error", "the batch has no line for it"))
        if told.status == "cancelled":
            self.end("interrupted", f"the batch {id_} was cancelled at the server")

    def _refused(self, batch: ProviderBatch, told: Told) -> None:
        """The server has not taken a batch as it is: one that is too large is halved, any other ends the run."""
        self._journal.forget(batch)
        self._expected.subtract(batch.keys)
        if told.code not in _FULL or len(batch.keys) == 1:
            self.end("failures", f"the server refuses the batch {told.id}: {self._door.cleaned(told.why)}")
            return
        self._most = max(1, len(batch.keys) // 2)
        self._say(f"{told.id}: too large for the server, which gets {self._most:,} requests at a time from now on")
        for key in batch.keys:
            if self._waiting[key]:
                self._queue(self._waiting[key].pop())

    def _take_up(self, batch: ProviderBatch) -> None:
        """Have the replies of a batch that was fetched at hand; what failed in it is asked again."""
        good = [(key, came) for key, came in zip(batch.keys, self._replies(batch), strict=True) if _is_good(came)]
        self._left[batch.number] = len(good)
        for key, came in good:
            assert came is not None
            self._ready[key].append((batch, came))
        if not good:
            self._journal.forget(batch)

    def _replies(self, batch: ProviderBatch) -> list[Came | None]:
        return replies(batch.number, batch.keys, self._journal.parts(batch), self._door)

    def _give(self, batch: ProviderBatch, key: str, came: Came) -> None:
        self._expected[key] -= 1
        waiting = self._waiting[key]
        while waiting:
            item = waiting.popleft()
            if not item.reply.done():
                item.reply.set_result(came)
                self._use(batch)
                return
        self._ready[key].append((batch, came))

    def _use(self, batch: ProviderBatch) -> None:
        """Count a reply that was taken. A batch is forgotten two submissions later: its answers are kept by then."""
        self._left[batch.number] -= 1
        if not self._left[batch.number]:
            self._spent[-1].append(batch)

    # --- calls about batches

    async def _again(self, call: Callable[[], Awaitable[T]]) -> T:
        """What a call gives, at the first attempt that gives something. ModelError."""
        for attempt in range(self._waits.tries):
            try:
                return await call()
            except ModelError as error:
                if error.kind not in TRANSIENT | UNREADABLE or attempt + 1 == self._waits.tries:
                    raise
            await self._back_off(attempt)
        raise AssertionError("the last attempt raises")

    async def _back_off(self, attempt: int) -> None:
        await self._waits.pause(min(2.0**attempt, self._waits.away))

    def _spawn(self, name: object, work: Coroutine[Any, Any, None]) -> None:
        async def guarded() -> None:
            try:
                await work
            except ModelError as error:
                self.end("failures", f"the server of the batches: {error}")
            except OSError as error:
                self.end("disk", error.strerror or os.strerror(error.errno or 0))
            except Exception as error:  # noqa: BLE001  # nobody waits for this task, and all would wait for its batch
                self.end("failures", f"{type(error).__name__}: {error}")
            finally:
                self._tasks.pop(name, None)

        self._tasks[name] = asyncio.get_running_loop().create_task(guarded())


def _line(number: int, at: int, path: str, raw: bytes) -> bytes:
    """A request as a line of the file; its body stands there as it was encoded."""
    head = f'{{"custom_id":"{custom_id(number, at)}","method":"POST","url":"/v1{path}","body":'
    return head.encode() + raw + b"}"


def _is_good(came: Came | None) -> bool:
    return isinstance(came, ModelReply)
