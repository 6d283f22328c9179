"""Theories as a run asks them: each question about a document once, whatever policy puts it, and within its limits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from logitext.policy.sorts import Value as SortValue
from logitext.run.kept import Memory
from logitext.run.turns import TurnOutcome, Turns
from logitext.theory.allowance import Allowance, OutOfBudgetError, allowing, current
from logitext.theory.protocol import (
    Answer,
    Estimate,
    Failure,
    Price,
    Question,
    Reply,
    Texts,
    Theory,
    Usage,
)
from logitext.theory.recording import key
from logitext.theory.recording.line import Recorded
from logitext.theory.validation import CollectedAnswers, ask
from logitext.trail.budget import price_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOLD = (
    *("name", "version", "needs_texts", "price", "seconds", "max_questions", "concurrency", "thresholds"),
    *("model", "prompt", "reconsiders", "interactive", "fetches_evidence", "put_as"),
)
"""What of a theory tells in how it is asked, and in results."""


class RunStop:
    """Whether a run is to end before its data does, and why: `reason` in words; `kind` is how it ends.

    `at_once`: documents in work are not finished when it is interrupted. `heard` is called when the end is requested.
    """

    def __init__(self) -> None:
        self.reason: str | None = None
        self.kind: str | None = None
        self.at_once = False
        self.heard: Callable[[], object] = bool

    def request(self, kind: str, reason: str) -> None:
        """End the run: no further document is begun, and no call for those that are in work but to finish them."""
        if self.reason is None:
            self.kind, self.reason = kind, reason
            self.heard()

    @property
    def calls(self) -> bool:
        """Whether calls may still be made."""
        return self.kind is None or (self.kind == "interrupted" and not self.at_once)


class Noting(Texts):
    """Texts that note whether somebody looks at the name of the document."""

    __slots__ = ("_label", "is_named")

    def __init__(self, texts: Texts, label: str | None, facts: Mapping[str, Any]) -> None:
        self.is_named = False
        super().__init__(texts, label, facts)

    @property
    def label(self) -> str | None:
        self.is_named = True
        return self._label

    @label.setter
    def label(self, label: str | None) -> None:
        self._label = label


class Flying(NamedTuple):
    """A call under way."""

    task: asyncio.Task[CollectedAnswers]
    questions: Sequence[Question]
    texts: Noting


class RunPurse:
    """What a run may spend on calls, all documents together."""

    def __init__(
        self,
        stop: RunStop,
        tokens: int | None = None,
        cost: float | None = None,
        allowance: Allowance | None = None,
    ) -> None:
        self.stop = stop
        self.allowance = allowance or Allowance(tokens, cost)
        self.flying: dict[tuple[str, ...], Flying] = {}
        self.turns = Turns(lambda: stop.calls, lambda refusal: stop.request("limit", refusal))

    def require(self, theory: Theory, questions: Sequence[Question]) -> None:
        """OutOfBudgetError where a call may not be made."""
        if not self.stop.calls:
            raise OutOfBudgetError(self.stop.reason or "the run is at its end")
        if not theory.tells_cost:
            cost = price_of(theory, questions)[1]
            self.allowance.reserve(0, cost)


class Remembering(Theory):
    """A theory with a price, asked through the memory of the document.

    `number` tells it from the other theories of the run, which may have the same name. It tells what it costs, by the
    declared price of a theory that does not: what another policy has asked about the document is not paid for again.
    """

    tells_cost = True

    def __init__(self, theory: Theory, purse: RunPurse, number: int = 0) -> None:
        self.theory = theory
        self._purse = purse
        self._number = number
        self._identity = self._identified(theory)
        self._clauses: dict[int, tuple[Question, str]] = {}
        self._quoting: Remembering | None = None
        for name in _TOLD:
            setattr(self, name, getattr(theory, name))

    def prepare(self, questions: Sequence[Question]) -> None:
        self.theory.prepare(questions)

    def estimate(self, questions: Sequence[Question], texts: Texts) -> Estimate | None:
        if self.theory.tells_cost:
            return self.theory.estimate(questions, texts)
        calls, cost = price_of(self.theory, questions) if questions else (0, 0.0)
        return Estimate(calls, 0, 0, cost)

    def rates(self, questions: Sequence[Question], texts: Texts) -> Price | None:
        return self.theory.rates(questions, texts)

    def outdated(self, question: Question, texts: Texts) -> str | None:
        return self.theory.outdated(question, texts)

    def can_say(self, question: Question) -> Collection[SortValue] | None:
        return self.theory.can_say(question)

    async def aclose(self) -> None:
        await self.theory.aclose()

    def _identified(self, theory: Theory) -> list[Any]:
        """What tells the theory's answers from those of others."""
        return [self._number, key.identity(theory)]

    async def evidence(self, questions: Sequence[Question], texts: Texts) -> Reply:
        if self._quoting is None:
            self._quoting = RememberingQuotations(Quoting(self.theory), self._purse, self._number)
        return await self._quoting.answer(questions, texts)

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        memory, of_check = _memory.get(), current()
        hashes: dict[str, str] = {}
        keys = {question.id: self._key(question, texts, hashes) for question in questions}
        answers: dict[str, Answer] = {}
        usage = Usage(calls=0)
        for question in questions:
            known = memory.get(keys[question.id], question.sort)
            if known is not None:
                answers[question.id] = known[0]
                usage += known[1]
        notes: list[str] = []

        async def ask_what_is_left() -> TurnOutcome:
            nonlocal usage
            called = False
            left = [question for question in questions if question.id not in answers or _is_over(answers[question.id])]
            if left:
                asked = await self._ask(left, texts, tuple(keys[question.id] for question in left))
                told = {keys[id_]: answer for id_, answer in asked.answers.items() if _is_kept(answer)}
                if of_check is not None and not self.theory.tells_cost:
                    of_check.settle(0, None, 0, asked.usage.cost)
                if told or asked.usage.calls:
                    await self._keep(memory, told, asked.usage)
                answers.update(asked.answers)
                usage += asked.usage
                notes.extend(asked.notes)
                called = asked.usage.calls > 0
            over = (one.reason for one in answers.values() if isinstance(one, Failure) and _is_over(one))
            return TurnOutcome(next(over, None), called)

        await self._purse.turns.take(memory.number, ask_what_is_left)
        return Reply(
            {question.id: answers[question.id] for question in questions if question.id in answers},
            usage,
            tuple(dict.fromkeys(notes)),
        )

    async def _ask(self, questions: Sequence[Question], texts: Texts, keys: tuple[str, ...]) -> CollectedAnswers:
        """What the theory says; what it is being asked about the same texts just now is not asked twice.

        If it looked at the name of that document, its answers are for no other.
        """
        before = self._purse.flying.get(keys)
        if before is None:
            return await self._put(questions, texts, keys)
        asked = await asyncio.shield(before.task)
        if before.texts.is_named and before.texts.label != texts.label:
            return await self._ask(questions, texts, keys)
        saved = asked.usage.saved or asked.usage
        same = zip(questions, before.questions, strict=True)
        answers = {one.id: asked.answers[other.id] for one, other in same if other.id in asked.answers}
        return CollectedAnswers(answers, Usage(0, len(questions), saved=saved), asked.notes)

    async def _put(self, questions: Sequence[Question], texts: Texts, keys: tuple[str, ...]) -> CollectedAnswers:
        """What the theory says now, within the limits of the run."""
        try:
            self._purse.require(self.theory, questions)
        except OutOfBudgetError as error:
            failure = Failure(str(error), error)
            return CollectedAnswers(dict.fromkeys([question.id for question in questions], failure), Usage(calls=0), ())
        flying = self._purse.flying
        noting = Noting(texts, texts.label, texts.facts)
        with allowing(self._purse.allowance):
            task = asyncio.ensure_future(ask(self.theory, questions, noting))
        flying[keys] = Flying(task, questions, noting)
        task.add_done_callback(lambda _: flying.pop(keys, None))
        asked = await asyncio.shield(task)
        if self.theory.tells_cost:
            return asked
        return asked._replace(usage=replace(asked.usage, cost=price_of(self.theory, questions)[1]))

    async def _keep(self, memory: Memory, told: Mapping[str, Answer], usage: Usage) -> None:
        try:
            await memory.put(told, usage)
        except OSError as error:
            self._purse.stop.request("disk", error.strerror or str(error))

    def _key(self, question: Question, texts: Texts, hashes: dict[str, str]) -> str:
        """The hash of all that can change the answer."""
        known = self._clauses.get(id(question))
        if known is None:
            if len(self._clauses) >= _MOST:
                self._clauses.clear()
            clause = [self._identity, key.content(question), list(question.descriptions)]
            known = self._clauses[id(question)] = question, key.digest(clause)
        names = sorted(question.texts or texts)
        for name in names:
            if name in texts and name not in hashes:
                hashes[name] = key.text_hash(texts[name])
        return key.digest([known[1], [[name, hashes.get(name)] for name in names]])


