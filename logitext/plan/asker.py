"""What a check would ask next, given answers: without a check, a theory or a text.

It is asked for as a check does: clauses that can still decide an undecided verdict, and of them the strategy's choice,
as if one theory with a price answered all of them. Facts are known before anything is asked.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from logitext.logic.backend import ClauseValues, Relevant
from logitext.logic.program import Program
from logitext.strategy.planner import Planner
from logitext.strategy.strategy import STRATEGIES, Moment, Pick


@dataclass(frozen=True, slots=True)
class Move:
    """A round: the clauses of one call, the most needed first, and all clauses that still matter, if that is known."""

    clauses: tuple[str, ...]
    matter: tuple[str, ...] | None


class Asker:
    """Chooses rounds for some verdicts; a strategy that plans nothing does not ask `planner`."""

    def __init__(self, program: Program, verdicts: tuple[str, ...], strategy: str, planner: Planner) -> None:
        self.program = program
        self.verdicts = verdicts
        self._strategy = STRATEGIES.get(strategy)
        self.facts = frozenset([one.name for one in program.policy.clauses.values() if one.fact])
        """What is given with a document, and so looked at first and for nothing."""
        self._planner = planner
        self.gave_up = False
        """Whether a strategy that plans nothing beforehand had to leave a choice to the order of the file."""

    @property
    def remembers(self) -> bool:
        """Whether the choice depends on how an answer came to be known, not only on what is left to decide."""
        return self._strategy.remembers

    async def undecided(self, answers: ClauseValues) -> tuple[str, ...] | None:
        """The verdicts that the answers do not entail; None where the answers contradict the assumptions."""
        decision = await self.program.decide(answers, self.verdicts)
        return None if decision.conflict else tuple(name for name in self.verdicts if name not in decision.values)

    @property
    def slow(self) -> bool:
        """Whether it takes long to see which clauses matter, so that it is seen of those alone that are picked."""
        return self.program.slow_to_see_what_matters

    async def matter(self, answers: ClauseValues) -> tuple[str, ...]:
        """The clauses that can still decide a verdict, in file order."""
        return (await self.relevance(answers)).clauses

    async def relevance(self, answers: ClauseValues) -> Relevant:
        """The clauses that can still decide a verdict, and those for which finding out would take too long."""
        undecided = await self.undecided(answers)
        if not undecided:
            return Relevant(())
        return await self.program.relevance(answers, undecided, self._left(answers))

    def _left(self, answers: ClauseValues) -> list[str]:
        return [name for name in self.program.policy.clauses if name not in answers]

    async def move(self, answers: ClauseValues, met: Collection[str] = ()) -> Move | None:
        """The next round; None when all is decided. Clauses that were `met` have an answer that is not known here."""
        if self.slow:
            return await self._lazily(answers, met)
        matter = tuple([name for name in await self.matter(answers) if name not in met])
        if not matter:
            return None
        if facts := tuple([name for name in matter if name in self.facts]):
            return Move(facts[:1], matter)
        if len(matter) == 1 or self._strategy.in_file_order:
            return Move(matter[:1], matter)
        pick = await self._pick(answers, met, matter, await self.undecided(answers) or ())
        return Move(pick.clauses, matter)

    async def _lazily(self, answers: ClauseValues, met: Collection[str]) -> Move | None:
        undecided = await self.undecided(answers)
        given = [name for name in self._left(answers) if name in self.facts and name not in met] if undecided else []
        if undecided and given:
            matter = await self.program.relevant(answers, undecided, self._left(answers), wanted=given, first=True)
            if matter:
                return Move(matter, None)
        if undecided and self._strategy.in_file_order:
            left = [name for name in self._left(answers) if name not in met]
            first = await self.program.relevant(answers, undecided, self._left(answers), wanted=left, first=True)
            return Move(first, None) if first else None
        rest = [name for name in self._left(answers) if name not in met] if undecided else []
        while undecided and rest:
            pick = await self._pick(answers, met, tuple(rest), undecided)
            kept = await self.program.relevant(answers, undecided, self._left(answers), wanted=pick.clauses)
            if kept:
                return Move(kept, None)
            rest = [name for name in rest if name not in pick.clauses]
        return None

    async def _pick(
        self, answers: ClauseValues, met: Collection[str], matter: tuple[str, ...], undecided: tuple[str, ...]
    ) -> Pick:
        if not self._strategy.plans:
            moment = Moment(self.program, answers, undecided, matter, None, lambda: self._planner)
            pick = await self._strategy.choose(moment)
            self.gave_up |= pick.rule != self._strategy.name
            return pick
        askable = [name for name in self._left(answers) if name not in met]
        return self._planner.next(answers, askable, matter)
