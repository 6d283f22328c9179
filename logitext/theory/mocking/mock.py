"""The theory `mock`: a model whose every word is in a script, so that a test can know what will happen.

>>> import asyncio
>>> rude = Question("rude", "rude", "is rude")
>>> mock = Mock({"rude": True}, confidence=0.9, again={"rude": False})
>>> asyncio.run(mock.answer([rude], Texts({"post": "hello"}))).answers
{'rude': Value(value=True, probability=0.9, quote=None)}
>>> mock = Mock(replies=[True, None])
>>> [asyncio.run(mock.answer([rude], Texts({}))).answers["rude"] for _ in range(2)]
[Value(value=True, probability=None, quote=None), Unknown(reason='unknown')]
>>> asyncio.run(mock.answer([rude], Texts({})))
Traceback (most recent call last):
    ...
logitext.theory.mocking.mock.MockExhaustedError: the mock has no reply left for `rude`
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from logitext.policy.sorts import BOOL, Sort
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source
from logitext.theory.files.answers_file import parse, read_source
from logitext.theory.files.nodes import from_python
from logitext.theory.files.problems import Problems
from logitext.theory.function import FunctionResult
from logitext.theory.mocking.chance import Dice, mistaken
from logitext.theory.mocking.script import MockScript, read_script
from logitext.theory.protocol import (
    Answer,
    Failure,
    Price,
    Question,
    Refusal,
    Reply,
    Retract,
    Stop,
    Texts,
    Theory,
    Unknown,
    Value,
)
from logitext.theory.validation import failure_of

_ANSWERS = (Value, Unknown, Refusal, Failure, Retract, Stop)


class MockExhaustedError(LookupError):
    """Raised if a mock gets a question that its script does not answer."""


class Mock(Theory):
    """Answers from a script, with errors, faults and delays drawn from a seed.

    `answers` is shaped as for the theory `answers`; `again` likewise, for questions that are put a second time after
    a conflict. `error_rate` is the chance that an answer is wrong, `confidence` (from 0.5) how probable Boolean answers
    are said to be; both are numbers, or mappings from clauses to numbers. `faults` has a rate for each kind: `timeout`,
    `refusal`, `unknown`, `malformed`, `missing`, `error`. `latency` is in seconds, or `{"min": …, "max": …}`. What is
    drawn depends on the seed, the clause, the texts and the note alone: not on the order or the size of calls.

    `replies` is a script of another kind: what to say to the first question, the second and so on, whatever they are.
    It may hold values, None for unknown, answers such as Refusal, and exceptions, which are raised.

    A question that the script does not answer raises MockExhaustedError. `asked` lists the questions so far.

    >>> Mock({"rude": True}, error_rate=2)
    Traceback (most recent call last):
        ...
    logitext.syntax.diagnostics.InputError: error[NLT525]: `error_rate`: expected a probability from 0 to 1, not 2
    """

    name = "mock"
    needs_texts = False
    reconsiders = True

    def __init__(
        self,
        answers: Mapping[str, Any] | None = None,
        *,
        replies: Iterable[FunctionResult | BaseException] | None = None,
        again: Mapping[str, Any] | None = None,
        seed: int = 0,
        error_rate: float | Mapping[str, float] = 0,
        confidence: float | Mapping[str, float] | None = None,
        latency: float | Mapping[str, float] = 0,
        faults: Mapping[str, float] | None = None,
        price: Price = Price(call=1, question=1),  # noqa: B008  # frozen
        max_questions: int | None = None,
    ) -> None:
        if replies is not None and (answers is not None or again is not None):
            raise ValueError("a mock is given either answers by clause, or replies in their order")
        script = {
            "answers": answers or {},
            "again": again or {},
            "seed": seed,
            "error_rate": error_rate,
            "confidence": confidence,
            "latency": latency,
            "faults": faults or {},
            "price": {"call": price.call, "question": price.question},
            "max_questions": max_questions,
        }
        problems = Problems(None)
        try:
            root = from_python(script)
        except ValueError as error:
            raise InputError([Diagnostic("NLT525", str(error))]) from None
        read = read_script(root, problems)
        problems.raise_any()
        self._take(read, None, None if replies is None else iter(list(replies)))

    @classmethod
    def of_script(cls, script: MockScript, source: Source) -> Mock:
        """The mock of a file."""
        mock = cls.__new__(cls)
        mock._take(script, source, None)
        return mock

    def _take(
        self, script: MockScript, source: Source | None, replies: Iterator[FunctionResult | BaseException] | None
    ) -> None:
        self.price = script.price
        self.max_questions = script.max_questions
        self.asked: list[Question] = []
        self._script = script
        self._source = source
        self._replies = replies
        self._prepared: dict[str, Sort] | None = None

    def prepare(self, questions: Sequence[Question]) -> None:
        """Raise InputError with all of the script that does not fit the policy."""
        sorts = {question.clause: question.sort for question in questions}
        if sorts == self._prepared:
            return
        problems = Problems(self._source)
        self._script.check(sorts, problems)
        problems.raise_any()
        self._prepared = sorts

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        self.asked += questions
        dice = {question.id: Dice(self._script.seed, question, texts) for question in questions}
        least, most = self._script.latency
        if most > 0:
            await asyncio.sleep(max(least + (most - least) * dice[id_].uniform("latency") for id_ in dice))
        answers = {question.id: self._one(question, texts, dice[question.id]) for question in questions}
        return Reply({id_: answer for id_, answer in answers.items() if answer is not None})

    def _one(self, question: Question, texts: Texts, dice: Dice) -> Answer | None:
        """The answer to one question; None where it is to be missing."""
        if self._replies is not None:
            answer: Answer = self._next(question)
        else:
            answer = self._scripted(question, texts)
        fault = self._fault(dice)
        if fault is not None:
            return _FAULTY[fault]()
        if not isinstance(answer, Value) or self._replies is not None:
            return answer
        if dice.uniform("error") < (self._script.error_rate.of(question.clause) or 0):
            answer = mistaken(answer, question.sort, dice)
        confidence = self._script.confidence.of(question.clause)
        if confidence is not None and question.sort == BOOL and answer.probability is None:
            answer = replace(answer, probability=confidence if answer.value else 1 - confidence)
        return answer

    def _next(self, question: Question) -> Answer:
        assert self._replies is not None
        for said in self._replies:
            if isinstance(said, BaseException):
                raise said
            if said is None:
                return Unknown()
            return said if isinstance(said, _ANSWERS) else Value(said)  # type: ignore[arg-type]  # `validation` sees to it
        raise MockExhaustedError(f"the mock has no reply left for `{question.clause}`")

    def _scripted(self, question: Question, texts: Texts) -> Answer:
        try:
            entry = None if question.note is None else self._script.again.find(texts.label, question.clause)
            entry = entry or self._script.answers.find(texts.label, question.clause)
            if entry is None:
                where = f" for `{texts.label}`" if texts.label is not None else ""
                raise MockExhaustedError(f"the mock has no answer to `{question.clause}`{where}")
            if entry.basis is not None and (why := entry.basis.outdated(question, texts)) is not None:
                raise MockExhaustedError(f"the mock's answer to `{question.clause}` is outdated: {why}")
            return entry.answer(question.sort)
        except ValueError as error:
            return failure_of(error)

    def _fault(self, dice: Dice) -> str | None:
        drawn = dice.uniform("fault")
        for kind, rate in self._script.faults.items():
            if drawn < rate:
                return kind
            drawn -= rate
        return None


_FAULTY: Mapping[str, Callable[[], Answer | None]] = {
    "timeout": lambda: failure_of(TimeoutError("the mock gives no answer in time")),
    "refusal": lambda: Refusal("the mock will not say"),
    "unknown": lambda: Unknown("the mock does not know"),
    "malformed": lambda: Value({"malformed": True}),  # type: ignore[arg-type]  # that is the point
    "missing": lambda: None,
    "error": lambda: failure_of(RuntimeError("the mock's back end is down")),
}
"""What becomes of a question for each kind of fault. None of them is raised: that would fail a whole call."""


def load_mock(path: str | os.PathLike[str]) -> Mock:
    r"""The mock of a script in a YAML or JSON file. InputError with all that is wrong with it.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "mock.yaml")
    ...     _ = file.write_text("seed: 7\nanswers:\n  rude: no\n")
    ...     load_mock(file).price
    Price(call=1, question=1, again=None)
    """
    source = read_source(path)
    problems = Problems(source)
    root = parse(source, problems)
    problems.raise_any()
    assert root is not None
    script = read_script(root, problems)
    problems.raise_any()
    return Mock.of_script(script, source)
