"""Answers as evidence: how likely each cell of a clause is, from what was said, how often that errs, and the base rate.

A clause's *base rate* is its declared `prior`, or what was learned; where there is neither, every cell is as likely as
every other. An answer multiplies it by a likelihood. A probability p that a Boolean clause holds counts as evidence
with the odds p : 1 - p; without a declared base rate, p itself is then how likely the clause is to hold. An answer
without a probability counts as certain, but for the *error rate* of its clause: how often an answer to it is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from logitext.logic.program import Program
from logitext.policy.sorts import BOOL
from logitext.policy.sorts import Value as SortValue
from logitext.records.calibration import Calibration
from logitext.strategy import priors
from logitext.theory.given import GIVEN
from logitext.theory.priors.learned import LearnedPriors
from logitext.theory.protocol import Unknown, Value
from logitext.trail.trail import Trail

MOST_WRONG = 0.5
"""An answer that is wrong more often than that says the opposite, and nobody means that."""


@dataclass(frozen=True, slots=True)
class Certainty:
    """What is known of answers: the error rates of clauses by name, and that of all others."""

    errors: Mapping[str, float] = field(default_factory=dict)
    other: float = 0.0
    calibration: Calibration | None = None
    """How sure a value has to be, so that it is given."""
    soft: bool = False
    """Whether the likeliest value of a verdict that is undetermined is given beside it."""

    def error(self, clause: str) -> float:
        """How often an answer to a clause is wrong; that of one for a unit is that of the clause with parameters."""
        found = self.errors.get(clause)
        return self.errors.get(clause.partition("(")[0], self.other) if found is None else found


class Said(NamedTuple):
    """What was said of a clause: a value, how likely, or both. `known` is a fact, of which there is no doubt."""

    value: SortValue | None
    probability: float | None
    known: bool = False


def said_of(trail: Trail) -> dict[str, Said]:
    """What was said of each clause: the last value, or where there is none the last probability."""
    found: dict[str, Said] = {}
    for entry in trail.entries:
        name, answer = entry.question.id, entry.answer
        if isinstance(answer, Value):
            found[name] = Said(answer.value, answer.probability, entry.theory is GIVEN)
        elif isinstance(answer, Unknown) and answer.probability is not None:
            before = found.get(name)
            if before is None or before.value is None:
                found[name] = Said(None, answer.probability)
    return found


def weights(
    program: Program,
    clauses: Sequence[str],
    said: Mapping[str, Said],
    certainty: Certainty,
    learned: LearnedPriors | None = None,
) -> list[Sequence[float]]:
    """For each of the clauses how likely each of its cells is, before the assumptions; they add up to 1."""
    base = priors.weights(program, learned)
    found = []
    for name in clauses:
        clause = program.policy.clauses[name]
        declared = learned is not None or clause.prior is not None or bool(clause.chances)
        widths = program.widths_of(name)
        before = base[name] if declared and name in base else [width / sum(widths) for width in widths]
        here = said.get(name)
        likely = [1.0] * len(before) if here is None else _likelihood(program, name, here, certainty.error(name))
        both = [chance * factor for chance, factor in zip(before, likely, strict=True)]
        total = sum(both)
        found.append([one / total for one in both] if total > 0 else likely)
    return found


def _likelihood(program: Program, name: str, said: Said, error: float) -> Sequence[float]:
    """How likely that was to be said in each cell, up to a factor."""
    cells = len(program.values_of(name))
    if cells == 1:
        return [1.0]
    if program.policy.clauses[name].sort == BOOL and said.probability is not None and not said.known:
        holds = _blended(said.probability, error, 2)
        return [holds if value is True else 1 - holds for value in program.values_of(name)]
    if said.value is None:
        return [1.0] * cells
    (at,) = (cell for cell in program.cells(program.numbers({name: said.value})) if cell is not None)
    right = 1.0 if said.known else _blended(1.0 if said.probability is None else said.probability, error, cells)
    return [right if cell == at else (1 - right) / (cells - 1) for cell in range(cells)]


def _blended(chance: float, error: float, cells: int) -> float:
    """A chance, where the answer is another one than meant as often as the error rate says."""
    return (1 - error) * chance + error / (cells - 1) * (1 - chance)
