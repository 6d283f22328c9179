"""What a connective makes of values that are all known: exactly, with days as their numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import floor, prod

from logitext.logic.calendar import civil, shifted
from logitext.logic.day_numbers import into
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Enumeration, Sort, Value
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term

Meaning = Callable[[Mapping[str, Value]], Value]
"""Gives the value of a term from the values of the clauses in it; days are numbers on both sides."""


def calculate(op: Connective, values: Sequence[Value], sorts: Sequence[Sort], bounds: tuple[int, ...]) -> Value:
    """The value of a connective applied to values of some sorts; of ITE, `values` are the condition and both sides."""
    match op:
        case Connective.AND:
            return all(values)
        case Connective.OR:
            return any(values)
        case Connective.NOT:
            return not values[0]
        case Connective.IMPLIES:
            return not values[0] or bool(values[1])
        case Connective.XOR:
            return values.count(True) % 2 == 1
        case Connective.ITE:
            return values[1] if values[0] else values[2]
        case Connective.TALLY:
            return values.count(True)
        case Connective.COUNT:
            least, most = bounds
            return least <= values.count(True) <= most
        case Connective.EQ:
            return values[0] == values[1]
        case Connective.LT | Connective.LE:
            left, right = (_rank(value, sort) for value, sort in zip(values, sorts, strict=True))
            return left < right if op is Connective.LT else left <= right
        case Connective.TO_REAL:
            return Fraction(_number(values[0]))
        case Connective.NEG:
            return -_number(values[0])
        case Connective.ADD:
            return sum(map(_number, values), start=0)
        case Connective.MUL:
            return prod(map(_number, values))
        case Connective.MIN:
            return min(map(_number, values))
        case Connective.MAX:
            return max(map(_number, values))
        case Connective.ABS:
            number = _number(values[0])
            return -number if number < 0 else number
        case Connective.FLOOR:
            return floor(_number(values[0]))
        case Connective.MOD:
            return _number(values[0]) % _number(values[1])
        case Connective.YEAR | Connective.MONTH | Connective.DAY:
            found: int = civil(values[0])[_PART[op]]
            return found
        case Connective.SHIFT:
            assert isinstance(values[1], int)
            day: int = shifted(values[0], values[1])
            return day
    raise AssertionError(op)


_PART = {Connective.YEAR: 0, Connective.MONTH: 1, Connective.DAY: 2}


def meaning(term: Term, policy: CheckedPolicy) -> Meaning:
    """What a term of a policy means."""
    return _Maker(policy).made(term)


def completed(policy: CheckedPolicy, values: Mapping[str, Value]) -> dict[str, Value]:
    """Values of all clauses, and those of definitions and verdicts that go with them."""
    found = dict(values)
    for name in policy.order:
        found[name] = value_of(policy.body(name), found)
    return found


def value_of(term: Term, values: Mapping[str, Value]) -> Value:
    """The value of a term where those of all names in it are known."""
    match term:
        case Constant(value=value):
            return into(value)
        case ClauseRef(name=name) | DefinitionRef(name=name):
            return values[name]
        case Apply(op=op, args=args, bounds=bounds):
            return calculate(op, [value_of(arg, values) for arg in args], [arg.sort for arg in args], bounds)


class _Maker:
    def __init__(self, policy: CheckedPolicy) -> None:
        self._policy = policy
        self._defined: dict[str, Meaning] = {}

    def made(self, term: Term) -> Meaning:
        match term:
            case Constant(value=value):
                counted = into(value)
                return lambda _: counted
            case ClauseRef(name=name):
                return lambda values: values[name]
            case DefinitionRef(name=name):
                for other in self._policy.order[: self._policy.order.index(name) + 1]:  # each after what it mentions
                    if other not in self._defined:
                        self._defined[other] = self.made(self._policy.body(other))
                return self._defined[name]
            case Apply(op=op, args=args, bounds=bounds):
                parts, sorts = [self.made(arg) for arg in args], [arg.sort for arg in args]
                return lambda values: calculate(op, [part(values) for part in parts], sorts, bounds)


def _rank(value: Value, sort: Sort) -> int | Fraction:
    """A number as itself, a label as its place in the enumeration."""
    return sort.labels.index(str(value)) if isinstance(sort, Enumeration) else _number(value)


def _number(value: Value) -> int | Fraction:
    assert isinstance(value, int | Fraction)
    return value
