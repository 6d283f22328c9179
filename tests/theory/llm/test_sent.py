"""A server that is slow is not given the same work twice, and what it may have done is counted."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import pytest

import logitext
from logitext.theory import allowance
from logitext.theory.allowance import Allowance, OutOfBudgetError
from logitext.theory.llm.body import encoded
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.prices import ModelPrice
from logitext.theory.llm.sent import Sent, apart, key_of
from logitext.theory.protocol import Failure, Reply, Texts, Value
from tests.model_server import profiles
from tests.model_server.config import Config
from tests.model_server.faults import Faults
from tests.model_server.truth import Truth
from tests.theory.llm.asked import TEXTS, TRUTHS, asking, put

YES = Truth(lambda *_: True)
LATE = ModelError("timeout", "no reply in time")


class Desk:
    """Counts the requests that are made, and answers when it is told to."""

    def __init__(self, *outcomes: Any) -> None:
        self.made = 0
        self.go = asyncio.Event()
        self._outcomes = list(outcomes)

    async def make(self) -> Any:
        self.made += 1
        await self.go.wait()
        outcome = self._outcomes.pop(0)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome


def test_the_same_request_at_the_same_time_is_made_once() -> None:
    async def work() -> None:
        desk, requests = Desk("a"), Sent()
        tasks = [asyncio.create_task(requests.once(b"k", 1, desk.make)) for _ in range(3)]
        await asyncio.sleep(0)
        desk.go.set()
        assert await asyncio.gather(*tasks) == ["a"] * 3
        assert desk.made == 1

    asyncio.run(work())


def test_whoever_waits_makes_it_when_the_first_gives_up_or_has_no_money() -> None:
    async def work(first: BaseException | None) -> None:
        desk, requests = Desk(*([] if first is None else [first]), "b"), Sent()
        one = asyncio.create_task(requests.once(b"k", 1, desk.make))
        await asyncio.sleep(0)
        two = asyncio.create_task(requests.once(b"k", 1, desk.make))
        await asyncio.sleep(0)
        if first is None:
            one.cancel()
        desk.go.set()
        assert await two == "b"
        assert desk.made == 2
        assert isinstance((await asyncio.gather(one, return_exceptions=True))[0], BaseException)

    asyncio.run(work(None))
    asyncio.run(work(OutOfBudgetError("at most 1 token")))


def test_who_stops_waiting_stops_nobody_else() -> None:
    async def work() -> None:
        desk, requests = Desk("a"), Sent()
        one = asyncio.create_task(requests.once(b"k", 1, desk.make))
        await asyncio.sleep(0)
        two = asyncio.create_task(requests.once(b"k", 1, desk.make))
        await asyncio.sleep(0)
        two.cancel()
        desk.go.set()
        assert await one == "a"
        with pytest.raises(asyncio.CancelledError):
            await two

    asyncio.run(work())


def test_what_was_late_is_made_again_only_with_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("logitext.theory.llm.sent.time", SimpleNamespace(monotonic=lambda: now[0]))

    async def work() -> None:
        desk, requests = Desk(LATE, "longer", LATE, "later"), Sent()
        desk.go.set()
        with pytest.raises(ModelError):
            await requests.once(b"k", 5, desk.make)
        for seconds in (5, 3):
            with pytest.raises(ModelError, match="no reply within 5 s, and it is not asked again"):
                await requests.once(b"k", seconds, desk.make)
        assert desk.made == 1
        assert await requests.once(b"k", 6, desk.make) == "longer"
        with pytest.raises(ModelError):
            await requests.once(b"other", 5, desk.make)
        now[0] += 601
        assert await requests.once(b"other", 5, desk.make) == "later"

    asyncio.run(work())


def test_what_failed_otherwise_may_be_made_again() -> None:
    async def work() -> None:
        desk, requests = Desk(ModelError("server error", "status 500", status=500), "a"), Sent()
        desk.go.set()
        with pytest.raises(ModelError):
            await requests.once(b"k", 5, desk.make)
        assert await requests.once(b"k", 5, desk.make) == "a"

    asyncio.run(work())


def test_what_is_answered_by_chance_has_no_key() -> None:
    assert key_of("/x", {"temperature": 0.7}) is None
    assert (
        key_of("/x", {"temperature": 0.0}) == key_of("/x", {"temperature": 0.0}) != key_of("/y", {"temperature": 0.0})
    )


def test_a_request_is_known_by_all_that_is_sent() -> None:
    body = {"temperature": 0.0, "input": "é"}
    assert key_of("/x", body) == key_of("/x", dict(body)) == key_of("/x", body, encoded(body))
    assert key_of("/x", body) != key_of("/x", {**body, "input": "e"})
    with apart():
        inside = key_of("/x", body)
    assert inside != key_of("/x", body)


@pytest.mark.parametrize("body", [{"a": [1, 0.5, None, True, {"b": "é\n"}], "c": 10**30}, {}])
def test_a_body_is_sent_as_what_it_says(body: dict[str, Any]) -> None:
    assert json.loads(encoded(body)) == body


def test_what_cannot_be_sent_is_said() -> None:
    with pytest.raises(ModelError, match="the policy holds what cannot be sent: surrogates not allowed"):
        encoded({"a": "\ud800"})


def hanging(name: str, count: int) -> Config:
    faults = Faults.script(["hang"] * count, probes=False)
    return Config(profile=profiles.PROFILES[name], truth=YES, faults=faults)


def test_a_server_that_hangs_is_asked_once() -> None:
    with asking(hanging("vllm", 9), timeout=0.3, retries=4) as (server, model):
        asyncio.run(model.find_out())
        before = len(server.requests)
        first, again = put(model, TRUTHS[:1]), put(model, TRUTHS[:1])
        assert len(server.requests) == before + 1
    assert reason(first) == "timeout: no reply in time"
    assert reason(again).startswith("timeout: no reply within 0.3 s")


def reason(reply: Reply) -> str:
    (answer,) = reply.answers.values()
    assert isinstance(answer, Failure)
    return answer.reason


def test_samples_are_asked_again() -> None:
    with asking(hanging("vllm", 3), timeout=0.3, retries=2, samples=2) as (_, model):
        asyncio.run(model.find_out())
        reply = put(model, TRUTHS[:1])
        assert reply.usage.calls > 2
        assert isinstance(reply.answers["threat"], Value)


def test_a_model_that_has_no_time_for_reasons_is_asked_for_the_answer_alone() -> None:
    with asking(hanging("ollama", 1), timeout=0.5) as (server, model):
        asyncio.run(model.find_out())
        model.retry_policy = Longer(model.retry_policy)  # type: ignore[assignment]
        reply = put(model, TRUTHS[:1])
        fields = [one.asked.fields for one in server.requests if one.asked and one.asked.questions]
    assert fields == [("reason", "quote", "answer"), ()]
    assert reply.answers["threat"] == Value(True)
    assert any("no time for reasons" in note for note in reply.notes)


class Longer:
    """A retry_policy whose limit is short for the first call alone, whatever the machine is busy with."""

    def __init__(self, retry_policy: Any) -> None:
        self._retry_policy, self._limits = retry_policy, iter([0.3, 0.3])

    @property
    def timeout(self) -> float:
        return next(self._limits, 60)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._retry_policy, name)


def test_a_form_that_was_asked_for_stays() -> None:
    with asking(hanging("ollama", 9), timeout=0.3, answer="reasoned") as (server, model):
        asyncio.run(model.find_out())
        before = len(server.requests)
        assert reason(put(model, TRUTHS[:1])) == "timeout: no reply in time"
        assert len(server.requests) == before + 1


def test_a_call_without_a_reply_is_charged_by_estimate_and_marked() -> None:
    prices = {"test-model": ModelPrice(input=1_000_000, output=1_000_000)}
    with asking(hanging("vllm", 9), timeout=0.3, prices=prices) as (_, model):
        asyncio.run(model.find_out())
        limits = Allowance(tokens=100_000, cost=None)
        with allowance.allowing(limits):
            reply = put(model, TRUTHS[:1], Texts({"post": TEXTS["post"] * 3}))
    used = reply.usage
    assert used.input_tokens > 50
    assert used.output_tokens >= 32
    assert used.cost == pytest.approx(used.input_tokens + used.output_tokens)
    assert limits.used_tokens >= used.input_tokens + used.output_tokens
    assert any("estimated" in note for note in reply.notes)
    assert used.estimated == used.calls == 1


def test_a_result_marks_what_is_estimated() -> None:
    policy = logitext.loads('{{text post: "a post"}} {{let rude = [[is rude]] verdict v = rude}}')
    with asking(hanging("vllm", 9), timeout=0.3, retries=0) as (_, model):
        asyncio.run(model.find_out())
        result = policy.check("You fool!", theory=model)
    assert result.usage.estimated == result.usage.theories[0].estimated == 1
    assert result.usage.input_tokens > 0
    assert "tokens (1 of the calls estimated)" in " ".join(str(result).split())


@pytest.mark.parametrize(("least", "kind"), [(0.5, "Value"), (0.99, "Unknown")])
def test_how_much_of_its_next_word_a_model_must_give_to_the_answers_can_be_said(least: float, kind: str) -> None:
    from logitext.theory.llm.apis import systemone

    data = {"answers": {"threat": {"type": "noul", "noul": 0.9}}, "diagnostics": {"threat": {"label_mass": 0.8}}}
    found = systemone.answers(data, TRUTHS[:1], "", least)["threat"]
    assert type(found).__name__ == kind
