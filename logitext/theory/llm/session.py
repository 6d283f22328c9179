"""The calls to one server: limited, tried again, counted.

Everything here runs in the thread of `work.py`. A failed attempt gives its place in the queue up while it waits.
"""

from __future__ import annotations

import asyncio
import random
import time
import weakref
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from logitext.policy.sorts import Sort
from logitext.theory.allowance import Allowance
from logitext.theory.llm import telemetry
from logitext.theory.llm.apis.completion import TokensSpent, spent
from logitext.theory.llm.body import encoded
from logitext.theory.llm.breaker import Breaker
from logitext.theory.llm.calling import Caps, RetryPolicy
from logitext.theory.llm.endpoint import Endpoint
from logitext.theory.llm.faults import TRANSIENT, UNREADABLE, ModelError
from logitext.theory.llm.limits import Limiter
from logitext.theory.llm.prices import ModelPrice
from logitext.theory.llm.scrub import Scrub
from logitext.theory.llm.sent import Sent, is_late, key_of
from logitext.theory.llm.tokens import TokenCalibration
from logitext.theory.llm.work import WorkThread, work
from logitext.theory.protocol import Question, Usage

if TYPE_CHECKING:
    from logitext.theory.llm.capabilities import Capabilities
    from logitext.theory.llm.client import Client
    from logitext.theory.llm.door import ModelReply

Post: TypeAlias = "Callable[[str, Mapping[str, Any], float], Awaitable[ModelReply]]"
"""Sends a body to a path, and gives the reply within so many seconds. Raises ModelError."""

T = TypeVar("T")

_PATIENCE = 120.0
"""The longest that a server may ask to be left alone; where it wants more, the call has failed."""


@dataclass(slots=True)
class CallMeter:
    """What the calls for one request of a theory come to; `price` is None where it is not known.

    `uncounted` is how many replies did not say how many tokens they took, and `guessed` how many calls had no reply in
    time, so that their tokens are a guess. What a server says that a call cost counts,
    where no price is known by the user's own table.
    """

    price: ModelPrice | None
    allowance: Allowance | None
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    uncounted: int = 0
    guessed: int = 0
    _told: float = 0.0
    _counted: int = 0
    _unpriced: int = 0

    @property
    def cost(self) -> float | None:
        """What it came to; None where that is not known."""
        if self.price is not None and not self.uncounted:
            return self.price.cost(self.input_tokens, self.output_tokens, self.cached_tokens)
        if self.price is None and self._counted and not self._unpriced:
            return self._told
        return None if self.calls else 0.0

    def count(self, usage: TokensSpent | None, told: float | None) -> tuple[int, float | None] | None:
        """Count a reply: its tokens, and what it cost by the server's account. What these come to; None: not known."""
        self._counted += 1
        self._told += told or 0.0
        self._unpriced += told is None
        if usage is None:
            self.uncounted += 1
            return None
        self.input_tokens += usage.input_tokens
        self.output_tokens += usage.output_tokens
        self.cached_tokens += usage.cached_tokens
        cost = told
        if self.price is not None:
            cost = self.price_of(usage.input_tokens, usage.output_tokens, usage.cached_tokens)
        return usage.input_tokens + usage.output_tokens, cost

    def guess(self, input_tokens: int, output_tokens: int) -> None:
        """Count a call that had no reply in time as if it had been answered in full."""
        self.guessed += 1
        self._counted += 1
        self._unpriced += 1
        self.input_tokens += input_tokens
        self.output_tokens += output_tokens

    def notes(self) -> list[str]:
        """What is to be known about these numbers."""
        notes = [_UNCOUNTED] if self.uncounted else []
        return notes + ([_GUESSED] if self.guessed else [])

    @property
    def usage(self) -> Usage:
        """As a theory tells it."""
        return Usage(
            self.calls, 0, self.input_tokens, self.output_tokens, self.cached_tokens, self.cost, None, self.guessed
        )

    def price_of(self, input_tokens: int, output_tokens: int, cached_tokens: int = 0) -> float | None:
        """What so many tokens cost."""
        return None if self.price is None else self.price.cost(input_tokens, output_tokens, cached_tokens)


