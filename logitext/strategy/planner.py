"""What to ask next, for all documents of a policy that ask for the same verdicts at the same prices.

A planner follows a strategy on the product diagram of the verdicts, and the rule `ratio` where there is no such
diagram. It keeps what it finds for what is left to decide, so that a stream of documents pays once.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from logitext.logic.diagram.store import TooLargeError
from logitext.logic.program import Program
from logitext.policy.sorts import BOOL, Enumeration, Value
from logitext.strategy.diagram_plan import DiagramPlan
from logitext.strategy.formulas import ByFormula
from logitext.strategy.ratio import Ratio
from logitext.strategy.strategy import STRATEGIES, Pick

MAX_KEPT = 60_000
"""The most nodes of a product diagram before it is made anew."""
MAX_PICKS = 20_000
"""For so many sets of answers it is kept what to ask."""


class Planner:
    """Plans for one program, verdicts, prices and priors.

    `prices` has the price of a question about each clause, above 0; `call` is what a call costs beside them, and `most`
    how many questions it takes. `weights` has the chance of each cell of each clause, where the policy has a diagram.
    """

    def __init__(
        self,
        program: Program,
        verdicts: Sequence[str],
        *,
        strategy: str = "auto",
        prices: Mapping[str, float],
        weights: Mapping[str, Sequence[float]],
        call: float = 0.0,
        most: int | None = None,
    ) -> None:
        self._program = program
        self._verdicts = tuple(verdicts)
        self._strategy = STRATEGIES.get(strategy)
        self.prices = prices
        self._weights = weights
        self._call = call
        self._most = most
        self._clauses = len(program.policy.clauses)
        self._picks: dict[tuple[frozenset[tuple[str, Value]], int], Pick] = {}
        self._lock = threading.Lock()
        self._plan: DiagramPlan | None = None
        self.why = ""
        """Why the product diagram is not used, if it is not."""
        self._too_large = 0
        """How often it was found to be too large."""
        self._formulas = ByFormula(self._verdicts, Ratio(program.counted, verdicts), self._chance, self._price)
        self._renew()

    def _renew(self) -> None:
        """The product diagram and all that was found on it, from the start."""
        self._plan = None
        try:
            product = self._program.product(self._verdicts)
            if product is not None:
                self._plan = DiagramPlan(
                    self._program, product, self._strategy, self.prices, self._weights, self._call, self._most
                )
            self.why = "" if product is not None else "the policy is not decided on diagrams"
        except TooLargeError:
            self._too_large += 1
            self.why = "the product diagram of the verdicts grows too large"

    @cached_property
    def chances(self) -> Mapping[str, Mapping[Value, float]]:
        """How likely the values of clauses are that hold or do not, or have labels."""
        found = {}
        for name, clause in self._program.counted.clauses.items():
            if clause.sort == BOOL or isinstance(clause.sort, Enumeration):
                pairs = zip(self._program.values_of(name), self._weights[name], strict=True)
                found[name] = {value: chance for value, chance in pairs if value is not None}
        return found

    @property
    def rule(self) -> str:
        """What is planned by, in words for people."""
        if self._plan is None:
            return f"ratio, as {self.why}"
        return self._plan.described

    @property
    def cut_off(self) -> tuple[str, ...]:
        """What ended at a limit so far, and what is done instead, in words for people."""
        found = []
        if self._too_large:
            where = "" if self._plan is None else " after some answers"
            found.append(
                f"the product diagram of the verdicts grows too large{where}, so `ratio` chooses by the formulas"
            )
        if self._plan is not None and (more := self._plan.cut_off):
            found.append(more)
        return tuple(found)

    def next(self, answers: Mapping[str, Value], askable: Collection[str], matters: Sequence[str]) -> Pick:
        """What to ask now, given answers. `askable` clauses can be answered; of these some still matter (at least one).

        The first of the clauses is the one to ask if only one can be; all of them matter, or are likely to.
        """
        if self._strategy.in_file_order:
            return Pick((matters[0],), self._strategy.name, {})
        if len(askable) + len(answers) < self._clauses:  # what nobody can answer makes a difference too
            return self._next(answers, askable, matters)
        key = frozenset(answers.items()), len(matters)
        found = self._picks.get(key)
        if found is None:
            found = self._next(answers, askable, matters)
            if len(self._picks) >= MAX_PICKS:
                self._picks.clear()
            self._picks[key] = found
        return found

    def _next(self, answers: Mapping[str, Value], askable: Collection[str], matters: Sequence[str]) -> Pick:
        answers = self._program.numbers(answers)
        with self._lock:
            assumptions = bool(self._program.policy.assumptions)
            if self._plan is not None and self._strategy.uses_diagram(len(matters), assumptions=assumptions):
                if len(self._plan.product) > MAX_KEPT:
                    self._renew()
                try:
                    found = self._plan.next(answers, askable, matters) if self._plan is not None else None
                except TooLargeError:
                    self._too_large += 1
                    self._renew()
                    found = None
                if found is not None:
                    return found
            return self._by_formula(answers, matters)

    def in_file_order(self, free: Mapping[str, Value], answers: Mapping[str, Value]) -> int | None:
        """How many clauses would be asked in file order of those that still matter, when `free` is known before.

        Where an answer is not among `answers`, the likeliest one is supposed. None without a product diagram, or where
        it would grow too large.
        """
        with self._lock:
            if self._plan is not None and len(self._plan.product) > MAX_KEPT:
                self._renew()
            if self._plan is None:
                return None
            try:
                return self._plan.in_file_order(self._program.numbers(free), self._program.numbers(answers))
            except TooLargeError:
                self._renew()
                return None

    def _by_formula(self, answers: Mapping[str, Value], matters: Sequence[str]) -> Pick:
        """By the rule `ratio` with nothing but the formulas."""
        formulas = self._formulas
        formulas.turn_to(answers, matters)
        chosen: list[str] = []
        path = 1.0
        while len(chosen) < len(matters):
            name = formulas.pick()
            if chosen and self.prices[name] > path * self._price(name):
                break
            chosen.append(name)
            if not self._call:
                break
            values = self._program.values_of(name)
            chances = self._weights[name] if values else ()
            likely = max(range(len(values)), key=lambda cell: chances[cell], default=None)
            formulas.suppose(name, None if likely is None else values[likely])
            path *= 1.0 if likely is None else chances[likely]
        return Pick(tuple(chosen), "ratio", {})

    def _price(self, name: str) -> float:
        return self.prices[name] + self._call

    def _chance(self, name: str, holds: object) -> float:
        values, weights = self._program.values_of(name), self._weights.get(name, ())
        if not values or not callable(holds):
            return 0.5
        return float(sum(weight for weight, value in zip(weights, values, strict=True) if holds(value)))
