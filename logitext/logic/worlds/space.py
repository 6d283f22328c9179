"""The worlds of a policy, as the search for texts sees them: on diagrams where there are any, else by Z3.

What is aimed at is said in the policy's words (a verdict's outcome, values of clauses), and what is to be written comes
back in them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from logitext.logic.cone_of_influence import clauses_in
from logitext.logic.day_numbers import into
from logitext.logic.diagram.cells import NotFiniteError
from logitext.logic.diagram.forest import FALSE
from logitext.logic.diagram.store import TooLargeError
from logitext.logic.minimize import minimal
from logitext.logic.worlds.diagram import Cube, DiagramWorlds, Said
from logitext.logic.worlds.one_condition import Cost
from logitext.logic.worlds.wanted import Wanted, wanted
from logitext.policy.model import Assumption
from logitext.policy.sorts import BOOL, Enumeration, Value

if TYPE_CHECKING:
    from logitext.logic.program import Program

ValuePrice: TypeAlias = Callable[[str, Value | None], float]
"""What it costs to demand a value of a clause; None stands for a text that is none of those that the policy names."""


MOST_AVOIDED = 20
"""How many sets are avoided at a time."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to hold of a world: a verdict has an outcome, clauses have values that are wanted, a condition is met.

    `node` is a condition of the diagrams, where there are any.
    """

    outcome: tuple[str, Value] | None = None
    wanted: tuple[Wanted, ...] = ()
    node: int | None = None


class Space:
    """The worlds of a program. `worlds` are its diagrams; None where Z3 decides, and `why` then says why."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.policy = program.policy
        self.worlds: DiagramWorlds | None = None
        self.why = ""
        try:
            self.worlds = DiagramWorlds(program.counted)
        except NotFiniteError as error:
            self.why = str(error)
        self.has_facts = any(clause.fact for clause in self.policy.clauses.values())
        self._choices: dict[str, tuple[Wanted, ...]] = {}
        self._nodes: dict[Aim, int] = {}

    # --- clauses

    def clauses_of(self, verdict: str) -> frozenset[str]:
        """The clauses that a verdict speaks of, directly or through definitions."""
        if self.worlds is not None:
            return self.worlds.clauses_of(verdict)
        return clauses_in(self.policy.body(verdict), self.policy)

    def choices(self, clause: str) -> tuple[Wanted, ...]:
        """The representatives of the cells of a clause; empty where there are infinitely many."""
        found = self._choices.get(clause)
        if found is None:
            sort = self.policy.clauses[clause].sort
            if self.worlds is not None:
                cells = self.worlds.cells[clause]
                found = tuple([wanted(clause, sort, cells, (cell,)) for cell in range(len(cells))])
            elif sort == BOOL:
                found = (Wanted(clause, sort, (False,)), Wanted(clause, sort, (True,)))
            else:
                labels = sort.labels if isinstance(sort, Enumeration) else ()
                found = tuple([Wanted(clause, sort, (label,)) for label in labels])
            self._choices[clause] = found
        return found

    def outcomes(self, verdict: str) -> Sequence[Value]:
        """The values that a verdict may have by itself; empty where they cannot be listed."""
        if self.worlds is not None:
            return list(self.worlds.outcomes(verdict))
        sort = self.policy.verdicts[verdict].sort
        return (True, False) if sort == BOOL else sort.labels if isinstance(sort, Enumeration) else ()

    def known(self, values: Mapping[str, Value]) -> tuple[Wanted, ...]:
        """That clauses have the values that they have."""
        found = []
        for name, value in values.items():
            choice = next((one for one in self.choices(name) if one.admits(value)), None)
            found.append(choice or Wanted(name, self.policy.clauses[name].sort, (value,)))
        return tuple(found)

    # --- aims

    async def feasible(self, aim: Aim) -> bool:
        """Whether the assumptions allow it. TimeoutError where Z3 gave up."""
        if self.worlds is not None:
            return self.worlds.feasible(self.node(aim))
        return await self.program.world(aim.wanted, aim.outcome) is not None

    async def cube(
        self,
        aim: Aim,
        price: ValuePrice,
        avoid: Sequence[frozenset[Wanted]] = (),
        said: Mapping[str, Collection[Value]] | None = None,
    ) -> tuple[Wanted, ...] | None:
        """What to demand so that every allowed world which meets it meets the aim, at about the least price.

        Sets to avoid are not demanded together, and not needed, as far as that can be; the last are given up first.
        `said` has the clauses of which only some values can be known, and these values: only on diagrams, no others are
        demanded of them. None where the aim cannot be met. TimeoutError where Z3 gave up.
        """
        if self.worlds is not None:
            node, cells = self.node(aim), self._said(said or {})
            if not self.worlds.feasible(node):
                return None
            node = self._avoiding(node, avoid, cells)
            try:
                cube = self.worlds.cheapest(node, self._cost(price), cells)
            except TooLargeError:
                cube = self.worlds.cheapest(node, self._cost(price))
            return None if cube is None else self.of_cube(cube)
        liked = sorted(
            ((one.clause, value) for name in self.policy.clauses for one in self.choices(name) for value in one.values),
            key=lambda pair: price(*pair),
        )
        found = await self.program.world(aim.wanted, aim.outcome, [tuple(one) for one in avoid], liked)
        if found is None:
            return None
        needed = {one.clause: one for one in aim.wanted}
        if aim.outcome is not None:
            name, value = aim.outcome
            doubts = {clause: max(0.0, price(clause, own)) for clause, own in found.items()}
            reason = await self.program.implicant(found, name, value, doubts)
            for one in self.known({clause: found[clause] for clause in reason.clauses}):
                needed.setdefault(one.clause, one)
        return tuple([needed[name] for name in self.policy.clauses if name in needed])

    async def state(self, aim: Aim, values: Mapping[str, Value]) -> bool | None:
        """Whether clauses with these values meet the aim; None where that is not entailed either way."""
        if self.worlds is not None:
            return self.worlds.state(self.node(aim), self.at(values))
        met = all(one.clause in values and one.admits(values[one.clause]) for one in aim.wanted)
        if any(one.clause in values and not one.admits(values[one.clause]) for one in aim.wanted):
            return False
        if aim.outcome is None:
            return True if met else None
        name, value = aim.outcome
        decision = await self.program.decide(values, (name,))
        if decision.conflict or name not in decision.values:
            return None
        return None if decision.values[name] == value and not met else decision.values[name] == value

    async def allows(self, values: Mapping[str, Value]) -> bool:
        """Whether the assumptions allow clauses to have these values."""
        if self.worlds is not None:
            return self.worlds.allows(self.at(values))
        return not (await self.program.decide(values, ())).conflict

    # --- on diagrams

    def node(self, aim: Aim) -> int:
        """The condition that an aim is."""
        worlds = self._finite
        found = self._nodes.get(aim)
        if found is None:
            parts = [worlds.of_cube(self.cells([one])) for one in aim.wanted]
            if aim.outcome is not None:
                parts.append(worlds.outcome(aim.outcome[0], into(aim.outcome[1])))
            if aim.node is not None:
                parts.append(aim.node)
            found = self._nodes[aim] = worlds.both(*parts)
        return found

    def cells(self, demands: Sequence[Wanted]) -> Cube:
        """Demands as cells of levels."""
        worlds = self._finite
        found: Cube = {}
        for one in demands:
            choices = self.choices(one.clause)
            # A demand is put together of whole choices: it admits a value of each of them, or none.
            found[worlds.level_of[one.clause]] = tuple(
                [cell for cell, choice in enumerate(choices) if _overlap(one, choice)]
            )
        return found

    def of_cube(self, cube: Mapping[int, Sequence[int]]) -> tuple[Wanted, ...]:
        """Cells of levels as demands, in the order of the file."""
        worlds = self._finite
        found = {
            name: wanted(name, self.policy.clauses[name].sort, worlds.cells[name], cells)
            for level, cells in cube.items()
            for name in (worlds.order[level],)
        }
        return tuple([found[name] for name in self.policy.clauses if name in found])

    def at(self, values: Mapping[str, Value]) -> dict[int, int]:
        """Values as the cells that they lie in."""
        worlds = self._finite
        return {worlds.level_of[name]: worlds.cells[name].cell(into(value)) for name, value in values.items()}

    def heaviest(self, aim: Aim, weight: ValuePrice, clauses: Sequence[str] = ()) -> tuple[Wanted, ...] | None:
        """A world that meets the aim, with the greatest sum of weights: a choice for each clause; None without one.

        `clauses` are among them whether the aim speaks of them or not.
        """
        worlds = self._finite
        found = worlds.heaviest(self.node(aim), self._cost(weight), clauses)
        return None if found is None else self.of_cube({level: (cell,) for level, cell in found.items()})

    def cubes(self, aim: Aim, price: ValuePrice) -> Iterator[tuple[Wanted, ...]]:
        """Prime cubes that together cover all worlds that meet the aim."""
        for cube in self._finite.cubes(self.node(aim), self._cost(price)):
            yield self.of_cube(cube)

    def decisive(self, verdict: str, value: Value, clause: str) -> tuple[Aim, Aim] | None:
        """Two aims with different values of a clause, which alone turns whether a verdict has a value.

        The first has it and the second does not; both are met under one condition on the other clauses. None where
        there is no such pair.
        """
        worlds = self._finite
        found = worlds.decisive(worlds.outcome(verdict, into(value)), clause)
        if found is None:
            return None
        one, other, when = found
        choices = self.choices(clause)
        return Aim(None, (choices[one],), when), Aim(None, (choices[other],), when)

    def why_not_decisive(self, verdict: str, value: Value, clause: str) -> tuple[str, ...]:
        """Why there is no such pair: the assumptions that never leave the clause to change alone, or none."""
        worlds = self._finite
        node = worlds.outcome(verdict, into(value))
        if not worlds.support(node) >> worlds.level_of[clause] & 1:
            return ("it makes no difference to the formula",)
        binding = self._about(worlds.tied([clause])) or self._about(worlds.tied(self.clauses_of(verdict)))
        return tuple([one.place.written for one in binding])

    def _about(self, clauses: frozenset[str]) -> list[Assumption]:
        return [one for one in self.policy.assumptions if clauses & clauses_in(one.term, self.policy)]

    def irredundant(self, cubes: Sequence[tuple[Wanted, ...]]) -> list[tuple[Wanted, ...]]:
        """Cubes without those that the others cover together, the last ones left out first."""
        worlds = self._finite
        nodes = [worlds.of_cube(self.cells(one)) for one in cubes]

        def without(index: int, rest: list[int]) -> list[int] | None:
            if not rest:
                return None
            others = worlds.negate(worlds.either(*[nodes[other] for other in rest]))
            return None if worlds.feasible(worlds.both(nodes[index], others)) else rest

        everything = range(len(cubes))
        return [cubes[index] for index in minimal(everything, reversed(everything), without)]

    def allowing(self, clauses: Sequence[str]) -> int:
        """The condition that the assumptions hold which have to do with some clauses."""
        return self._finite.allowing(clauses)

    def count(self, aim: Aim, clauses: Sequence[str]) -> int:
        """The number of combinations of cells of some clauses that occur in worlds which meet the aim."""
        return self._finite.count(self.node(aim), clauses)

    def avoiding(self, aim: Aim, avoid: Sequence[frozenset[Wanted]]) -> Aim:
        """The aim without sets that are to be avoided, as far as that can be."""
        return replace(aim, node=self._avoiding(self.node(aim), avoid))

    def except_for(self, aim: Aim, worlds: Sequence[Sequence[Wanted]]) -> Aim:
        """The aim, but not in some worlds."""
        node = self.node(aim)
        for one in worlds:
            node = self._finite.both(node, self._finite.negate(self._finite.of_cube(self.cells(one))))
        return replace(aim, node=node)

    @property
    def _finite(self) -> DiagramWorlds:
        assert self.worlds is not None
        return self.worlds

    def _cost(self, price: ValuePrice) -> Cost:
        worlds = self._finite
        kept: dict[tuple[int, int], float] = {}

        def cost(level: int, cell: int) -> float:
            found = kept.get((level, cell))
            if found is None:
                name = worlds.order[level]
                choice = self.choices(name)[cell]
                found = kept[level, cell] = price(name, choice.sample())
            return found

        return cost

    def confirmable(self, aim: Aim, said: Mapping[str, Collection[Value]]) -> bool:
        """Whether a world can be known to meet the aim where only some values of some clauses can be known.

        On diagrams only. True where it would take too long to see.
        """
        try:
            return self._finite.known(self.node(aim), self._said(said)) != FALSE
        except TooLargeError:
            return True

    def _said(self, said: Mapping[str, Collection[Value]]) -> Said:
        return {
            self._finite.level_of[name]: [
                cell
                for cell, choice in enumerate(self.choices(name))
                if len(choice.values) == 1 and choice.values[0] in values
            ]
            for name, values in said.items()
        }

    def _avoiding(self, node: int, avoid: Sequence[frozenset[Wanted]], said: Said | None = None) -> int:
        worlds = self._finite
        support = worlds.support(worlds.possible(node))
        cubes = [self.cells(sorted(one, key=str)) for one in avoid]
        near = [cube for cube in cubes if all(support >> level & 1 for level in cube)]
        for cube in near[:MOST_AVOIDED]:
            try:
                narrower = worlds.both(node, worlds.negate(worlds.of_cube(cube)))
                if worlds.known(narrower, said) != FALSE if said else worlds.feasible(narrower):
                    node = narrower
            except TooLargeError:
                break  # to avoid them is a wish, no more
        return node


def _overlap(one: Wanted, choice: Wanted) -> bool:
    value = choice.sample()
    return one.other if value is None else one.admits(value)
