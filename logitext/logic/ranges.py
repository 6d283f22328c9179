"""Between which bounds the formulas of a policy come out, whatever is not known. Without a solver, in one pass.

Everything is a number here: false and true are 0 and 1, a label is its place, a text its code. What bounds cannot tell
(`a or not a`, an assumption that ties clauses) they leave wide: so what they decide is entailed, and what is within
them need not be possible. Where each clause has one value they are exact, and serve to evaluate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import inf
from typing import TypeAlias

from logitext.logic.cones import conjuncts
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, Enumeration, Sort, Value
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term

Number: TypeAlias = int | Fraction | float
"""Exact, but for the two infinities."""
Range: TypeAlias = tuple[Number, Number]
_Env: TypeAlias = dict[str, Range]
_Rule: TypeAlias = Callable[[_Env], Range]

_NO: Range = (0, 0)
_YES: Range = (1, 1)
_EITHER: Range = (0, 1)
_ANY: Range = (-inf, inf)


class Ranges:
    """The formulas of a policy, made ready. `codes` has a number for each text in them."""

    def __init__(self, policy: CheckedPolicy, codes: Mapping[str, int]) -> None:
        self._codes = codes
        self._rules = [(name, self._rule(policy.body(name))) for name in policy.order]
        self._assumed = [self._rule(assumption.term) for assumption in policy.assumptions]
        self.clauses: dict[str, Range] = {name: _whole(clause.sort) for name, clause in policy.clauses.items()}
        """Between which bounds clauses are, by what is assumed of each alone."""
        for assumption in policy.assumptions:
            for part in conjuncts(assumption.term):
                self._bound(part)

    def of(self, name: str, known: Mapping[str, Number]) -> Range:
        """The bounds of a definition or a verdict when these clauses are known."""
        return self._all(known)[name]

    def world(self, name: str, values: Mapping[str, Number]) -> Number | None:
        """What it comes out as when all clauses are known; None where an assumption does not hold."""
        env = self._all(values)
        return env[name][0] if all(rule(env)[0] == 1 for rule in self._assumed) else None

    def _all(self, known: Mapping[str, Number]) -> _Env:
        env = dict(self.clauses)
        for name, value in known.items():
            env[name] = (value, value)
        for name, rule in self._rules:
            env[name] = rule(env)
        return env

    def _bound(self, part: Term) -> None:
        """Take up what an assumption says of one clause and a constant."""
        match part:
            case ClauseRef(name=name):
                self._narrow(name, _YES)
            case Apply(op=Connective.NOT, args=(ClauseRef(name=name),)):
                self._narrow(name, _NO)
            case (
                Apply(op=Connective.EQ, args=(ClauseRef(name=name), Constant() as one))
                | Apply(op=Connective.EQ, args=(Constant() as one, ClauseRef(name=name)))
            ):
                self._narrow(name, self._point(one))
            case (
                Apply(op=Connective.LT | Connective.LE, args=(ClauseRef(name=name), Constant() as one))
                | Apply(
                    op=Connective.NOT,
                    args=(Apply(op=Connective.LT | Connective.LE, args=(Constant() as one, ClauseRef(name=name))),),
                )
            ):
                self._narrow(name, (-inf, self._point(one)[1]))
            case (
                Apply(op=Connective.LT | Connective.LE, args=(Constant() as one, ClauseRef(name=name)))
                | Apply(
                    op=Connective.NOT,
                    args=(Apply(op=Connective.LT | Connective.LE, args=(ClauseRef(name=name), Constant() as one)),),
                )
            ):
                self._narrow(name, (self._point(one)[0], inf))

    def _narrow(self, name: str, within: Range) -> None:
        low, high = self.clauses[name]
        self.clauses[name] = max(low, within[0]), min(high, within[1])

    def _point(self, constant: Constant) -> Range:
        number = as_number(constant.value, constant.sort, self._codes)
        return number, number

    def _rule(self, term: Term) -> _Rule:
        match term:
            case Constant():
                point = self._point(term)
                return lambda _env: point
            case ClauseRef(name=name) | DefinitionRef(name=name):
                return lambda env: env[name]
            case Apply(op=op, args=args, bounds=bounds):
                return _applied(op, [self._rule(arg) for arg in args], bounds)


def as_number(value: Value, sort: Sort, codes: Mapping[str, int]) -> int | Fraction:
    """A value as a number; KeyError for a text without a code."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | Fraction):
        return value
    return sort.labels.index(str(value)) if isinstance(sort, Enumeration) else codes[str(value)]


