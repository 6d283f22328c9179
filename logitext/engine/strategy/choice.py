"""The next round of a check: which clauses to ask now, and of whom.

Whoever answers for nothing is asked everything that still matters at once. Of a theory that has a price as little is
asked as a planner can manage.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from logitext.engine.result import Instead
from logitext.engine.strategy.certificate import by_certificate
from logitext.engine.strategy.planner import Pick, Planner
from logitext.engine.strategy.planning import Planning
from logitext.engine.strategy.plans import planner
from logitext.engine.strategy.rates import Rates, rates
from logitext.engine.trail import Trail
from logitext.logic.program import Program
from logitext.policy.sorts import Value
from logitext.theory.protocol import Question, Texts, Theory
from logitext.theory.protocol import Value as Known


@dataclass(frozen=True, slots=True)
class Choice:
    """What to ask now: the clauses, the theory to ask, and for each clause the bits that it is expected to tell."""

    clauses: tuple[str, ...]
    theory: Theory
    rule: str = "free"
    gain: Mapping[str, float] = field(default_factory=dict)


Relevant = Callable[[Sequence[str], bool], Awaitable[tuple[str, ...]]]
"""Of clauses that could be asked, those that still matter; with True only the first."""


class Chooser:
    """Chooses for one check."""

    def __init__(
        self,
        program: Program,
        questions: Mapping[str, Question],
        texts: Texts,
        verdicts: Sequence[str],
        planning: Planning,
    ) -> None:
        self._program = program
        self._questions = questions
        self._texts = texts
        self._verdicts = tuple(verdicts)
        self._planning = planning
        self._found: dict[int, Rates] = {}

    async def next(self, trail: Trail, open_verdicts: Sequence[str], relevant: Relevant) -> Choice | None:
        """The next round; None when no theory that is left can still change a verdict."""
        askable = {name: theory for name in trail.unsettled() if (theory := trail.next_theory(name)) is not None}
        if not askable:
            return None
        planning = self._planning
        free = any(theory.price.free for theory in askable.values())
        first = not free and planning.strategy == "given" and planning.batch in (None, 1)
        matters = await relevant(tuple(askable), first)
        for name in matters if free else ():
            theory = askable[name]
            if theory.price.free:
                return Choice(tuple([other for other in matters if askable[other] is theory]), theory)
        if not matters:
            return None
        if len(matters) == 1:
            return Choice(matters, askable[matters[0]], "the only one left")
        pick = await self._pick(trail, askable, matters, open_verdicts)
        theory = askable[pick.clauses[0]]
        named = [name for name in pick.clauses if askable[name] is theory]
        return Choice(tuple(named[: planning.batch]), theory, pick.rule, pick.gain)

    def instead(self, trail: Trail) -> Instead | None:
        """What was asked of theories that have a price, and what would have been; None where nothing was."""
        asked: dict[str, Theory] = {}
        free: dict[str, Value] = {}
        for entry in trail.entries:
            name = entry.question.id
            if not entry.theory.price.free:
                asked.setdefault(name, entry.theory)
            elif isinstance(entry.answer, Known) and entry.answer.value is not None:
                free[name] = entry.answer.value
        if not asked:
            return None
        theory = next(iter(asked.values()))
        planned = self._planner(theory, 0.0)
        everything = sum(1 for name in self._questions if name not in free)
        answered = all(name in trail.values for name in asked)
        in_file_order = planned.in_file_order(free, trail.values) if answered else None
        return Instead(asked=len(asked), everything=everything, in_file_order=in_file_order)

    async def _pick(
        self, trail: Trail, askable: Mapping[str, Theory], matters: Sequence[str], open_verdicts: Sequence[str]
    ) -> Pick:
        planning = self._planning
        if planning.strategy == "given":
            return Pick(tuple(matters[: planning.batch or 1]), "given", {})
        if planning.strategy == "certificate":
            return await by_certificate(self._program, trail.values, open_verdicts, matters)
        theories = {id(askable[name]): askable[name] for name in matters}
        if len(theories) == 1:
            theory = askable[matters[0]]
            return self._planner(theory, self._rates(theory, askable, matters).ratio).next(
                trail.values, askable, matters
            )
        return self._of_several(trail, askable, matters, list(theories.values()))

    def _of_several(
        self,
        trail: Trail,
        askable: Mapping[str, Theory],
        matters: Sequence[str],
        theories: Sequence[Theory],
    ) -> Pick:
        """Which clause, from whom: by what each costs alone with the theory that would be asked for it.

        What else goes into the round is planned as if that theory were asked for everything.
        """
        rates = {id(theory): self._rates(theory, askable, matters) for theory in theories}
        cheapest = min(one.call + one.question for one in rates.values())
        scale = {
            name: self._rounded((rate.call + rate.question) / cheapest) if cheapest else 1.0
            for name, theory in askable.items()
            if (rate := rates.get(id(theory))) is not None
        }
        best = self._planner(theories[0], 0.0, scale).next(trail.values, askable, matters)
        first = best.clauses[0]
        theory = askable[first]
        ratio = rates[id(theory)].ratio
        if not ratio:
            return best
        more = self._planner(theory, ratio).next(trail.values, askable, matters)
        beside = [name for name in more.clauses if name != first and askable[name] is theory]
        return Pick((first, *beside), best.rule, {**more.gain, **best.gain})

    def _planner(self, theory: Theory, ratio: float, scale: Mapping[str, float] | None = None) -> Planner:
        planning = self._planning
        most = theory.max_questions
        return planner(
            self._program, self._verdicts, planning.strategy, planning.priors, theory, ratio, most, scale or {}
        )

    def _rates(self, theory: Theory, askable: Mapping[str, Theory], matters: Sequence[str]) -> Rates:
        """What asking this theory costs, found once for a document."""
        found = self._found.get(id(theory))
        if found is None:
            questions = [self._questions[name] for name in matters if askable[name] is theory]
            found = rates(theory, questions, self._texts, self._planning.minimise)
            if self._planning.batch == 1:
                found = Rates(0.0, found.call + found.question)
            self._found[id(theory)] = found
        return found

    @staticmethod
    def _rounded(price: float) -> float:
        """To a power of two, so that documents share what is planned."""
        return min(2.0 ** round(math.log2(price)), _MOST)


_MOST = 1024.0
