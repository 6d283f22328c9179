"""Ways of asking, each driven with simulated answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from benchmarks.questions.lefttoright import Unsettled, evaluate
from logitext.logic.program import Program
from logitext.policy.sorts import Value
from logitext.strategy.planner import Planner

T = TypeVar("T")

Answers = Mapping[str, Value]
Weights = Mapping[str, Sequence[float]]


class Setting:
    """A policy at work: verdicts that are wanted, prices of questions, and the true chances of each clause's cells."""

    def __init__(
        self, program: Program, verdicts: Sequence[str], prices: Mapping[str, float], weights: Weights
    ) -> None:
        self.program = program
        self.verdicts = tuple(verdicts)
        self.prices = prices
        self.weights = weights
        self.clauses = tuple(prices)
        self._runner = asyncio.Runner()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What a coroutine of the program returns."""
        return self._runner.run(work)

    def close(self) -> None:
        self._runner.close()


class Way(Protocol):
    """A way of asking: what to ask now; nothing when there is nothing left to ask.

    `answers` is what is known, `asked` has every clause that was asked, also those to which there was no answer.
    """

    def next(self, answers: Answers, asked: Mapping[str, Value | None]) -> Sequence[str]:
        """The clauses of the next round."""


class Every:
    """Every clause, whatever it is good for."""

    def __init__(self, setting: Setting) -> None:
        self._clauses = setting.clauses

    def next(self, answers: Answers, asked: Mapping[str, Value | None]) -> Sequence[str]:
        return [name for name in self._clauses if name not in asked]


class LeftToRight:
    """What programs with short circuits ask: the formulas from left to right, one verdict after the other."""

    def __init__(self, setting: Setting) -> None:
        self._policy = setting.program.counted
        self._verdicts = setting.verdicts

    def next(self, answers: Answers, asked: Mapping[str, Value | None]) -> Sequence[str]:
        for name in self._verdicts:
            try:
                evaluate(self._policy, self._policy.body(name), asked)
            except Unsettled as wanted:
                return (wanted.clause,)
        return ()


@dataclass
class Times:
    """Seconds that decisions took: with answers met for the first time, and with the same ones again; and to begin."""

    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    begun: float = 0.0


class Planned:
    """A strategy of Logitext's. Its decisions are timed."""

    def __init__(self, setting: Setting, strategy: str, weights: Weights | None = None, call: float = 0.0) -> None:
        self._setting = setting
        started = time.perf_counter()
        self.planner = Planner(
            setting.program,
            setting.verdicts,
            strategy=strategy,
            prices=setting.prices,
            weights=weights or setting.weights,
            call=call,
        )
        self.times = Times(begun=time.perf_counter() - started)
        self._met: set[frozenset[tuple[str, Value]]] = set()

    def next(self, answers: Answers, asked: Mapping[str, Value | None]) -> Sequence[str]:
        setting = self._setting
        program, verdicts = setting.program, setting.verdicts
        if len(setting.run(program.decide(answers, verdicts)).values) == len(verdicts):
            return ()
        askable = [name for name in setting.clauses if name not in asked]
        matters = setting.run(program.relevant(answers, verdicts, askable))
        if not matters:
            return ()
        started = time.perf_counter()
        picked = self.planner.next(answers, askable, matters)
        middle = time.perf_counter()
        key = frozenset(answers.items())
        if key not in self._met:
            self._met.add(key)
            self.times.first.append(middle - started)
            started = time.perf_counter()
            self.planner.next(answers, askable, matters)
            self.times.again.append(time.perf_counter() - started)
        return picked.clauses
