"""Which values of a clause a policy tells apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.policy.sorts import BOOL

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook
    from logitext.logic.conditions.conditions import BackendCondition


class CellDistinction:
    """Tells of two cells of a clause whether it makes a difference in which one its value lies.

    It does where, with the same values of all other clauses, one is allowed and the other is not, or a verdict differs.
    """

    def __init__(self, look: PolicyLook, clause: str) -> None:
        self._look = look
        self._clause = clause
        conditions = look.conditions
        policy = conditions.policy
        mentioning = [one.id for one in policy.assumptions if clause in look.clauses_in(one.term)]
        self._others = [id for id in conditions.assumed if id not in mentioning]
        self._own = conditions.both(*[conditions.assumed[id] for id in mentioning])
        self._roots = [name for name in look.roots if clause in look.clauses_in(look.body(name))]
        self._allowed: dict[int, BackendCondition] = {}
        self._kept: dict[tuple[int, int], bool] = {}

    def distinguished(self, one: int, other: int) -> bool:
        """Whether a formula distinguishes two cells. TooHardError."""
        found = self._kept.get((one, other))
        if found is None:
            found = self._kept[one, other] = self._told(one, other)
        return found

    def allows(self, cell: int) -> bool:
        """Whether the assumptions allow the clause a value of a cell."""
        return self._look.conditions.world(self._allowing(cell), self._others) is not None

    def _told(self, one: int, other: int) -> bool:
        conditions, look = self._look.conditions, self._look
        here, there = self._allowing(one), self._allowing(other)
        if conditions.world(conditions.differ(here, there, BOOL), self._others) is not None:
            return True
        both = conditions.both(here, there)
        for name in self._roots:
            meaning = conditions.defined[name]
            left, right = (conditions.at(meaning, self._clause, cell) for cell in (one, other))
            turns = conditions.both(both, conditions.differ(left, right, look.sort_of(name)))
            if conditions.world(turns, self._others) is not None:
                return True
        return False

    def _allowing(self, cell: int) -> BackendCondition:
        found = self._allowed.get(cell)
        if found is None:
            found = self._allowed[cell] = self._look.conditions.at(self._own, self._clause, cell)
        return found
