"""Verdicts beside each other, and the influence of clauses: tables on demand, where nothing need be wrong."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from logitext.logic.conditions.conditions import Conditions, TooHardError
from logitext.logic.conditions.over import over
from logitext.logic.diagram.influence import Influences
from logitext.logic.diagram.store import TooLargeError
from logitext.logic.worlds.likelihood import likelihood
from logitext.policy.sorts import BOOL
from logitext.records.overview import Influence, Overview, Pair, Together

if TYPE_CHECKING:
    from logitext.logic.program import Program


async def overview(program: Program, *, table: bool, influence: bool) -> Overview:
    """What is asked for of a policy; what cannot be said is in `unchecked`."""
    unchecked: list[str] = []
    pairs: Sequence[Pair] | None = None
    shares: Sequence[Influence] | None = None
    try:
        possible = await over(program, _possible)
        if table and possible:
            pairs = await over(program, _pairs)
        elif not possible:
            unchecked.append("the assumptions contradict each other")
    except TooHardError:
        possible = False
        unchecked.append("how verdicts go together: the policy is too large for it")
    if influence and possible:
        try:
            shares = _influence(program)
        except TooLargeError:
            unchecked.append("the influence of clauses: the policy is too large for it")
        if program.at_once is None:
            unchecked.append(
                f"the influence of clauses: worlds cannot be counted, as the back end is {program.backend}"
            )
    return Overview(
        file=program.policy.source.name,
        verdicts=None if pairs is None else tuple(pairs),
        influence=None if shares is None else tuple(shares),
        unchecked=tuple(unchecked),
    )


def _possible(conditions: Conditions) -> bool:
    return conditions.world(conditions.both(*conditions.assumed.values()), ()) is not None


def _pairs(conditions: Conditions) -> list[Pair]:
    conditions.allow()
    names = [name for name, verdict in conditions.policy.verdicts.items() if verdict.sort == BOOL]
    found = []
    for one, other in itertools.combinations(names, 2):
        left, right = conditions.defined[one], conditions.defined[other]
        sides = ((left, conditions.negate(left)), (right, conditions.negate(right)))
        can = [conditions.possible([left_side, right_side]) for left_side in sides[0] for right_side in sides[1]]
        found.append(Pair(one=one, other=other, relation=_RELATIONS.get(tuple(can), "independent")))
    return found


# By what can be: both, only the one, only the other, neither.
_RELATIONS: dict[tuple[bool, ...], Together] = {
    (True, False, False, True): "equivalent",
    (True, False, False, False): "equivalent",
    (False, False, False, True): "equivalent",
    (False, True, True, False): "opposite",
    (False, True, False, False): "opposite",
    (False, False, True, False): "opposite",
    (False, True, True, True): "exclusive",
    (False, True, False, True): "exclusive",
    (False, False, True, True): "exclusive",
    (True, False, True, True): "implies",
    (True, True, False, True): "implied",
    (True, True, True, False): "exhaustive",
    (True, True, False, False): "exhaustive",
    (True, False, True, False): "exhaustive",
}


def _influence(program: Program) -> list[Influence] | None:
    """The influence of each clause on each verdict, the greatest first. None without diagrams. TooLargeError."""
    if program.at_once is None:
        return None
    diagrams = program.at_once.decider.diagrams
    counted = [
        Influences(
            diagrams,
            [
                likelihood(program.policy.clauses[name], len(diagrams.cells[name]), priors=priors)
                for name in (diagrams.clauses[index] for index in diagrams.order)
            ],
        )
        for priors in (False, True)
    ]
    found = []
    for verdict in program.policy.verdicts:
        shares, weighted = (one.on(verdict) for one in counted)
        rows = [
            Influence(verdict=verdict, clause=clause, share=share, weighted=weighted.get(clause, 0.0))
            for clause, share in shares.items()
        ]
        found += sorted(rows, key=lambda row: (-row.share, row.clause))
    return found
