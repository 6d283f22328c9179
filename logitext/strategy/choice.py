"""The next round of a check: which clauses to ask now, and of whom.

Whoever answers for nothing is asked everything that still matters at once. Of a theory that has a price as little is
asked as a planner can manage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from logitext.logic.program import Program
from logitext.policy.sorts import Value
from logitext.records.result import Instead
from logitext.strategy.picker import Picker
from logitext.strategy.planning import Planning
from logitext.strategy.strategy import Pick
from logitext.theory.priors.learned import LearnedPriors
from logitext.theory.protocol import Question, Texts, Theory
from logitext.theory.protocol import Value as Known
from logitext.trail.trail import Trail


@dataclass(frozen=True, slots=True)
class Choice:
    """What to ask now: the clauses, and the theory to ask.

    `rule` is what chose them, `gain` the bits that an answer to each is expected to tell, where that is known; `plan`
    says by what the check plans. `spared` are clauses that mattered a round ago, and do not any more.
    """

    clauses: tuple[str, ...]
    theory: Theory
    rule: str = "free"
    gain: Mapping[str, float] = field(default_factory=dict)
    plan: str = ""
    spared: tuple[str, ...] = ()


class Chooser:
    """Chooses for one check."""

    def __init__(
        self,
        program: Program,
        questions: Mapping[str, Question],
        texts: Texts,
        verdicts: Sequence[str],
        planning: Planning,
        priors: LearnedPriors | None = None,
    ) -> None:
        self._program = program
        self._questions = questions
        self._planning = planning
        self._picker = Picker(program, questions, texts, verdicts, planning, priors)
        self.left: tuple[str, ...] = ()
        """The clauses that mattered when the last round was chosen, and are not in it."""

    async def next(self, trail: Trail, open_verdicts: Sequence[str]) -> Choice | None:
        """The next round; None when no theory that is left can still change a verdict."""
        askable = {name: theory for name in trail.unsettled() if (theory := trail.next_theory(name)) is not None}
        left, self.left = self.left, ()
        if not askable:
            return None
        slow = self._program.slow_to_see_what_matters
        if any(theory.price.free for theory in askable.values()):
            matters = await self._program.relevant(trail.values, open_verdicts, tuple(askable), free=True)
            if not matters:
                return None
            if any(askable[name].price.free for name in matters):
                choice = await self._of(matters, trail, askable, open_verdicts)
                # Where what matters is slow to see, the rest may not have mattered before either.
                self.left = () if slow else _without(matters, choice.clauses)
                return replace(choice, spared=_without(left, matters))
        in_file_order = self._planning.chosen.in_file_order
        if slow and not in_file_order:
            return await self._lazily(trail, askable, open_verdicts)
        first = in_file_order and self._planning.batch in (None, 1)
        matters = await self._program.relevant(trail.values, open_verdicts, tuple(askable), first=first)
        if not matters:
            return None
        choice = await self._of(matters, trail, askable, open_verdicts)
        self.left = _without(matters, choice.clauses)
        return choice if first else replace(choice, spared=_without(left, matters))

    async def _of(
        self, matters: Sequence[str], trail: Trail, askable: Mapping[str, Theory], open_verdicts: Sequence[str]
    ) -> Choice:
        free = next((askable[name] for name in matters if askable[name].price.free), None)
        if free is not None:
            return Choice(tuple([name for name in matters if askable[name] is free]), free)
        if len(matters) == 1:
            return Choice(tuple(matters), askable[matters[0]], "the only one left", plan=self._picker.plan)
        return self._round(await self._picker.pick(trail, askable, matters, open_verdicts), askable)

    async def _lazily(self, trail: Trail, askable: Mapping[str, Theory], open_verdicts: Sequence[str]) -> Choice | None:
        """First the pick, then whether it matters: where seeing that of each clause would take long."""
        rest = list(askable)
        while rest:
            choice = self._round(await self._picker.pick(trail, askable, rest, open_verdicts), askable)
            matter = await self._program.relevant(trail.values, open_verdicts, tuple(askable), wanted=choice.clauses)
            if matter:
                return replace(choice, clauses=matter)
            rest = [name for name in rest if name not in choice.clauses]
        return None

    def _round(self, pick: Pick, askable: Mapping[str, Theory]) -> Choice:
        theory = askable[pick.clauses[0]]
        named = [name for name in pick.clauses if askable[name] is theory]
        return Choice(tuple(named[: self._planning.batch]), theory, pick.rule, pick.gain, self._picker.plan)

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
        planned = self._picker.planner(theory, 0.0)
        everything = sum(1 for name, one in self._questions.items() if name not in free and not one.fact)
        answered = all(name in trail.values for name in asked)
        in_file_order = planned.in_file_order(free, trail.values) if answered else None
        return Instead(asked=len(asked), everything=everything, in_file_order=in_file_order)


def _without(names: Sequence[str], gone: Sequence[str]) -> tuple[str, ...]:
    """The names that are not among others, in their order."""
    left_out = frozenset(gone)
    return tuple([name for name in names if name not in left_out])
