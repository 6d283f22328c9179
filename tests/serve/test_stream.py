"""A check as server-sent events."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from logitext.serve.bodies import CheckRequest
from logitext.serve.settings import RequestLimits
from logitext.serve.stream import events
from logitext.theory import Answers, Chain, Pattern
from logitext.theory.protocol import Failure, Refusal, Reply, Theory, Unknown, Value
from tests.serve.served import client, errors, service

HTML = "<script>alert(1)</script>\n\nevent: decision\n\ndata: x"


def parsed(text: str) -> list[tuple[str, Any]]:
    """The events of a stream, as a browser reads it."""
    found = []
    for block in text.split("\n\n"):
        if block:
            name, data = block.split("\n")
            found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_each_answer_comes_and_then_the_decision(tmp_path: Path) -> None:
    theory = Chain(Pattern(), Answers({"joke": {"value": False, "quote": HTML}}))
    with client(service(tmp_path, theory=theory)) as asked:
        body = {"texts": f"You idiot {HTML}", "facts": {"days": 3}}
        answer = asked.post("/v1/check/events", json=body)
        alone = asked.post("/v1/check", json=body).json()
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    found = parsed(answer.text)
    names = [name for name, _ in found]
    assert (names[0], names[-1]) == ("started", "decision")
    answers = [data for name, data in found if name == "answer" and data["value"] is not None]
    assert [(one["clause"], one["value"]) for one in answers] == [("insults", True), ("joke", False)]
    assert answers[1]["quote"] == HTML
    decision = found[-1][1]
    assert decision["action"] == "block"
    assert decision["result"]["verdicts"] == alone["result"]["verdicts"]


class _Says(Theory):
    """Gives one answer to whatever it is asked."""

    def __init__(self, answer: Any) -> None:
        self.said = answer

    async def answer(self, questions: Any, texts: Any) -> Reply:
        return Reply({one.id: self.said for one in questions})


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (Value(True), None),
        (Value(None, 0.5), "unsure"),
        (Unknown(), "unknown"),
        (Refusal("no"), "refused"),
        (Failure("broken"), "failed"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str | None) else str(value),
)
def test_why_there_is_no_answer(said: Any, reason: str | None, tmp_path: Path) -> None:
    with client(service(tmp_path, theory=_Says(said))) as asked:
        found = parsed(asked.post("/v1/check/events", json={"texts": "x"}).text)
    (first, *_) = [data for name, data in found if name == "answer"]
    assert first["reason"] == reason
    assert (first["value"] is None) == (reason is not None)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"texts": "x", "facts": {"age": 3}}, 422, "NLT627"),
        ({"texts": "x", "policy": "nobody"}, 404, "NLT661"),
        ({"documents": [{"texts": "x"}]}, 422, "NLT660"),
        ({"textss": "x"}, 422, "NLT660"),
    ],
)
def test_what_cannot_begin_is_refused_as_elsewhere(
    body: dict[str, Any], status: int, code: str, tmp_path: Path
) -> None:
    with client(service(tmp_path)) as asked:
        answer = asked.post("/v1/check/events", json=body)
    assert (answer.status_code, errors(answer)[0][0]) == (status, code)


class _Waits(Theory):
    """Never answers, and says whether it was left."""

    name = "waits"

    def __init__(self) -> None:
        self.left = asyncio.Event()

    async def answer(self, questions: Any, texts: Any) -> Reply:
        try:
            await asyncio.Event().wait()
        finally:
            self.left.set()
        raise AssertionError


def test_who_stops_listening_ends_the_check(tmp_path: Path) -> None:
    async def work() -> None:
        theory = _Waits()
        made = service(tmp_path, theory=theory, limits=RequestLimits(at_once=1, seconds=None))
        listening = events(made.decisions, made.decisions.work(made.shelf.find(None), CheckRequest(texts="x")))
        while b"asking" not in await anext(listening):
            pass
        await listening.aclose()
        for _ in range(100):
            await asyncio.sleep(0)
        assert theory.left.is_set()
        async with made.decisions.place():  # its place is free again
            pass

    asyncio.run(work())


def test_a_check_that_takes_too_long_says_so_at_its_end(tmp_path: Path) -> None:
    made = service(tmp_path, theory=_Waits(), limits=RequestLimits(seconds=0.001))
    with client(made) as asked:
        answer = asked.post("/v1/check/events", json={"texts": "x"})
    if answer.status_code == 200:  # something was said before the time was over
        name, data = parsed(answer.text)[-1]
        assert (name, data["errors"][0]["code"]) == ("error", "NLT662")
    else:
        assert (answer.status_code, errors(answer)[0][0]) == (504, "NLT662")


def test_an_error_of_ours_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = service(tmp_path)

    async def fail(*_: object) -> None:
        raise RuntimeError("SECRET")

    monkeypatch.setattr(made.decisions, "decide", fail)
    with client(made) as asked:
        answer = asked.post("/v1/check/events", json={"texts": "SECRET"})
    assert (answer.status_code, errors(answer)[0][0]) == (500, "NLT666")
    assert "SECRET" not in answer.text
