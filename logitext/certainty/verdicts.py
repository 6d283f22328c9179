"""How likely each value of a verdict is: exact weighted counting on its diagram."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Mapping, Sequence

from logitext.certainty.evidence import VERDICT, Certainty, ClauseEvidence, of_values, weights
from logitext.certainty.pooling import pooled
from logitext.logic.day_numbers import out
from logitext.logic.diagram.chances import Chances
from logitext.logic.diagram.product import ProductDiagram
from logitext.logic.diagram.store import TooLargeError
from logitext.logic.program import Program
from logitext.policy.sorts import Value, values_of
from logitext.records.probability import Carrier, ValueChance, VerdictChances
from logitext.theory.priors.learned import LearnedPriors

_CALCULATES = "the policy calculates, so its worlds cannot be counted"
_TOO_LARGE = "its diagram is too large to count"
_IMPOSSIBLE = "what is known for certain contradicts the assumptions"
_LEAST = 1e-9
"""A clause that moves a verdict less carries nothing."""

_lock = threading.Lock()
_joints: weakref.WeakKeyDictionary[Program, dict[str, ProductDiagram | None]] = weakref.WeakKeyDictionary()


def chances_of(
    program: Program,
    verdicts: Sequence[str],
    said: Mapping[str, ClauseEvidence],
    certainty: Certainty,
    learned: LearnedPriors | None = None,
) -> dict[str, VerdictChances]:
    """The probabilities of each verdict, from what was said of the clauses."""
    program, said = known(program, said)
    return {name: _verdict(program, name, said, certainty, learned) for name in verdicts}


def known(program: Program, said: Mapping[str, ClauseEvidence]) -> tuple[Program, Mapping[str, ClauseEvidence]]:
    """The program with the facts in it, and what was said of its clauses and verdicts."""
    facts = {name: one.value for name, one in said.items() if one.known and one.value is not None}
    folded = program.folded(facts)
    if folded is not None:
        program = folded.program
        said = {**said, **{name: ClauseEvidence(value, None, True) for name, value in folded.facts.items()}}
    return program, {
        name: one for name, one in said.items() if name in program.policy.clauses or name.startswith(VERDICT)
    }


class Counted:
    """The worlds of one verdict, weighed. `why_not` says why they cannot be counted; then there is nothing else."""

    def __init__(
        self,
        program: Program,
        name: str,
        said: Mapping[str, ClauseEvidence],
        certainty: Certainty,
        learned: LearnedPriors | None = None,
    ) -> None:
        self.why_not: str | None = None
        self.values: dict[Value | None, float] = {}
        self.ends: dict[Value | None, set[int]] = {}
        try:
            product = _product(program, name)
        except TooLargeError:
            product, self.why_not = None, _TOO_LARGE
        if product is None:
            self.why_not = self.why_not or _CALCULATES
            return
        self.order = [product.diagrams.clauses[clause] for clause in product.diagrams.order]
        self.chances = Chances(product, weights(program, self.order, said, certainty, learned))
        sort = program.policy.verdicts[name].sort
        value_of = {
            end: out(product.diagrams.forest.values[outcome[0]], sort) for end, outcome in product.outcomes.items()
        }
        unweighed = self.chances.mass(product.root)
        if sum(unweighed.values()) <= 0:
            self.why_not = _IMPOSSIBLE
            return
        self._factors = _factors(name, values_of(sort), unweighed, value_of, said.get(VERDICT + name), certainty)
        mass = self.weighed(unweighed)
        total = sum(mass.values())
        if total <= 0:
            self.why_not = _IMPOSSIBLE
            return
        for end, weight in mass.items():
            value = value_of[end]
            self.values[value] = self.values.get(value, 0.0) + weight / total
            self.ends.setdefault(value, set()).add(end)

    @property
    def first(self) -> Value | None:
        """The likeliest value."""
        return max(self.values, key=lambda value: self.values[value])

    def weighed(self, mass: Mapping[int, float]) -> dict[int, float]:
        """The weights of ends, with what was said of the verdict as a whole."""
        return {end: weight * self._factors.get(end, 1.0) for end, weight in mass.items()}

    def by_clause(self) -> dict[str, list[dict[int, float]]]:
        """For each clause on which the verdict depends and each of its cells the weight of each end."""
        found = self.chances.by_level(self.chances.product.root)
        return {self.order[level]: [self.weighed(ends) for ends in cells] for level, cells in found.items()}


def _factors(
    name: str,
    values: Sequence[Value],
    mass: Mapping[int, float],
    value_of: Mapping[int, Value | None],
    whole: ClauseEvidence | None,
    certainty: Certainty,
) -> dict[int, float]:
    """By what the weight of each end is multiplied: by what was said of the whole verdict, or as was measured."""
    if whole is None or len(values) < 2:
        return {}
    likely, pool = of_values(VERDICT + name, values, whole, certainty), certainty.pool(name)
    if pool is None:
        return {end: likely.get(value, 0.0) for end, value in value_of.items() if value is not None}
    before: dict[Value, float] = {}
    for end, weight in mass.items():
        value = value_of[end]
        if value is not None:
            before[value] = before.get(value, 0.0) + weight
    total = sum(before.values())
    if total <= 0:
        return {}
    after = pooled({value: weight / total for value, weight in before.items()}, likely, pool)
    factors = {value: after[value] * total / weight for value, weight in before.items() if weight > 0}
    return {end: factors.get(value, 0.0) for end, value in value_of.items() if value is not None}


def _verdict(
    program: Program, name: str, said: Mapping[str, ClauseEvidence], certainty: Certainty, learned: LearnedPriors | None
) -> VerdictChances:
    counted = Counted(program, name, said, certainty, learned)
    if counted.why_not is not None:
        return _none(counted.why_not)
    return VerdictChances(
        values=tuple(
            [
                ValueChance(value=value, probability=_share(chance))
                for value, chance in sorted(counted.values.items(), key=lambda one: -one[1])
            ]
        ),
        carried_by=_carriers(program, counted, said),
    )


def _carriers(program: Program, counted: Counted, said: Mapping[str, ClauseEvidence]) -> tuple[Carrier, ...]:
    """The clauses that carry the uncertainty of the likeliest value, the one that moves it most first."""
    found, first = [], counted.ends[counted.first]
    for name, cells in counted.by_clause().items():
        masses = [sum(ends.values()) for ends in cells]
        total = sum(masses)
        hits = [sum(weight for end, weight in ends.items() if end in first) for ends in cells]
        chance = sum(hits) / total
        moves = sum(abs(hit - mass * chance) for hit, mass in zip(hits, masses, strict=True)) / total
        if moves < _LEAST:
            continue
        here = said.get(name)
        at = None
        if here is not None and here.value is not None:
            at = next(cell for cell in program.cells(program.numbers({name: here.value})) if cell is not None)
        rest = total - masses[at] if at is not None else 0.0
        found.append(
            Carrier(
                clause=name,
                answer=None if here is None else here.value,
                right=None if at is None else _share(masses[at] / total),
                otherwise=_share((sum(hits) - hits[at]) / rest) if at is not None and rest > 0 else None,
                moves=moves,
            )
        )
    return tuple(sorted(found, key=lambda one: -one.moves))


def _product(program: Program, verdict: str) -> ProductDiagram | None:
    with _lock:
        kept = _joints.setdefault(program, {})
        if verdict not in kept:
            kept[verdict] = program.product([verdict])
        return kept[verdict]


def _none(why: str) -> VerdictChances:
    return VerdictChances(values=(), carried_by=(), detail=why)


def _share(value: float) -> float:
    """A share, without what rounding puts beyond the ends."""
    return min(1.0, max(0.0, value))
