"""The service in front of a model's server that fails in many ways: each answer belongs to its request."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path

import pytest

from tests.model_server.config import Config
from tests.model_server.faults import Faults
from tests.model_server.truth import Truth
from tests.serve.served import client, service
from tests.serve.test_http import answer, running, written
from tests.theory.llm.asked import asking

POLICY = """{{text message  let rude = [[is rude]]  let loud = [[is loud]]
  violation mute = rude and not loud}}"""

TRUTH = Truth(lambda texts, question: f"+{question.id}" in texts["message"])


def text_of(number: int) -> str:
    return f"message {number}{' +rude' if number % 2 else ''}{' +loud' if number % 3 else ''}"


@pytest.mark.parametrize("rate", [0.0, 0.4, 1.0])
def test_nothing_is_lost_or_mixed_up(rate: float, tmp_path: Path) -> None:
    faults = Faults(rate=rate, seed=7, kinds=("status_500", "reset", "closed", "half_stream", "truncated", "not_json"))

    with asking(Config(truth=TRUTH, faults=faults), api="chat", retries=1, cache=None) as (_, model):

        async def work() -> list[tuple[int, bytes]]:
            async with running(service(tmp_path, {"p": POLICY}, theory=model)) as (_, port):
                requests = [
                    answer(port, written({"texts": text_of(number), "label": str(number)})) for number in range(60)
                ]
                return await asyncio.gather(*requests)

        answers = asyncio.run(work())
    actions: Counter[str] = Counter()
    for number, (status, body) in enumerate(answers):
        decision = json.loads(body)
        result = decision["result"]
        assert (status, result["document"]) == (200, str(number))
        wanted = bool(number % 2) and not number % 3
        value = result["verdicts"]["mute"]["value"]
        assert value in (wanted, None)
        expected = "review" if value is None else "block" if value else "allow"
        assert decision["action"] == expected
        actions[expected] += 1
    if rate == 0:
        assert actions == {"block": 10, "allow": 50}
    if rate == 1:
        assert actions == {"review": 60}


def test_no_request_waits_for_a_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sync function among those that FastAPI calls would take a thread for each request, and most of its time."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a thread was asked for")

    monkeypatch.setattr("fastapi.dependencies.utils.run_in_threadpool", refuse)
    monkeypatch.setattr("fastapi.routing.run_in_threadpool", refuse)
    with client(service(tmp_path)) as asked:
        assert asked.post("/v1/check", json={"texts": "x"}).status_code == 200
        assert asked.get("/v1/policies").status_code == 200
