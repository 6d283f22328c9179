"""How many calls a server gets: never more than allowed, as many as it takes, fewer where it pushes back."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from logitext import theory
from logitext.theory.llm import limits
from logitext.theory.llm.calling import Caps, RetryPolicy
from logitext.theory.llm.door import ModelReply
from logitext.theory.llm.endpoint import Endpoint
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.limits import Limiter, Window
from logitext.theory.llm.session import CallMeter, ModelCall, ServerSession
from logitext.theory.protocol import Reply, Texts, Value
from tests.model_server.config import Config
from tests.model_server.faults import Faults
from tests.model_server.truth import Truth
from tests.theory.llm.asked import POLICY, TEXTS, TRUTHS, asking, put

YES = Truth(lambda _texts, _question: True)


def many(model: theory.OpenAI, count: int) -> list[Reply]:
    async def ask() -> list[Reply]:
        return await asyncio.gather(
            *(model.answer(TRUTHS[:1], Texts({"post": f"message {number}"})) for number in range(count))
        )

    return asyncio.run(ask())


@pytest.mark.parametrize("cap", [1, 3, 8])
def test_no_more_calls_are_in_flight_than_allowed_and_as_many_as_that(cap: int) -> None:
    with asking(Config(truth=YES), api="chat", concurrency=cap) as (server, model):
        many(model, 2 * cap)  # after which the limit has grown to the cap
        server.await_together(cap)
        replies = many(model, 4 * cap)
        assert server.most_in_flight == cap
    assert all(isinstance(reply.answers["threat"], Value) for reply in replies)


def test_a_server_that_pushes_back_gets_as_much_as_it_takes() -> None:
    busy = Config(truth=YES, most_at_once=3, together=16, latency=0.02)
    with asking(busy, api="chat", concurrency=32) as (server, model):
        replies = many(model, 60)
        refused = sum(1 for record in server.requests if record.crowded)
        assert model.session.limiter.limit < 8
    assert 13 <= refused <= 13 + 16  # of the first 16, and the few that were tried since
    assert [reply for reply in replies if not isinstance(reply.answers["threat"], Value)] == []


class Room:
    """A server that takes so many calls at once, in rounds: all that the limiter lets through, then their replies."""

    def __init__(self, limiter: Limiter, most: int) -> None:
        self.limiter, self.most, self.refusals = limiter, most, 0

    def round(self) -> None:
        sent = self.limiter.limit
        self.limiter.in_flight = sent
        for _ in range(max(0, sent - self.most)):
            self.refusals += 1
            self.limiter.refused()
            self.limiter.in_flight -= 1
        while self.limiter.in_flight:
            self.limiter.succeeded()
            self.limiter.in_flight -= 1


def test_the_number_in_flight_settles_at_what_the_server_takes() -> None:
    room = Room(Limiter(Caps(32)), 3)
    room.round()
    assert (room.refusals, room.limiter.limit) == (13, 3)
    for _ in range(2000):
        room.round()
        assert room.limiter.limit in (3, 4)
    assert room.refusals <= 13 + 14  # one more is tried ever more seldom


def test_a_server_that_takes_more_again_gets_it() -> None:
    room = Room(Limiter(Caps(32)), 3)
    room.round()
    room.most = 64
    rounds = 0
    while room.limiter.limit < 32:
        room.round()
        rounds += 1
    assert rounds < 20
    assert room.refusals == 13


def test_a_call_that_is_refused_alone_is_not_refused_for_its_number() -> None:
    limiter = Limiter(Caps(32))
    limiter.in_flight = 1
    limiter.refused()
    assert limiter.limit == 8
    for _ in range(24):
        limiter.succeeded()
    assert limiter.limit == 32


class Crowded:
    """A client of a server that refuses calls so many times, and serves another one meanwhile or does not."""

    def __init__(self, limiter: Limiter, refusals: int, others: bool) -> None:
        self.limiter, self.refusals, self.others, self.calls = limiter, refusals, others, 0

    async def post(self, path: str, body: object, seconds: float) -> ModelReply:
        self.calls += 1
        if self.calls > self.refusals:
            return ModelReply({}, "{}")
        if self.others:
            self.limiter.succeeded()
        raise ModelError("rate limited", "too many at once", status=429)

    async def aclose(self) -> None: ...


@pytest.mark.parametrize(
    ("refusals", "others", "retries", "tried", "served"),
    [
        (20, True, 4, 21, True),  # more often than it may be tried again
        (20, True, 1, 21, True),
        (99, True, 4, 55, False),  # but not for ever
        (20, False, 4, 5, False),  # nobody is served: it is no crowd of our own
        (1, True, 0, 1, False),  # none is wanted
    ],
)
def test_a_call_that_is_refused_while_others_are_served_loses_no_retry(
    refusals: int, others: bool, retries: int, tried: int, served: bool
) -> None:
    session = ServerSession(Endpoint("http://localhost/v1"), Caps(4))
    client = Crowded(session.limiter, refusals, others)
    session.clients.append(client)  # type: ignore[arg-type]
    call = ModelCall("/chat/completions", lambda _room: {"model": "m"}, lambda _data, _raw: "served", 10, 10)
    retry_policy = RetryPolicy(retries=retries, first_wait=0, longest_wait=0)
    given: str | ModelError
    try:
        given = asyncio.run(session.call(call, CallMeter(None, None), retry_policy))
    except ModelError as error:
        given = error
    assert given == "served" if served else isinstance(given, ModelError) and given.attempts == tried
    assert client.calls == tried


@dataclass
class Clock:
    """The clock of a limiter: nothing but waiting moves it."""

    now: float = 0.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now = max(self.now, self.now + seconds)
        await asyncio.sleep(0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(limits, "time", clock)
    own = SimpleNamespace(**{**vars(asyncio), "sleep": clock.sleep})
    monkeypatch.setattr(limits, "asyncio", own)
    return clock


def sent(limiter: Limiter, clock: Clock, count: int, tokens: int = 0) -> list[float]:
    """When calls are let through, one after the other."""

    async def go() -> list[float]:
        times = []
        for _ in range(count):
            async with limiter.slot(tokens):
                times.append(clock.now)
        return times

    return asyncio.run(go())


def test_nothing_is_sent_before_the_time_that_the_server_names(clock: Clock) -> None:
    limiter = Limiter(Caps())
    limiter.refused(30.0)
    limiter.late(0.0, 7.0)
    assert sent(limiter, clock, 2) == [30.0, 30.0]


def test_the_limiter_hears_of_the_time_that_the_server_names() -> None:
    faults = Faults.script(["status_429"], probes=False, wait="milliseconds", wait_seconds=0.003)
    with asking(Config(truth=YES, faults=faults), api="chat", concurrency=1) as (_, model):
        asyncio.run(model.find_out())
        pauses: list[float | None] = []
        model.session.limiter.refused = pauses.append  # type: ignore[method-assign,assignment]
        many(model, 3)
    assert pauses == [0.003]


def test_a_window_lets_so_much_through_in_any_minute() -> None:
    window = Window(3)
    assert [window.wait_for(1, now) for now in (0.0, 1.0, 2.0)] == [0.0, 0.0, 0.0]
    assert window.wait_for(1, 3.0) == 57.0
    assert window.wait_for(1, 60.0) == 0.0
    assert window.wait_for(1, 60.5) == 0.5


def test_what_is_larger_than_a_window_goes_through_alone() -> None:
    window = Window(10)
    assert window.wait_for(50, 0.0) == 0.0
    assert window.wait_for(1, 59.0) == 1.0
    assert window.wait_for(1, 60.0) == 0.0


@pytest.mark.parametrize(
    ("caps", "times"),
    [
        (Caps(requests_a_minute=4), [0.0] * 4 + [60.0] * 4 + [120.0]),
        (Caps(tokens_a_minute=300), [0.0] * 3 + [60.0] * 3 + [120.0] * 3),
        (Caps(requests_a_minute=4, tokens_a_minute=250), [0.0] * 2 + [60.0] * 2 + [120.0] * 2 + [180.0] * 2 + [240.0]),
    ],
)
def test_a_cap_by_the_minute_holds_the_rest_back(caps: Caps, times: list[float], clock: Clock) -> None:
    assert sent(Limiter(caps), clock, 9, tokens=100) == times


@pytest.mark.parametrize("option", ["requests_a_minute", "tokens_a_minute"])
def test_calls_of_a_model_go_through_its_caps_by_the_minute(option: str, clock: Clock) -> None:
    cap = {"requests_a_minute": 4, "tokens_a_minute": 2_000}[option]
    with asking(Config(truth=YES), api="chat", **{option: cap}) as (server, model):
        many(model, 20)
        assert len(server.requests) >= 20
    assert clock.now >= 60


def test_a_limit_grows_with_success_and_is_halved_once_for_all_in_flight(clock: Clock) -> None:
    limiter = Limiter(Caps(concurrency=16))
    for _ in range(20):
        limiter.succeeded()
    assert limiter.limit == 16
    clock.now = 10.0
    for _ in range(5):
        limiter.late(9.0)
    assert limiter.limit == 8
    limiter.late(11.0)
    assert limiter.limit == 4


def test_who_gives_up_waiting_leaves_the_place_to_others() -> None:
    async def work() -> list[str]:
        limiter = Limiter(Caps(concurrency=1))
        done: list[str] = []

        release = asyncio.Event()

        async def call(name: str) -> None:
            async with limiter.slot(1):
                await release.wait()
                done.append(name)

        first = asyncio.create_task(call("first"))
        await asyncio.sleep(0)
        second = asyncio.create_task(call("second"))
        third = asyncio.create_task(call("third"))
        await asyncio.sleep(0)
        second.cancel()
        release.set()
        await asyncio.gather(first, second, third, return_exceptions=True)
        assert limiter.in_flight == 0
        return done

    assert asyncio.run(work()) == ["first", "third"]


def test_a_turn_that_comes_while_it_is_given_up_is_passed_on() -> None:
    async def work() -> None:
        limiter = Limiter(Caps(concurrency=1))
        release = asyncio.Event()

        async def hold() -> None:
            async with limiter.slot(1):
                await release.wait()

        async def take() -> bool:
            async with limiter.slot(1):
                return True

        holding = asyncio.create_task(hold())
        await asyncio.sleep(0)
        waiting = [asyncio.create_task(take()) for _ in range(5)]
        await asyncio.sleep(0)
        release.set()
        await holding
        for task in waiting[:4]:
            task.cancel()
        assert (await asyncio.gather(*waiting, return_exceptions=True))[-1] is True
        assert limiter.in_flight == 0

    asyncio.run(work())


def test_a_cancelled_check_leaves_nothing_in_flight() -> None:
    with asking(Config(truth=YES, faults=Faults(rate=1, kinds=("hang",), probes=False)), api="chat") as (server, model):
        asyncio.run(model.find_out())

        async def cancelled() -> None:
            task = asyncio.create_task(POLICY.acheck(TEXTS["post"], theory=model))
            while not server.in_flight:  # noqa: ASYNC110  # it is another thread that tells
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        asyncio.run(cancelled())
        while server.in_flight:  # the server hears of it soon
            time.sleep(0.01)
        assert model.session.limiter.in_flight == 0


def test_a_deadline_ends_a_call_that_hangs() -> None:
    """Nothing else would end it before the test runs out of time."""
    never = Config(truth=YES, faults=Faults(rate=1, kinds=("hang",), probes=False))
    with asking(never, api="chat", timeout=3600) as (server, model):
        asyncio.run(model.find_out())
        before = len(server.requests)
        result = POLICY.check(TEXTS["post"], theory=model, deadline=2)
        assert len(server.requests) - before <= 2  # clauses that hold or not, and others
    assert {one.reason for record in result.verdicts.values() for one in record.open} == {"out of budget"}
    assert result.usage.cost is None


def test_all_threads_and_loops_share_the_connections() -> None:
    """Every `check` brings a loop of its own; the connections stay where they are."""
    with asking(Config(truth=YES, latency=0.01), api="chat", concurrency=4) as (server, model):
        threads = [
            threading.Thread(target=lambda: [put(model, TRUTHS[:1], Texts({"post": str(n)})) for n in range(5)])
            for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert server.most_in_flight <= 4
        assert model.session.limiter.in_flight == 0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"concurrency": 0}, "concurrency must be 1 or more, not 0"),
        ({"requests_a_minute": 0}, "requests_a_minute must be 1 or more, not 0"),
        ({"timeout": 0}, "timeout must be more than 0, not 0"),
        ({"retries": -1}, "retries must be 0 or more, not -1"),
        ({"samples": 0}, "samples must be 1 or more, not 0"),
        ({"samples": 3, "temperature": 0}, "several samples at temperature 0 are the same sample"),
        ({"temperature": 3}, "temperature must be 0 or more, and at most 2, not 3"),
        ({"api": "completions"}, "api must be one of systemone, decisions, chat, responses, not 'completions'"),
        ({"max_output_tokens": 0}, "max_output_tokens must be 1 or more"),
    ],
)
def test_settings_that_make_no_sense(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        theory.OpenAI("m", base_url="http://localhost/v1", **settings)  # type: ignore[arg-type]
