"""What the steps of one call take, apart from the call itself."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.llm import questions
from benchmarks.llm.questions import ABLE, MODEL
from benchmarks.llm.server import written
from logitext.theory.llm.apis import chat
from logitext.theory.llm.apis.completion import Parameters
from logitext.theory.llm.forms import FIELDS
from logitext.theory.llm.kept import SharedContext
from logitext.theory.llm.probability import TRUTHS, probabilities
from logitext.theory.llm.prompt import load_prompt, pieces
from logitext.theory.llm.read import read_content
from logitext.theory.llm.schema import schema_of
from logitext.theory.llm.settings import ModelSettings
from logitext.theory.recording import key

_TIMES = 1000
_REPEATS = 5


def steps() -> Iterator[tuple[str, float]]:
    """Each step with its microseconds, the best of some runs."""
    one, texts, prompt = questions.question(), questions.texts(1, "pieces"), load_prompt()
    filled = pieces(prompt, [one], texts, texts_first=True)
    schema = schema_of([one])
    parameters = Parameters(768, 0.0, 0)
    asked = SharedContext("http://localhost/v1", MODEL, prompt.version, "chat", ABLE, ModelSettings())
    raw = reply(one.id)
    data = json.loads(raw)
    told = chat.completion(data, raw)
    work: dict[str, Callable[[], Any]] = {
        "the prompt: texts and questions as data": lambda: pieces(prompt, [one], texts, texts_first=True),
        "the schema": lambda: schema_of([one]),
        "the request": lambda: chat.body(MODEL, filled, schema, ABLE, parameters),
        "a key: components and their SHA-256": lambda: key.digest(asked.components([one], texts)[one.id]),
        f"the reply's JSON, {len(raw):,} bytes": lambda: json.loads(raw),
        f"the reply's {len(told.tokens)} tokens": lambda: chat.completion(data, raw),
        "the answer in it": lambda: read_content(told.content, [one], lenient=False),
        "its probability": lambda: probabilities(told.content, told.tokens, {one.id: TRUTHS}),
    }
    for name, step in work.items():
        yield name, _best(step) * 1e6


def reply(id_: str) -> str:
    """What the server replies to one question, with log-probabilities."""
    return written((id_,), True, FIELDS["reasoned"]).partition(b"\r\n\r\n")[2].decode()


def _best(step: Callable[[], Any]) -> float:
    times = []
    for _ in range(_REPEATS):
        started = time.perf_counter()
        for _ in range(_TIMES):
            step()
        times.append((time.perf_counter() - started) / _TIMES)
    return min(times)
