"""Answers as evidence: how likely each cell of a clause is, from what was said, how often that errs, and the base rate.

A clause's *base rate* is its declared `prior`, or what was learned; where there is neither, every cell is as likely as
every other. An answer multiplies it by a likelihood. A probability p that a Boolean clause holds counts as evidence
with the odds p : 1 - p; without a declared base rate, p itself is then how likely the clause is to hold. An answer
without a probability counts as certain, but for the *error rate* of its clause: how often an answer to it is wrong.
What a calibration has measured of a clause and a theory goes before all that. Several answers to a clause are fused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from logitext.certainty.curve import weight
from logitext.certainty.fusing import REPEATS, Likelihood, fused, product
from logitext.logic.program import Program
from logitext.policy.sorts import BOOL, values_of
from logitext.policy.sorts import Value as SortValue
from logitext.strategy import priors
from logitext.theory.given import GIVEN
from logitext.theory.priors.learned import LearnedPriors
from logitext.theory.protocol import Answer, Theory, Unknown, Value
from logitext.trail.trail import Trail

if TYPE_CHECKING:  # records that a check without a calibration has none of
    from logitext.records.calibration import AnswerFit, Calibration, ClauseCalibration, VerdictPool

MOST_WRONG = 0.5
"""An answer that is wrong more often than that says the opposite, and nobody means that."""


@dataclass(frozen=True, slots=True)
class Certainty:
    """What is known of answers: the error rates of clauses by name, of theories by name, and that of all others."""

    errors: Mapping[str, float] = field(default_factory=dict)
    other: float = 0.0
    calibration: Calibration | None = None
    """How sure a value has to be, so that it is given."""
    soft: bool = False
    """Whether the likeliest value of a verdict that is undetermined is given beside it."""
    repeats: float = REPEATS
    """The share of its errors that a theory makes again when it is asked again."""
    confidence: float | None = None
    """How likely a value of each verdict is to be, so that no more is asked; None where nothing is asked for that."""

    def error(self, clause: str, theory: Theory | None = None) -> float:
        """How often an answer of a theory to a clause is wrong; of one for a unit as of the clause with parameters."""
        if clause.startswith(VERDICT):  # who answers clauses well may be no judge of the whole
            return self.errors.get(clause.removeprefix(VERDICT), 0.0)
        names = [clause, clause.partition("(")[0]]
        if theory is not None:
            names += [f"{theory.name}:{theory.model}", theory.name]
        return next((self.errors[name] for name in names if name in self.errors), self.other)

    def measured(self, clause: str) -> ClauseCalibration | None:
        """What a calibration says of the answers to a clause."""
        return None if self.calibration is None else self.calibration.clauses.get(clause)

    def pool(self, verdict: str) -> VerdictPool | None:
        """How a calibration puts together the clauses of a verdict and what was said of it as a whole."""
        return None if self.calibration is None else self.calibration.pools.get(verdict)


VERDICT = "verdict:"
"""What stands before the name of a verdict that was asked for as a whole."""


class ClauseEvidence(NamedTuple):
    """A report about a clause: a value, how likely, or both. `known` marks a fact, which nobody doubts.

    `by` is the theory, and `at` its place in the chain. `also` is what others said of the clause, or the same theory
    when it was asked again.
    """

    value: SortValue | None
    probability: float | None
    known: bool = False
    by: Theory | None = None
    at: int = 0
    also: tuple[ClauseEvidence, ...] = ()


def said_of(trail: Trail) -> dict[str, ClauseEvidence]:
    """What was said of each clause: by the theory that settled it, or where there is none the last probability."""
    theories = trail.theories
    return said_by([(one.question.id, one.theory, one.answer) for one in (*trail.entries, *trail.witnesses)], theories)


def said_by(answers: Iterable[tuple[str, Theory, Answer]], theories: Sequence[Theory]) -> dict[str, ClauseEvidence]:
    """What was said of each clause in answers, in their order; the first value counts, the others are `also`."""
    found: dict[str, list[ClauseEvidence]] = {}
    for name, theory, answer in answers:
        if isinstance(answer, Value) or (isinstance(answer, Unknown) and answer.probability is not None):
            value = answer.value if isinstance(answer, Value) else None
            at = next((at for at, one in enumerate(theories) if one is theory), 0)
            found.setdefault(name, []).append(ClauseEvidence(value, answer.probability, theory is GIVEN, theory, at))
    whole = {}
    for name, several in found.items():
        first = next((one for one in several if one.value is not None), several[-1])
        whole[name] = first._replace(also=tuple([one for one in several if one is not first]))
    return whole


def weights(
    program: Program,
    clauses: Sequence[str],
    said: Mapping[str, ClauseEvidence],
    certainty: Certainty,
    learned: LearnedPriors | None = None,
) -> list[Sequence[float]]:
    """For each of the clauses how likely each of its cells is, before the assumptions; they add up to 1."""
    base = priors.weights(program, learned, errors=certainty.error if learned is not None else None)
    found = []
    for name in clauses:
        before = _before(program, name, certainty, base, learned)
        here = said.get(name)
        likely = [1.0] * len(before) if here is None else likelihood(program, name, here, certainty)
        both = [chance * factor for chance, factor in zip(before, likely, strict=True)]
        total = sum(both)
        found.append([one / total for one in both] if total > 0 else likely)
    return found


def _before(
    program: Program,
    name: str,
    certainty: Certainty,
    base: Mapping[str, Sequence[float]],
    learned: LearnedPriors | None,
) -> Sequence[float]:
    """The base rate of each cell: measured, learned, declared, or the same for all."""
    clause, measured = program.policy.clauses[name], certainty.measured(name)
    if measured is not None and measured.holds is not None and len(program.values_of(name)) == 2:
        return [measured.holds if value is True else 1 - measured.holds for value in program.values_of(name)]
    if name in base and (learned is not None or clause.prior is not None or clause.chances):
        return base[name]
    widths = program.widths_of(name)
    return [width / sum(widths) for width in widths]


def likelihood(program: Program, name: str, said: ClauseEvidence, certainty: Certainty) -> Likelihood:
    """How likely that was to be said in each cell of a clause, up to a factor."""
    if said.known or not said.also:
        return _alone(program, name, said, certainty)
    groups: dict[int, list[Likelihood]] = {}
    for one in (said, *said.also):
        groups.setdefault(id(one.by), []).append(_alone(program, name, one, certainty))
    return product([fused(answers, certainty.repeats) for answers in groups.values()])


def of_values(
    name: str, values: Sequence[SortValue], said: ClauseEvidence, certainty: Certainty
) -> Mapping[SortValue, float]:
    """How likely it was in each value of a verdict that it was said to have this one, by who was asked for it."""
    groups: dict[int, list[Likelihood]] = {}
    for one in (said, *said.also):
        error, told = certainty.error(name, one.by), one.probability
        if isinstance(values[0], bool) and told is not None:
            holds = _blended(told, error, 2)
            likely = [holds if value is True else 1 - holds for value in values]
        else:
            right = _blended(1.0 if told is None else told, error, len(values))
            likely = [right if value == one.value else (1 - right) / (len(values) - 1) for value in values]
        groups.setdefault(id(one.by), []).append(likely)
    return dict(zip(values, product([fused(one, certainty.repeats) for one in groups.values()]), strict=True))


def likelihood_of(program: Program, name: str, said: ClauseEvidence, certainty: Certainty) -> Likelihood:
    """How likely one answer was, in each cell of a clause or for each value of a whole verdict."""
    if name.startswith(VERDICT):
        verdict = name.removeprefix(VERDICT)
        values = values_of(program.policy.verdicts[verdict].sort)
        return list(of_values(name, values, said._replace(also=()), certainty).values())
    likely = _alone(program, name, said, certainty)
    return [chance / sum(likely) for chance in likely]


def _alone(program: Program, name: str, said: ClauseEvidence, certainty: Certainty) -> Likelihood:
    """How likely one answer was in each cell."""
    cells = len(program.values_of(name))
    if cells == 1:
        return [1.0]
    error, fit = certainty.error(name, said.by), None
    if not said.known and (measured := certainty.measured(name)) is not None:
        fit = next((one for one in measured.answers if one.theory == said.at), None)
    if program.policy.clauses[name].sort == BOOL:
        holds = _holds(said, error, fit)
        if holds is not None:
            return [holds if value is True else 1 - holds for value in program.values_of(name)]
    if said.value is None:
        return [1.0] * cells
    (at,) = (cell for cell in program.cells(program.numbers({name: said.value})) if cell is not None)
    right = 1.0 if said.known else _blended(1.0 if said.probability is None else said.probability, error, cells)
    if fit is not None and said.probability is None and fit.missed is not None:
        right = 1 - fit.missed
    return [right if cell == at else (1 - right) / (cells - 1) for cell in range(cells)]


def _holds(said: ClauseEvidence, error: float, fit: AnswerFit | None) -> float | None:
    """The weight that an answer to a Boolean clause gives to that it holds, of 1; None where it is but a value."""
    if said.known:
        return None
    if said.probability is not None:
        return _blended(said.probability, error, 2) if fit is None else weight(fit, said.probability)
    if fit is None or fit.missed is None or fit.false_alarms is None:
        return None
    holds, not_ = (1 - fit.missed, fit.false_alarms) if said.value else (fit.missed, 1 - fit.false_alarms)
    return holds / (holds + not_)


def _blended(chance: float, error: float, cells: int) -> float:
    """A chance, where the answer is another one than meant as often as the error rate says."""
    return (1 - error) * chance + error / (cells - 1) * (1 - chance)
