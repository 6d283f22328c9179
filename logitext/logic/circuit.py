"""Formulas as a circuit of bounds: a change of some inputs takes a time that grows with what depends on them.

A node has a lower and an upper bound, found from those of two or three other nodes. What joins many parts (a
conjunction, a sum) is a balanced tree of nodes, so that one part among thousands changes a dozen of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from heapq import heappush
from math import floor, inf
from typing import TypeAlias

from logitext.logic.calendar import civil, shifted
from logitext.logic.settle import settle

CircuitNumber: TypeAlias = int | Fraction | float
"""Exact, but for the two infinities."""
CircuitRange: TypeAlias = tuple[CircuitNumber, CircuitNumber]
RangeRule: TypeAlias = Callable[..., CircuitRange]
"""The bounds of a node by those of its parts."""

NO: CircuitRange = (0, 0)
YES: CircuitRange = (1, 1)
EITHER: CircuitRange = (0, 1)
ANY: CircuitRange = (-inf, inf)


class Circuit:
    """Nodes, numbered from 0, each after its parts; `at` has their bounds."""

    def __init__(self) -> None:
        self.at: list[CircuitRange] = []
        self._rules: list[tuple[RangeRule, tuple[int, ...]]] = []
        self._users: list[list[int]] = []

    def input(self, bounds: CircuitRange) -> int:
        """A node with bounds of its own."""
        return self._new((lambda: bounds, ()), bounds)

    def node(self, rule: RangeRule, *parts: int) -> int:
        """A node whose bounds follow from those of others."""
        made = self._new((rule, parts), ANY)
        self.at[made] = self._found(made)
        for part in set(parts):
            self._users[part].append(made)
        return made

    def joined(self, rule: RangeRule, parts: Sequence[int]) -> int:
        """Parts joined two by two; for a rule to which their grouping makes no difference."""
        while len(parts) > 1:
            pairs = [self.node(rule, *parts[place : place + 2]) for place in range(0, len(parts) - 1, 2)]
            parts = pairs + list(parts[len(parts) - len(parts) % 2 :])
        return parts[0]

    def change(self, inputs: Iterable[tuple[int, CircuitRange]]) -> None:
        """Give inputs other bounds, and find anew what depends on them."""
        at, users = self.at, self._users
        waiting: list[int] = []
        for node, bounds in inputs:
            at[node] = bounds
            for user in users[node]:
                heappush(waiting, user)
        settle(waiting, at, self._found, users)

    def _found(self, node: int) -> CircuitRange:
        """The bounds of a node by those of its parts."""
        rule, parts = self._rules[node]
        return rule(*[self.at[part] for part in parts])

    def _new(self, rule: tuple[RangeRule, tuple[int, ...]], bounds: CircuitRange) -> int:
        self.at.append(bounds)
        self._rules.append(rule)
        self._users.append([])
        return len(self.at) - 1


# --- rules: false and true are 0 and 1


def negated(one: CircuitRange) -> CircuitRange:
    return 1 - one[1], 1 - one[0]


def least(one: CircuitRange, other: CircuitRange) -> CircuitRange:
    return min(one[0], other[0]), min(one[1], other[1])


def most(one: CircuitRange, other: CircuitRange) -> CircuitRange:
    return max(one[0], other[0]), max(one[1], other[1])


def parity(one: CircuitRange, other: CircuitRange) -> CircuitRange:
    """Whether one of two holds and the other does not."""
    if one[0] != one[1] or other[0] != other[1]:
        return EITHER
    return NO if one == other else YES


def implied(one: CircuitRange, other: CircuitRange) -> CircuitRange:
    return most(negated(one), other)


def chosen(test: CircuitRange, then: CircuitRange, otherwise: CircuitRange) -> CircuitRange:
    if test[0] == 1:
        return then
    if test[1] == 0:
        return otherwise
    return min(then[0], otherwise[0]), max(then[1], otherwise[1])


def equal(left: CircuitRange, right: CircuitRange) -> CircuitRange:
    if left[1] < right[0] or right[1] < left[0]:
        return NO
    return YES if left[0] == left[1] == right[0] == right[1] else EITHER


def at_most(left: CircuitRange, right: CircuitRange) -> CircuitRange:
    if left[1] <= right[0]:
        return YES
    return NO if left[0] > right[1] else EITHER


def less(left: CircuitRange, right: CircuitRange) -> CircuitRange:
    return negated(at_most(right, left))


def within(fewest: int, highest: int) -> RangeRule:
    """Whether a number of parts that hold lies between two numbers."""

    def rule(count: CircuitRange) -> CircuitRange:
        if count[1] < fewest or count[0] > highest:
            return NO
        return YES if fewest <= count[0] and count[1] <= highest else EITHER

    return rule


def plus(one: CircuitRange, other: CircuitRange) -> CircuitRange:
    # An infinity is not added to: a whole number of many digits cannot become a float.
    low = -inf if -inf in (one[0], other[0]) else one[0] + other[0]
    high = inf if inf in (one[1], other[1]) else one[1] + other[1]
    return low, high


def times(one: CircuitRange, other: CircuitRange) -> CircuitRange:
    ends = [_product(a, b) for a in one for b in other]
    return min(ends), max(ends)


def scaled(by: CircuitNumber) -> RangeRule:
    """A number of times as much."""

    def rule(one: CircuitRange) -> CircuitRange:
        ends = _product(by, one[0]), _product(by, one[1])
        return ends if by >= 0 else ends[::-1]

    return rule


def size(one: CircuitRange) -> CircuitRange:
    """The number without its sign."""
    low, high = one
    ends: tuple[CircuitNumber, CircuitNumber] = (-low if low < 0 else low, -high if high < 0 else high)
    return (0 if low <= 0 <= high else min(ends)), max(ends)


def rounded_down(one: CircuitRange) -> CircuitRange:
    low, high = (end if end in ANY else floor(end) for end in one)
    return low, high


def remainder(by: int) -> RangeRule:
    """What is left of a division by a number above 0 that rounds down."""

    def rule(one: CircuitRange) -> CircuitRange:
        return (one[0] % by, one[0] % by) if one[0] == one[1] else (0, by - 1)

    return rule


def year(one: CircuitRange) -> CircuitRange:
    low, high = (end if end in ANY else civil(end)[0] for end in one)
    return low, high


def month(one: CircuitRange) -> CircuitRange:
    return _of_day(one, 1, 12)


def day(one: CircuitRange) -> CircuitRange:
    return _of_day(one, 2, 31)


def _of_day(one: CircuitRange, part: int, most: int) -> CircuitRange:
    found = civil(one[0])[part] if one[0] == one[1] else None
    return (1, most) if found is None else (found, found)


def later(months: int) -> RangeRule:
    """The day a number of months later."""

    def rule(one: CircuitRange) -> CircuitRange:
        low, high = (end if end in ANY else shifted(end, months) for end in one)
        return low, high

    return rule


def _product(one: CircuitNumber, other: CircuitNumber) -> CircuitNumber:
    if one == 0 or other == 0:
        return 0
    if one in ANY or other in ANY:
        return inf if (one > 0) is (other > 0) else -inf
    return one * other
