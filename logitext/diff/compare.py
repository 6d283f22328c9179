"""What changes in the decisions of two versions of a policy.

Compared are the worlds that both versions allow: in the others one of them decides nothing. On diagrams the cases of a
verdict are prime: none of their conditions can be left out; together they are all that changes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from logitext.diff.joined import NEW, OLD, joined
from logitext.diff.match import Matching, match
from logitext.logic.conditions.conditions import BackendCondition, Conditions, TooHardError
from logitext.logic.conditions.diagram import DiagramConditions
from logitext.logic.conditions.over import over
from logitext.logic.cone_of_influence import clauses_in
from logitext.logic.day_numbers import out
from logitext.logic.diagram.store import TooLargeError
from logitext.logic.program import Program
from logitext.logic.worlds.likelihood import likelihood
from logitext.logic.worlds.wanted import Wanted, wanted
from logitext.policy.model import CheckedPolicy, Clause
from logitext.policy.sorts import BOOL, Value
from logitext.records.difference import (
    ChangedCase,
    ClauseChanges,
    PolicyDifference,
    Relation,
    Reworded,
    VerdictChange,
)
from logitext.syntax.diagnostics import Diagnostic, InputError

if TYPE_CHECKING:
    from logitext.logic.diagram.store import Weights

CASES = 20
"""How many cases of a verdict are listed where not all are asked for."""
WORK = 15_000_000
"""The nodes that are looked at for the cases of one way to change, some seconds; then no more cases are sought."""
MOST = 2000
"""How many are ever listed."""


async def compare(old: CheckedPolicy, new: CheckedPolicy, *, every: bool = False) -> PolicyDifference:
    """What changes from one version of a policy to another, with `every` case. InputError where both allow no world."""
    matching = match(old, new)
    whole, _ = joined(old, new, matching)
    program = Program(whole)
    return await over(program, lambda conditions: _Comparison(old, new, whole, matching, conditions, every).all())


def _called(policy: CheckedPolicy, names: Sequence[str]) -> tuple[str, ...]:
    """The names of clauses; of those that stand for formulas about elements, the formulas."""
    return tuple([policy.clauses[name].wording if "@" in name else name for name in names])


class _Comparison:
    def __init__(
        self,
        old: CheckedPolicy,
        new: CheckedPolicy,
        whole: CheckedPolicy,
        matching: Matching,
        conditions: Conditions,
        every: bool,
    ) -> None:
        self._old, self._new, self._whole = old, new, whole
        self._matching, self._conditions, self._every = matching, conditions, every

    def all(self) -> PolicyDifference:
        """The difference."""
        conditions = self._conditions
        sides = [
            conditions.both(*[meaning for id, meaning in conditions.assumed.items() if id.startswith(mark)])
            for mark in (OLD, NEW)
        ]
        if conditions.world(conditions.both(*sides), ()) is None:
            message = "the two versions cannot be compared: there is nothing that the assumptions of both allow"
            raise InputError([Diagnostic("NLT740", message, hint="compare them after mending their assumptions")])
        only_old, only_new = (
            conditions.world(conditions.both(one, conditions.negate(other)), ()) is not None
            for one, other in (sides, reversed(sides))
        )
        names = dict.fromkeys((*self._old.verdicts, *self._new.verdicts))
        return PolicyDifference(
            old=self._old.source.name,
            new=self._new.source.name,
            verdicts={name: self._verdict(name) for name in names},
            clauses=ClauseChanges(
                added=_called(self._new, self._matching.added),
                removed=_called(self._old, self._matching.removed),
                renamed=self._matching.renamed,
                reworded=tuple(self._reworded()),
            ),
            only_old=only_old,
            only_new=only_new,
        )

    def _reworded(self) -> Iterator[Reworded]:
        after = {before: name for name, before in self._matching.same.items()}
        for name in self._matching.reworded:
            old, new = self._old.clauses[name], self._new.clauses[after[name]]
            yield Reworded(clause=name, old=old.wording, new=new.wording)

    # --- one verdict

    def _verdict(self, name: str) -> VerdictChange:
        before, after = self._old.verdicts.get(name), self._new.verdicts.get(name)
        there = after or before
        assert there is not None
        if before is None or after is None or before.sort != after.sort:
            relation: Relation = "added" if before is None else "removed" if after is None else "changed"
            return _change(there.violation, relation, complete=before is None or after is None)
        conditions = self._conditions
        conditions.allow()
        with conditions.scope():
            ways = [(was, now, when) for was, now, when in self._ways(name) if conditions.world(when) is not None]
            relation = _relation([(was, now) for was, now, _ in ways])
            if not isinstance(conditions, DiagramConditions):
                cases = [self._example(name, *way) for way in ways]
                return _change(there.violation, relation, cases, complete=not ways)
            return self._counted(name, there.violation, relation, ways, conditions)

    def _ways(self, name: str) -> Iterator[tuple[Value | None, Value | None, BackendCondition]]:
        """The ways in which a verdict may change: its values, and when. Without values where these cannot be listed."""
        conditions = self._conditions
        before, after = conditions.defined[OLD + name], conditions.defined[NEW + name]
        sort = self._whole.verdicts[OLD + name].sort
        if sort == BOOL:
            yield False, True, conditions.both(conditions.negate(before), after)
            yield True, False, conditions.both(before, conditions.negate(after))
        elif isinstance(conditions, DiagramConditions):
            for (was, one), (now, other) in itertools.product(before.items(), after.items()):
                if was != now:
                    yield out(was, sort), out(now, sort), conditions.both(one, other)
        else:
            yield None, None, conditions.differ(before, after, sort)

    def _example(self, name: str, was: Value | None, now: Value | None, when: BackendCondition) -> ChangedCase:
        """A world in which a verdict changes, by the solver."""
        world = self._conditions.world(when) or {}
        terms = [self._whole.verdicts[mark + name].term for mark in (OLD, NEW)]
        named = frozenset().union(*(clauses_in(term, self._whole) for term in terms))
        clauses = self._whole.clauses
        demands = [Wanted(one, clauses[one].sort, (value,)) for one, value in world.items() if one in named]
        return self._case(demands, was, now, None, None)

    def _counted(
        self,
        name: str,
        violation: bool,
        relation: Relation,
        ways: Sequence[tuple[Value | None, Value | None, BackendCondition]],
        conditions: DiagramConditions,
    ) -> VerdictChange:
        worlds = conditions.worlds
        uniform, by_priors = self._weights(conditions, priors=False), self._weights(conditions, priors=True)
        share = weighted = None
        cases: list[ChangedCase] = []
        complete = True
        most = MOST if self._every else CASES
        try:
            anyhow = conditions.either(*[when for _, _, when in ways])
            share, weighted = worlds.share(anyhow, uniform), worlds.share(anyhow, by_priors)
            for was, now, when in ways:
                cubes = worlds.cubes(when, lambda _, cell: 1.0 + cell / 100)
                work = 0
                for cube in itertools.islice(cubes, most + 1):
                    node = worlds.of_cube(cube)
                    shares = (worlds.share(node, uniform), worlds.share(node, by_priors))
                    cases.append(self._case(self._demands(cube, conditions), was, now, *shares))
                    work += worlds.effort(when)
                    if work > WORK:
                        complete = False
                        break
        except (TooHardError, TooLargeError):
            complete = False
        cases.sort(key=lambda one: (-(one.share or 0), one.condition))
        return VerdictChange(
            violation=violation,
            relation=relation,
            share=share,
            weighted=weighted,
            cases=tuple(cases[:most]),
            complete=complete and len(cases) <= most,
        )

    def _case(
        self,
        demands: Sequence[Wanted],
        was: Value | None,
        now: Value | None,
        share: float | None,
        weighted: float | None,
    ) -> ChangedCase:
        return ChangedCase(
            when={one.clause: one.words() if one.value is None else one.value for one in demands},
            condition=" and ".join(map(_formula, demands)) or "true",
            words=" and ".join([_words(one, self._whole.clauses[one.clause]) for one in demands]) or "always",
            old=was,
            new=now,
            share=share,
            weighted=weighted,
        )

    def _demands(self, cube: Mapping[int, Sequence[int]], conditions: DiagramConditions) -> list[Wanted]:
        named = {conditions.worlds.order[level]: cells for level, cells in cube.items()}
        return [
            wanted(name, clause.sort, conditions.cells[name], named[name])
            for name, clause in self._whole.clauses.items()
            if name in named
        ]

    def _weights(self, conditions: DiagramConditions, *, priors: bool) -> Weights:
        """How likely the cells of each clause are: all the same, or by the priors of the new version."""
        new = {before: name for name, before in self._matching.same.items()}
        found = []
        for name in conditions.worlds.order:
            clause = self._new.clauses[new[name]] if name in new else self._whole.clauses[name]
            found.append(likelihood(clause, len(conditions.cells[name]), priors=priors))
        return found


def _relation(ways: Sequence[tuple[Value | None, Value | None]]) -> Relation:
    if not ways:
        return "equivalent"
    if len(ways) == 1 and all(isinstance(value, bool) for value in ways[0]):  # no numbers: 0 equals false
        return "narrower" if ways[0][0] else "wider"
    return "changed"


def _change(
    violation: bool, relation: Relation, cases: Sequence[ChangedCase] = (), *, complete: bool = True
) -> VerdictChange:
    share = 0.0 if relation == "equivalent" else None
    return VerdictChange(
        violation=violation,
        relation=relation,
        share=share,
        weighted=share,
        cases=tuple(cases),
        complete=complete,
    )


def _words(demand: Wanted, clause: Clause) -> str:
    """A demand in the words of the policy; a fact without words by its name."""
    wording = " ".join(clause.wording.split())
    if not wording:
        return str(demand)
    if demand.sort == BOOL:
        return f"“{wording}”" if demand.values[0] else f"not “{wording}”"
    return f"“{wording}”: {demand.words()}"


def _formula(demand: Wanted) -> str:
    written = demand.formula()
    return f"({written})" if " or " in written else written