class Quoting(Theory):
    """A theory as it is asked for quotations: what it says then are its answers."""

    def __init__(self, theory: Theory) -> None:
        self._theory = theory
        self.tells_cost = theory.tells_cost
        for name in _TOLD:
            setattr(self, name, getattr(theory, name))

    def estimate(self, questions: Sequence[Question], texts: Texts) -> Estimate | None:
        return self._theory.estimate(questions, texts)

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        return await self._theory.evidence(questions, texts)


class RememberingQuotations(Remembering):
    """A theory whose quotations are remembered, beside its answers."""

    def _identified(self, theory: Theory) -> list[Any]:
        return [*super()._identified(theory), "quotations"]


_MOST = 4096
"""Questions whose hashes are remembered."""


def _is_kept(answer: Answer) -> bool:
    return isinstance(answer, Recorded) and not isinstance(answer, Failure)


def _is_over(answer: Answer | None) -> bool:
    return isinstance(answer, Failure) and isinstance(answer.error, OutOfBudgetError)


_memory: ContextVar[Any] = ContextVar("logitext_memory")


@contextmanager
def remembering(memory: Memory) -> Iterator[None]:
    """Within this, theories are asked about the document of this memory."""
    token = _memory.set(memory)
    try:
        yield
    finally:
        _memory.reset(token)
