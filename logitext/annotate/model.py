"""A language model as a drafter of policies: it proposes marks in prose that it sees as data."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any, get_args

from logitext.annotate.draft import MOST, AnswerSort
from logitext.annotate.drafter import Attempt, Drafted
from logitext.syntax.diagnostics import Diagnostic, InputError, TheoryError
from logitext.theory import allowance
from logitext.theory.llm import encode
from logitext.theory.llm.apis.completion import ModelRefusedError
from logitext.theory.llm.capabilities import Capabilities
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.forms import LONGEST_OF_ALL
from logitext.theory.llm.prompt import Pieces
from logitext.theory.llm.schema import strict
from logitext.theory.llm.session import CallMeter
from logitext.theory.llm.theory import OpenAI
from logitext.theory.llm.written import WritingTask, written

CURRENT = "1"
"""The version of the words that a model is asked with."""

_ROOM = 2_000
_ROOM_A_CHARACTER = 1
_LIVELY = 0.8
"""The temperature of further drafts, which are to be other ones."""
"""Tokens for a draft, and for each character of the prose: a draft may repeat most of the prose."""


class OpenAIDrafter(OpenAI):
    """Drafts with a model of an OpenAI-compatible server; the arguments are those of `OpenAI`.

    >>> OpenAIDrafter("some-model", base_url="http://localhost:8000/v1").name
    'openai'
    """

    _drafts = 0
    """How many drafts were begun."""

    @cached_property
    def _instructions(self) -> str:
        return (Path(__file__).parent / "prompts" / f"{CURRENT}.md").read_text("utf-8").strip()

    async def draft(self, prose: str, last: Attempt | None) -> Drafted:
        self._drafts += last is None
        number = self._drafts - 1
        before = None if last is None else {"draft": last.data, "problems": list(last.problems)}

        def task(able: Capabilities) -> WritingTask:
            lines = encode.line({"prose": prose}), encode.line({"last_attempt": before})
            filled = Pieces(self._instructions, *lines, texts_first=True)
            most = self.settings.max_output_tokens or _ROOM + _ROOM_A_CHARACTER * len(prose)
            return WritingTask(filled, _schema(able), most, _LIVELY if number else 0.0, self.settings.seed + number)

        meter = CallMeter(self.money, allowance.current())
        try:
            return Drafted(await written(self, task, lambda data, _raw: data, meter), meter.usage)
        except ModelRefusedError as error:
            raise InputError([Diagnostic("NLT680", f"the model declines: {error}")]) from None
        except ModelError as error:
            hint = "`logitext doctor` says what works with a model"
            raise TheoryError([Diagnostic("NLT682", f"the model gave no draft: {error}", hint=hint)]) from None


def _schema(able: Capabilities) -> dict[str, Any]:
    """The shape of a draft; with the limits of its parts where the server's dialect knows such."""

    def string(most: int) -> dict[str, Any]:
        return {"type": "string"} | ({"maxLength": min(most, LONGEST_OF_ALL)} if able.bounds else {})

    def several(items: dict[str, Any]) -> dict[str, Any]:
        return {"type": "array", "items": items} | ({"maxItems": MOST} if able.bounds else {})

    clause = {
        "name": string(200),
        "words": string(2_000),
        "answer": {"type": "string", "enum": list(get_args(AnswerSort))},
        "labels": several(string(200)),
    }
    text = {"name": string(200), "about": string(200)}
    return strict({"text": strict(text), "clauses": several(strict(clause)), "statements": several(string(4_000))})
