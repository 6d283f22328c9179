"""Requests that nobody means: each is answered, and by a status and a body that the service documents.

    python -m tests.serve.fuzz --cases 3000 --seed 1

prints each request whose answer has a status that its path does not document, or 500, or a body of another shape.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from pydantic import ValidationError
from starlette.testclient import TestClient

from logitext.audit.store import DecisionStore
from logitext.serve.bodies import Decisions, Errors, ServedDecision
from tests.fuzzing.broken import NASTY, broken, written
from tests.fuzzing.command import run
from tests.serve.served import client, service

POLICY = """{{text post}} {{let a = [[A]] match /fool/ let n: Int = [[N]] let d: Date = [[D]] let t: Text = [[T]]
  let k: low | high = [[K]] let c(s) = [[s is C]] match /x/  fact age: Int  fact known: Bool}}
{{list orders of {id: Text key, amount: Real, note: text} "the orders"}}
{{assume sane: a implies n >= 0}}
{{violation v = a and n > 3 or age < 10}} {{verdict w = forsome s in sentences(post): c(s)}}
{{verdict x: Int = if k >= high then 1 else 2}} {{verdict y = forsome o in orders: o.amount > 3}}
"""
BODY: dict[str, Any] = {
    "texts": {"post": "A fool. Two x."},
    "label": "one",
    "facts": {"age": 20, "known": True, "orders": [{"id": "o1", "amount": 3.5, "note": "quick"}]},
    "assume": ["a implies n > 0"],
    "answers": {"n": 5, "k": "high", "d": "2026-01-01", "t": "x"},
    "verdicts": ["v", "w", "y"],
    "explain": True,
    "why_not": True,
    "what_if": {"a": False},
}
SEVERAL = {
    "documents": [{"texts": {"post": "A fool."}, "label": "one"}, {"texts": {"post": "Two x."}, "facts": {"age": 3}}]
}
GETS = ("/v1/policies/{}", "/v1/decisions/{}", "/v1/decisions/{}/verification", "/{}", "/v1/{}")
NAMES = ("p", "P", "..%2fp", "%00", "%ff", "é", "a" * 300, "none", "0", "%F0%9F%98%80", "verification", "*", "{}")
UNDOCUMENTED = {404, 405}
"""What any path may answer: that it is none, or takes another method."""


@dataclass(frozen=True)
class Fault:
    """A request that is answered as none may be."""

    method: str
    path: str
    body: bytes
    status: int
    answer: str

    def __str__(self) -> str:
        return f"{self.status}: {self.method} {self.path} {self.body[:3000]!r}\n  {self.answer[:1000]}"


def documented(asked: TestClient) -> Mapping[tuple[str, str], set[int]]:
    """The statuses of each method and path."""
    paths = asked.get("/openapi.json").json()["paths"]
    return {
        (method.upper(), path): {int(status) for status in said["responses"]} | UNDOCUMENTED
        for path, methods in paths.items()
        for method, said in methods.items()
    }


def faults(cases: int, seed: int, folder: Path) -> Iterator[Fault]:
    """Make so many requests; those that are answered as none may be."""
    with DecisionStore(folder / "audit.sqlite3") as store:
        made = service(folder, {"p": POLICY}, store=store, block=("v",))
        with client(made) as asked:
            statuses = documented(asked)
            result = asked.post("/v1/check", json=BODY)
            assert result.status_code == 200, result.text
            for number in range(cases):
                rng = Random(f"{seed} {number}")
                if rng.random() < 0.1:
                    path = rng.choice(GETS).format(rng.choice((*NAMES, result.json()["id"])))
                    yield from _wrong(asked, "GET", path, b"", {200, 422, 503, *UNDOCUMENTED})
                    continue
                path, body = _asked(rng, result.json()["result"])
                content = written(rng, broken(rng, body) if rng.random() < 0.95 else rng.choice(NASTY))
                yield from _wrong(asked, "POST", path, content, statuses["POST", path] - {500})


def _asked(rng: Random, result: Any) -> tuple[str, Any]:
    """A path that takes a body, and a good body for it."""
    match rng.randrange(4):
        case 0:
            return "/v1/check", SEVERAL
        case 1:
            return "/v1/explain", {"result": result, "what_if": {"n": 2}}
        case 2:
            return "/v1/check/events", {name: part for name, part in BODY.items() if name != "documents"}
        case _:
            some = rng.sample(list(BODY), rng.randrange(1, len(BODY) + 1))
            return "/v1/check", {name: BODY[name] for name in ("texts", *some)}


def _wrong(asked: TestClient, method: str, path: str, content: bytes, statuses: set[int]) -> Iterator[Fault]:
    try:
        answer = asked.request(method, path, content=content, headers={"Content-Type": "application/json"})
    except Exception as error:  # noqa: BLE001  # that is the fault
        yield Fault(method, path, content, 0, f"{type(error).__name__}: {error}")
        return
    if answer.status_code not in statuses or not _fits(path, answer.status_code, answer.content):
        yield Fault(method, path, content, answer.status_code, answer.text)


def _fits(path: str, status: int, content: bytes) -> bool:
    """Whether the body of an answer is what its status promises."""
    try:
        if status >= 400:
            return bool(Errors.model_validate_json(content).errors)
        if path == "/v1/check":
            kind = Decisions if "decisions" in json.loads(content) else ServedDecision
            kind.model_validate_json(content)
        elif path == "/v1/check/events":
            return b"event: decision" in content or b"event: error" in content
    except (ValidationError, ValueError):
        return False
    return b"internal error" not in content


if __name__ == "__main__":
    raise SystemExit(run("requests", "nobody", 3000, faults))
