"""Which further answer is expected to tell most of a verdict for its price.

A candidate is a clause (or a whole verdict) and a theory that can still be asked about it, or asked again in other
words. Its worth is by how much the probability of the verdict's likeliest value is expected to move once the answer is
known; the answer is expected to err as often as its theory does, and where it is said again as fusing has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from logitext.certainty.evidence import MOST_WRONG, Certainty, ClauseEvidence, likelihood_of
from logitext.certainty.fusing import Likelihood, together
from logitext.certainty.verdicts import Counted, known
from logitext.logic.program import Program
from logitext.policy.sorts import values_of
from logitext.theory.priors.learned import LearnedPriors
from logitext.theory.protocol import Question, Theory

EXPECTED = 0.1
"""How often an answer is expected to be wrong of which nothing is known."""
_RARELY = 0.005
"""A person errs as well, and so does who never erred on a few cases."""
_LEAST = 1e-4
"""An answer that is expected to move nothing more is not asked for."""
_FREE = 1e-6
"""Stands for the price of a question that has none."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question, its theory, the theory's place in the chain, its price, and the verdict where it is asked whole."""

    question: Question
    theory: Theory
    at: int
    price: float
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Surer:
    """Chooses what to ask next, for one document."""

    program: Program
    verdicts: Sequence[str]
    certainty: Certainty
    learned: LearnedPriors | None

    def unsure(self, said: Mapping[str, ClauseEvidence]) -> dict[str, Counted]:
        """The verdicts none of whose values is likely enough yet, with their worlds; without those not counted."""
        program, said = known(self.program, said)
        counted = {name: Counted(program, name, said, self.certainty, self.learned) for name in self.verdicts}
        wanted = self.certainty.confidence or 0.0
        return {
            name: one
            for name, one in counted.items()
            if one.why_not is None and len(one.values) > 1 and max(one.values.values()) < wanted
        }

    def best(
        self, unsure: Mapping[str, Counted], said: Mapping[str, ClauseEvidence], candidates: Sequence[Candidate]
    ) -> Candidate | None:
        """The candidate that moves most for its price; None where none is expected to move anything."""
        cells = {name: one.by_clause() for name, one in unsure.items()}
        found: tuple[float, Candidate] | None = None
        for one in candidates:
            moves = sum(self._moves(one, name, unsure[name], cells[name], said) for name in unsure)
            worth = moves / max(one.price, _FREE)
            if moves > _LEAST and (found is None or worth > found[0]):
                found = worth, one
        return None if found is None else found[1]

    def _moves(
        self,
        one: Candidate,
        verdict: str,
        counted: Counted,
        cells: Mapping[str, Sequence[Mapping[int, float]]],
        said: Mapping[str, ClauseEvidence],
    ) -> float:
        """By how much the likeliest value of a verdict is expected to move."""
        name, first = one.question.id, counted.ends[counted.first]
        if one.verdict is not None:
            if one.verdict != verdict:
                return 0.0
            values = values_of(self.program.policy.verdicts[verdict].sort)
            weights = [counted.values.get(value, 0.0) for value in values]
            hits = [weight if value == counted.first else 0.0 for value, weight in zip(values, weights, strict=True)]
        elif name not in cells:
            return 0.0
        else:
            weights = [sum(ends.values()) for ends in cells[name]]
            hits = [sum(weight for end, weight in ends.items() if end in first) for ends in cells[name]]
        total = sum(weights)
        if total <= 0 or len(weights) < 2:
            return 0.0
        chance = sum(hits) / total
        said_before = self._before(one, said)
        found = 0.0
        for likely in _answers(said_before, self.error(one), len(weights), self.certainty.repeats):
            found += abs(
                sum(factor * (hit - weight * chance) for factor, hit, weight in zip(likely, hits, weights, strict=True))
            )
        return found / total

    def _before(self, one: Candidate, said: Mapping[str, ClauseEvidence]) -> Sequence[Likelihood]:
        """What the theory has said to this already."""
        first = said.get(one.question.id)
        if first is None:
            return ()
        program, _ = known(self.program, said)
        own = [each for each in (first, *first.also) if each.by is one.theory]
        return [likelihood_of(program, one.question.id, each, self.certainty) for each in own]

    def error(self, one: Candidate) -> float:
        """How often the answer is expected to be wrong."""
        name = one.question.id
        pool = None if one.verdict is None else self.certainty.pool(one.verdict)
        if pool is not None:
            return min(MOST_WRONG, (pool.wrong + 1) / (pool.cases + 2))
        measured = None if one.verdict is not None else self.certainty.measured(name)
        fit = None if measured is None else next((each for each in measured.answers if each.theory == one.at), None)
        if fit is not None:
            return min(0.5, max(_RARELY, (fit.wrong + 1) / (fit.cases + 2)))
        declared = self.certainty.error(name, one.theory)
        return max(_RARELY, declared or (0.0 if one.theory.interactive else EXPECTED))


def _answers(before: Sequence[Likelihood], error: float, cells: int, repeats: float) -> list[Sequence[float]]:
    """For each answer that may come how likely it is in each cell, after what the same theory has said."""
    rest = error / (cells - 1)
    plain = [[1 - error if cell == at else rest for cell in range(cells)] for at in range(cells)]
    if not before:
        return list(plain)
    after = [together([*before, one], repeats) for one in plain]
    sums = [sum(column) or 1.0 for column in zip(*after, strict=True)]
    return [[chance / whole for chance, whole in zip(one, sums, strict=True)] for one in after]