def _whole(sort: Sort) -> Range:
    if sort == BOOL:
        return _EITHER
    return (0, len(sort.labels) - 1) if isinstance(sort, Enumeration) else _ANY


def _applied(op: Connective, rules: list[_Rule], bounds: tuple[int, ...]) -> _Rule:
    match op:
        case Connective.NOT:
            (only,) = rules
            return lambda env: _not(only(env))
        case Connective.AND:
            return lambda env: _least([rule(env) for rule in rules])
        case Connective.OR:
            return lambda env: _most([rule(env) for rule in rules])
        case Connective.XOR:
            return lambda env: _odd([rule(env) for rule in rules])
        case Connective.IMPLIES:
            left, right = rules
            return lambda env: _most([_not(left(env)), right(env)])
        case Connective.ITE:
            test, then, otherwise = rules
            return lambda env: _chosen(test(env), then, otherwise, env)
        case Connective.EQ:
            left, right = rules
            return lambda env: _equal(left(env), right(env))
        case Connective.LT:
            left, right = rules
            return lambda env: _not(_at_most(right(env), left(env)))
        case Connective.LE:
            left, right = rules
            return lambda env: _at_most(left(env), right(env))
        case Connective.ADD:
            return lambda env: _sum([rule(env) for rule in rules])
        case Connective.MUL:
            return lambda env: _product([rule(env) for rule in rules])
        case Connective.NEG:
            (only,) = rules
            return lambda env: _negative(only(env))
        case Connective.TO_REAL:
            return rules[0]
        case Connective.COUNT:
            least, most = bounds
            return lambda env: _within(_sum([rule(env) for rule in rules]), least, most)


def _not(one: Range) -> Range:
    return 1 - one[1], 1 - one[0]


def _least(parts: list[Range]) -> Range:
    return min([part[0] for part in parts]), min([part[1] for part in parts])


def _most(parts: list[Range]) -> Range:
    return max([part[0] for part in parts]), max([part[1] for part in parts])


def _odd(parts: list[Range]) -> Range:
    if any(low != high for low, high in parts):
        return _EITHER
    odd = int(sum(low for low, _ in parts)) % 2
    return odd, odd


def _chosen(test: Range, then: _Rule, otherwise: _Rule, env: _Env) -> Range:
    if test[0] == 1:
        return then(env)
    if test[1] == 0:
        return otherwise(env)
    one, other = then(env), otherwise(env)
    return min(one[0], other[0]), max(one[1], other[1])


def _equal(left: Range, right: Range) -> Range:
    if left[1] < right[0] or right[1] < left[0]:
        return _NO
    return _YES if left[0] == left[1] == right[0] == right[1] else _EITHER


def _at_most(left: Range, right: Range) -> Range:
    if left[1] <= right[0]:
        return _YES
    return _NO if left[0] > right[1] else _EITHER


def _within(count: Range, least: int, most: int) -> Range:
    if count[1] < least or count[0] > most:
        return _NO
    return _YES if least <= count[0] and count[1] <= most else _EITHER


def _negative(one: Range) -> Range:
    return -one[1], -one[0]


def _sum(parts: list[Range]) -> Range:
    # An infinity is not added to: a whole number of many digits cannot become a float.
    low = -inf if any(part[0] == -inf for part in parts) else sum([part[0] for part in parts])
    high = inf if any(part[1] == inf for part in parts) else sum([part[1] for part in parts])
    return low, high


def _product(parts: list[Range]) -> Range:
    found = parts[0]
    for part in parts[1:]:
        ends = [_times(one, other) for one in found for other in part]
        found = min(ends), max(ends)
    return found


def _times(one: Number, other: Number) -> Number:
    if one == 0 or other == 0:
        return 0
    if one in _ANY or other in _ANY:
        return inf if (one > 0) is (other > 0) else -inf
    return one * other
