"""Which clauses are best asked now, of theories that have a price: the strategy at work for one check."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from logitext.logic.program import Program
from logitext.strategy.planner import Planner
from logitext.strategy.planning import Planning
from logitext.strategy.plans import planner
from logitext.strategy.rates import CallRates, rates
from logitext.strategy.strategy import Moment, Pick
from logitext.theory.priors.learned import LearnedPriors
from logitext.theory.protocol import Question, Texts, Theory
from logitext.trail.trail import Trail


class Picker:
    """Picks for one check. `plan` says by what, in words for people; it is empty before the first pick."""

    def __init__(
        self,
        program: Program,
        questions: Mapping[str, Question],
        texts: Texts,
        verdicts: Sequence[str],
        planning: Planning,
        priors: LearnedPriors | None,
    ) -> None:
        self._program = program
        self._questions = questions
        self._texts = texts
        self._verdicts = tuple(verdicts)
        self._planning = planning
        self._priors = priors
        self._found: dict[int, CallRates] = {}
        self.plan = ""

    async def pick(
        self, trail: Trail, askable: Mapping[str, Theory], matters: Sequence[str], open_verdicts: Sequence[str]
    ) -> Pick:
        """What to ask now: clauses, the most needed first. `askable` has the theory that would be asked for each."""
        planning = self._planning
        self.plan = planning.strategy
        if not planning.chosen.plans:

            def planned_for() -> Planner:
                return self.planner(askable[matters[0]], 0.0)

            moment = Moment(self._program, trail.values, open_verdicts, matters, planning.batch, planned_for)
            return await planning.chosen.choose(moment)
        theories = {id(askable[name]): askable[name] for name in matters}
        if len(theories) == 1:
            theory = askable[matters[0]]
            planned = self.planner(theory, self._rates(theory, askable, matters).ratio)
            self.plan = self._in_words(planned)
            return planned.next(trail.values, askable, matters)
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
        alone = {id(one): rates[id(one)].alone(asked=one in trail.by_theory) for one in theories}
        cheapest = min(alone.values())
        scale = {
            name: _rounded(price / cheapest) if cheapest else 1.0
            for name, theory in askable.items()
            if (price := alone.get(id(theory))) is not None
        }
        planned = self.planner(theories[0], 0.0, scale)
        self.plan = self._in_words(planned)
        best = planned.next(trail.values, askable, matters)
        first = best.clauses[0]
        theory = askable[first]
        ratio = rates[id(theory)].ratio
        if not ratio:
            return best
        more = self.planner(theory, ratio).next(trail.values, askable, matters)
        beside = [name for name in more.clauses if name != first and askable[name] is theory]
        return Pick((first, *beside), best.rule, {**more.gain, **best.gain})

    def planner(self, theory: Theory, ratio: float, scale: Mapping[str, float] | None = None) -> Planner:
        """The planner for a theory; `ratio` is the price of a call in questions, `scale` what clauses cost more."""
        planning = self._planning
        most = theory.max_questions
        return planner(self._program, self._verdicts, planning.strategy, self._priors, theory, ratio, most, scale or {})

    def _rates(self, theory: Theory, askable: Mapping[str, Theory], matters: Sequence[str]) -> CallRates:
        """What asking this theory costs, found once for a document."""
        found = self._found.get(id(theory))
        if found is None:
            questions = [self._questions[name] for name in matters if askable[name] is theory]
            found = rates(theory, questions, self._texts, self._planning.minimise)
            if self._planning.batch == 1:
                found = CallRates(0.0, found.call + found.question)
            self._found[id(theory)] = found
        return found

    def _in_words(self, planned: Planner) -> str:
        learned = self._priors
        if learned is None:
            return planned.rule
        return f"{planned.rule}, with what was learned of {len(learned)} clauses from {learned.collection}"


def _rounded(price: float) -> float:
    """To a power of two, so that documents share what is planned."""
    return min(2.0 ** round(math.log2(price)), _MOST)


_MOST = 1024.0
