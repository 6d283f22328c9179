"""A language model as a writer: one call gives several candidates.

The model sees the demands in the policy's words, what was missed before and why, and the texts that there are: all of
it as data in parts of its own. What it writes is only a proposal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from logitext.policy.sorts import Value, show
from logitext.theory import allowance
from logitext.theory.llm import encode
from logitext.theory.llm.apis.completion import ModelRefusedError
from logitext.theory.llm.capabilities import Capabilities
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.forms import LONGEST_OF_ALL
from logitext.theory.llm.prompt import Pieces, question_data
from logitext.theory.llm.schema import strict
from logitext.theory.llm.session import CallMeter
from logitext.theory.llm.theory import OpenAI
from logitext.theory.llm.written import WritingTask, written
from logitext.theory.writing.protocol import Demand, Goal, Miss, Proposals, Unmet, Writer

_PROMPTS = Path(__file__).parent / "writing"
CURRENT = "1"
"""The version of the words that a model is asked to write with."""

WARM = 1.0
"""The temperature where none is named: candidates are to differ."""

_SHOWN = 12
"""How many earlier texts the model is shown, the latest."""
_ROOM_A_TEXT = 700


class OpenAIWriter(OpenAI, Writer):
    """Writes with a model of an OpenAI-compatible server; the arguments are those of `OpenAI`.

    >>> OpenAIWriter("some-model", base_url="http://localhost:8000/v1").name
    'openai'
    """

    @cached_property
    def _instructions(self) -> str:
        return (_PROMPTS / f"{CURRENT}.md").read_text("utf-8").strip()

    @property
    def words(self) -> str:
        """Which version of the words it writes with, with a hash of them."""
        return f"writing-{CURRENT}-{hashlib.sha256(self._instructions.encode()).hexdigest()[:8]}"

    async def propose(self, goal: Goal, misses: Sequence[Miss]) -> Proposals:
        names = [one.name for one in goal.write]

        def task(able: Capabilities) -> WritingTask:
            filled = Pieces(self._instructions, _there(goal), _wanted(goal, misses), texts_first=True)
            most = self.settings.max_output_tokens or 256 + _ROOM_A_TEXT * goal.count * len(names)
            schema = _schema(names, goal.count, bounded=able.bounds)
            return WritingTask(filled, schema, most, WARM, self.settings.seed + goal.attempt)

        meter = CallMeter(self.money, allowance.current())
        try:
            texts = await written(self, task, lambda data, raw: _read(data, names, raw), meter)
        except ModelRefusedError as error:
            return Proposals((), meter.usage, (f"the model declines: {error}",))
        return Proposals(texts, meter.usage)


def _there(goal: Goal) -> str:
    """The texts that are there."""
    given = [{"name": name, "content": text} for name, text in goal.given.items()]
    return encode.line({"given": given, "written": [dict(one) for one in goal.unlike[-_SHOWN:]]})


def _wanted(goal: Goal, misses: Sequence[Miss]) -> str:
    """What is to be written."""
    return encode.line(
        {
            "write": [
                {"name": one.name} | ({} if one.description is None else {"about": one.description})
                for one in goal.write
            ],
            "count": goal.count,
            "demands": [_demand(one) for one in goal.demands],
            "misses": [
                {
                    "texts": dict(miss.texts),
                    "read": [_read_as(one) for one in miss.unmet],
                }
                for miss in misses[-4:]
            ],
        }
    )


def _demand(demand: Demand) -> dict[str, Any]:
    data = question_data(demand.question)
    return {name: part for name, part in data.items() if name not in ("id", "answer")} | {"must_be": demand.words}


def _read_as(one: Unmet) -> dict[str, str]:
    found = {
        "clause": one.demand.question.wording,
        "must_be": one.demand.words,
        "was_read_as": _said(one.value),
    }
    return found if one.quote is None else found | {"because_of": one.quote}


def _said(value: Value | None) -> str:
    if value is None:
        return "it could not be judged"
    return value if isinstance(value, str) else show(value)


def _schema(names: Sequence[str], count: int, *, bounded: bool) -> dict[str, Any]:
    text = {"type": "string"} | ({"maxLength": LONGEST_OF_ALL} if bounded else {})
    texts = {"type": "array", "items": strict(dict.fromkeys(names, text))} | ({"maxItems": count} if bounded else {})
    return strict({"texts": texts})


def _read(data: Mapping[str, Any], names: Sequence[str], raw: str) -> list[dict[str, str]]:
    """The candidates; what is not whole is left out by `validation`. ModelError where there is none at all."""
    texts = data.get("texts")
    if not isinstance(texts, list) or not texts:
        raise ModelError("wrong shape", "expected `texts`, a list with one object for each version", raw=raw)
    found = [one for one in texts if isinstance(one, dict) and all(isinstance(one.get(name), str) for name in names)]
    if not found:
        raise ModelError("wrong shape", f"no version has {', '.join(names)}", raw=raw)
    return found