_UNCOUNTED = "the server does not say how many tokens a call took, so what it cost is not known"
_GUESSED = "a call had no reply in time: its tokens and its cost are estimated, as if it had been answered in full"


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One call: where to, and what. `body` makes it for the most tokens that may come back.

    `read` makes of the reply what it stands for, and raises ModelError where it stands for nothing. `size` is the
    prompt in bytes, `most` the tokens that may come back; after a reply that was cut off they are more, and no fewer
    than `more`.
    """

    path: str
    body: Callable[[int], Mapping[str, Any]]
    read: Callable[[Any, str], Any]
    size: int
    most: int
    operation: str = "chat"
    settled: frozenset[int] = frozenset()
    """Statuses that say all that there is to say, so that the call is not tried again more than once."""
    more: int = 0

    def most_with(self, room: int) -> int:
        """The most tokens, with so many times the room of the first attempt."""
        return self.most if room == 1 else max(self.most * room, self.more)


@dataclass(eq=False)
class ServerSession:
    """What is shared by all who ask the same server with the same limits."""

    endpoint: Endpoint
    caps: Caps
    limiter: Limiter = field(init=False)
    gate: asyncio.Semaphore = field(init=False)
    scrub: Scrub = field(init=False, repr=False)
    breaker: Breaker = field(default_factory=Breaker)
    found: dict[str, Capabilities] = field(default_factory=dict)
    probing: dict[str, asyncio.Task[Capabilities]] = field(default_factory=dict)
    not_found_out: dict[str, tuple[float, ModelError]] = field(default_factory=dict)
    sent: Sent = field(default_factory=Sent, repr=False)
    calibrations: dict[str, TokenCalibration] = field(default_factory=dict)
    clients: list[Client] = field(default_factory=list, repr=False)
    _left: set[tuple[str, str, str, Sort]] = field(default_factory=set, repr=False)
    _server: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.limiter = Limiter(self.caps)
        self._server = self.endpoint.name
        self.scrub = Scrub(self.endpoint.secrets)
        # Who cannot be served soon waits here, before much is made for it: hundreds of calls that wait in the middle of
        # their work are so many objects that each collection of garbage stops all calls.
        self.gate = asyncio.Semaphore(2 * self.caps.concurrency)

    def calibration(self, model: str) -> TokenCalibration:
        """How many tokens a byte is, for a model."""
        found = self.calibrations.get(model)
        if found is None:
            found = self.calibrations[model] = TokenCalibration()
        return found

    def learn(self, model: str, *, most_questions: int | None = None, most_options: int | None = None) -> None:
        """Remember what a refusal has said of the endpoint that decides."""
        able = self.found.get(model)
        if able is not None:
            self.found[model] = replace(
                able,
                most_questions=min(able.most_questions, most_questions or able.most_questions),
                most_options=min(able.most_options, most_options or able.most_options),
            )

    def leave(self, model: str, question: Question) -> None:
        """Remember that the endpoint that decides does not take a question."""
        if len(self._left) < _MOST_LEFT:
            self._left.add((model, question.clause, question.wording, question.sort))

    def leaves(self, model: str, question: Question) -> bool:
        """Whether the endpoint that decides is not asked this question again."""
        return bool(self._left) and (model, question.clause, question.wording, question.sort) in self._left

    @property
    def client(self) -> Client:
        """Made in the thread that calls, at the first call."""
        if not self.clients:
            from logitext.theory.llm.client import Client  # noqa: PLC0415  # openai and aiohttp, at the first call

            self.clients.append(Client(self.endpoint, self.scrub, self.caps.concurrency, work()))
        return self.clients[0]

    async def get(self, path: str, seconds: float) -> Any:
        """What a GET gives; one attempt."""
        return (await self.client.get(path, seconds)).data

    async def call(self, call: ModelCall, meter: CallMeter, retry_policy: RetryPolicy, post: Post | None = None) -> Any:
        """What `call.read` makes of the reply, at the first attempt that gives one.

        ModelError, with how often it was tried, where none does. OutOfBudgetError where the next might exceed a limit.
        The same request at the same time is made once, and none again that had no reply in time, unless it has more.
        `post` sends it by another way, for which the limits of the server do not count.
        """
        first = call.body(call.most)
        raw = encoded(first)
        key = key_of(call.path, first, raw)
        if key is None:
            return await self._tried(call, meter, retry_policy, post, raw)
        return await self.sent.once(
            key, retry_policy.timeout, lambda: self._tried(call, meter, retry_policy, post, raw, once=True)
        )

    async def _tried(
        self,
        call: ModelCall,
        meter: CallMeter,
        retry_policy: RetryPolicy,
        post: Post | None,
        raw: bytes,
        *,
        once: bool = False,
    ) -> Any:
        """`raw` is the body of the first attempt as it is sent."""
        attempts = unreadable = settled = crowded = 0
        room = 1
        while True:
            attempts, served = attempts + 1, self.limiter.served
            try:
                return await self._attempt(call, room, meter, retry_policy.timeout, post, raw if room == 1 else None)
            except ModelError as error:
                failed = error
            room *= _MORE_ROOM if failed.kind == "cut off" else 1
            crowded += failed.kind == "rate limited" and self.limiter.served > served and crowded < _CROWDED
            unreadable += failed.kind in UNREADABLE
            settled += failed.status in call.settled
            slow = once and is_late(failed)
            patient = failed.retry_after is None or failed.retry_after <= _PATIENCE
            may_help = failed.kind in TRANSIENT or (failed.kind in UNREADABLE and unreadable <= 1)
            tried = attempts - (crowded if retry_policy.retries else 0)
            if tried > retry_policy.retries or settled > 1 or slow or not (patient and may_help):
                failed.attempts = attempts
                raise failed
            if post is None:
                await asyncio.sleep(_wait(failed, attempts, retry_policy))

    async def _attempt(
        self, call: ModelCall, room: int, meter: CallMeter, seconds: float, post: Post | None, whole: bytes | None
    ) -> Any:
        most = call.most_with(room)
        body = call.body(most)
        model = str(body.get("model", ""))
        calibration = self.calibration(model)
        tokens_in, tokens_out = calibration.at_most(call.size), most
        refusal = self.breaker.refusal() if post is None else None
        if refusal is not None:
            raise refusal
        reserved = meter.price_of(tokens_in, tokens_out)
        if meter.allowance is not None:
            meter.allowance.reserve(tokens_in + tokens_out, reserved)
        used: tuple[int, float | None] | None = (0, 0.0)
        started = time.monotonic()
        try:
            async with nullcontext() if post else self.limiter.slot(tokens_in + tokens_out):
                started = time.monotonic()
                meter.calls += 1
                used = None
                with telemetry.span(call.operation, self._server, body) as span:
                    try:
                        if post is not None:
                            data, raw, told = await post(call.path, body, seconds)
                        else:
                            data, raw, told = await self.client.post(call.path, whole or body, seconds)
                        span.replied(data, raw)
                        used = self._count(data, told, call.size, model, meter)
                        result = call.read(data, raw)
                    except ModelError as error:
                        span.failed(error.kind)
                        if is_late(error):  # the server may have worked all the time
                            meter.guess(calibration.likely(call.size), most)
                        elif error.raw is None or error.status is not None:
                            used = used or (0, 0.0)  # nothing was generated that anyone could charge for
                        if post is None:
                            self._failed(error, started)
                        raise
                if post is None:
                    self.breaker.succeeded()
                    self.limiter.succeeded()
        except ModelError as error:
            telemetry.note(
                "call failed", path=call.path, model=model, kind=error.kind, seconds=time.monotonic() - started
            )
            raise
        finally:
            if meter.allowance is not None:
                tokens, cost = used if used is not None else (tokens_in + tokens_out, reserved)
                meter.allowance.settle(tokens_in + tokens_out, reserved, tokens, cost)
        telemetry.note("call", path=call.path, model=model, seconds=time.monotonic() - started, tokens=used and used[0])
        return result

    def _count(
        self, data: Any, told: float | None, size: int, model: str, meter: CallMeter
    ) -> tuple[int, float | None] | None:
        """Count what a reply says that it took, and what it cost; None where it does not say."""
        usage = spent(data)
        if usage is not None:
            self.calibration(model).learn(size, usage.input_tokens)
        return meter.count(usage, told)

    def _failed(self, error: ModelError, started: float) -> None:
        self.breaker.failed(error)
        pause = None if error.retry_after is None else min(error.retry_after, _PATIENCE)
        if error.kind == "rate limited" or error.status == _BUSY:
            self.limiter.refused(pause)
        elif error.kind == "timeout":
            self.limiter.late(started, pause)

    async def aclose(self) -> None:
        """Close the connections; a later call opens new ones."""
        while self.clients:
            await self.clients.pop().aclose()


_SPREAD = 1.0
"""Seconds over which calls are spread that a server asks to come again at the same time."""

_CROWDED = 50
"""How often a call may be refused for the number of calls while others are served, before it costs a retry: the server
works then, and what it refuses is that so many of our own calls come at once."""

_MOST_LEFT = 10_000
"""The most questions that are remembered as undecidable by the model."""

_DOUBLED = 30
"""How often the wait is doubled at most."""

_BUSY = 503
_MORE_ROOM = 4
"""How much longer the reply may be, after one was cut off."""


def _wait(error: ModelError, attempts: int, retry_policy: RetryPolicy) -> float:
    """Seconds to the next attempt: what the server asks for, else twice as long each time, and some of it by chance."""
    most = min(retry_policy.first_wait * 2.0 ** min(attempts - 1, _DOUBLED), retry_policy.longest_wait)
    chance = random.uniform(0.0, most)
    return chance if error.retry_after is None else error.retry_after + min(chance, _SPREAD)


# --- the sessions of this process --------------------------------------------------------------------------------

_sessions: weakref.WeakValueDictionary[tuple[int, Endpoint, Caps], ServerSession] = weakref.WeakValueDictionary()


def session_of(endpoint: Endpoint, caps: Caps) -> ServerSession:
    """The session for a server with these limits, in the thread of this process; there is one for all who ask."""
    here = work()
    key = (id(here), endpoint, caps)
    found = _sessions.get(key)
    if found is None:
        found = _sessions[key] = ServerSession(endpoint, caps)
        here.at_exit(_close_all)
        # Nobody may be left who closes it, and connections must be closed in the thread that they belong to.
        weakref.finalize(found, _close_later, here, found.clients).atexit = False
    return found


def _close_later(there: WorkThread, clients: list[Client]) -> None:
    there.post(lambda: _close(clients))


async def _close(clients: list[Client]) -> None:
    while clients:
        await clients.pop().aclose()


async def _close_all() -> None:
    """Close the sessions of this process. Those that a forked child has of its parent stay: the parent uses them."""
    here = id(work())
    for (there, *_), session in list(_sessions.items()):
        if there == here:
            await session.aclose()
