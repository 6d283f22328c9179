"""How likely each value of a verdict is: exact weighted counting on its diagram."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Mapping, Sequence

from logitext.certainty.evidence import Certainty, ClauseEvidence, weights
from logitext.logic.dates import out
from logitext.logic.diagram.chances import Chances
from logitext.logic.diagram.product import ProductDiagram
from logitext.logic.diagram.store import TooLargeError
from logitext.logic.program import Program
from logitext.policy.sorts import Value
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
    facts = {name: one.value for name, one in said.items() if one.known and one.value is not None}
    folded = program.folded(facts)
    if folded is not None:
        program = folded.program
        said = {**said, **{name: ClauseEvidence(value, None, True) for name, value in folded.facts.items()}}
    said = {name: one for name, one in said.items() if name in program.policy.clauses}
    return {name: _verdict(program, name, said, certainty, learned) for name in verdicts}


def _verdict(
    program: Program, name: str, said: Mapping[str, ClauseEvidence], certainty: Certainty, learned: LearnedPriors | None
) -> VerdictChances:
    try:
        product = _product(program, name)
    except TooLargeError:
        return _none(_TOO_LARGE)
    if product is None:
        return _none(_CALCULATES)
    order = [product.diagrams.clauses[clause] for clause in product.diagrams.order]
    chances = Chances(product, weights(program, order, said, certainty, learned))
    mass = chances.mass(product.root)
    total = sum(mass.values())
    if total <= 0:
        return _none(_IMPOSSIBLE)
    sort = program.policy.verdicts[name].sort
    values: dict[Value | None, float] = {}
    ends: dict[Value | None, set[int]] = {}
    for end, weight in mass.items():
        value = out(product.diagrams.forest.values[product.outcomes[end][0]], sort)
        values[value] = values.get(value, 0.0) + weight / total
        ends.setdefault(value, set()).add(end)
    first = max(values, key=lambda value: values[value])
    return VerdictChances(
        values=tuple(
            [
                ValueChance(value=value, probability=_share(chance))
                for value, chance in sorted(values.items(), key=lambda one: -one[1])
            ]
        ),
        carried_by=_carriers(program, chances, order, ends[first], said),
    )


def _carriers(
    program: Program, chances: Chances, order: Sequence[str], first: set[int], said: Mapping[str, ClauseEvidence]
) -> tuple[Carrier, ...]:
    """The clauses that carry the uncertainty of the value with these ends, the one that moves it most first."""
    found = []
    for level, cells in chances.by_level(chances.product.root).items():
        name = order[level]
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
