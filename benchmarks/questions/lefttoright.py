"""Formulas evaluated from left to right, as a program with short circuits does."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Enumeration, Value
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term


class Unsettled(Exception):  # noqa: N818 (no error: it says what to ask)
    """A clause is needed that was not asked yet."""

    def __init__(self, clause: str) -> None:
        super().__init__(clause)
        self.clause = clause


def evaluate(policy: CheckedPolicy, term: Term, asked: Mapping[str, Value | None]) -> Value | None:
    """The value of a term by three-valued logic, None where answers are missing that were asked in vain.

    What comes after the part that settles a connective is not looked at. Raises Unsettled for the first clause that is.
    For formulas without arithmetic.
    """

    def value(of: Term) -> Value | None:
        return evaluate(policy, of, asked)

    match term:
        case Constant(value=known):
            return known
        case DefinitionRef(name=name):
            return value(policy.body(name))
        case ClauseRef(name=name):
            if name not in asked:
                raise Unsettled(name)
            return asked[name]
        case Apply(op=Connective.NOT | Connective.TO_REAL as op, args=(only,)):
            found = value(only)
            return found if op is Connective.TO_REAL or found is None else not found
        case Apply(op=Connective.AND, args=args):
            return _until(False, args, value)
        case Apply(op=Connective.OR, args=args):
            return _until(True, args, value)
        case Apply(op=Connective.IMPLIES, args=(one, other)):
            return _until(True, (Apply(Connective.NOT, (one,)), other), value)
        case Apply(op=Connective.COUNT, args=args, bounds=(least, most)):
            return _count(args, least, most, value)
        case Apply(op=Connective.ITE, args=(condition, then, otherwise)):
            test = value(condition)
            if test is not None:
                return value(then if test else otherwise)
            both = value(then), value(otherwise)
            return both[0] if both[0] == both[1] else None
        case Apply(op=Connective.XOR, args=args):
            parts = [value(arg) for arg in args]
            return None if None in parts else sum(map(bool, parts)) % 2 == 1
        case Apply(op=Connective.EQ | Connective.LT | Connective.LE as op, args=(one, other)):
            left, right = value(one), value(other)
            if left is None or right is None:
                return None
            if isinstance(one.sort, Enumeration):
                left, right = one.sort.labels.index(str(left)), one.sort.labels.index(str(right))
            return bool(_COMPARE[op](left, right))
    raise ValueError(f"{term} is not for evaluation from left to right")


_COMPARE: Mapping[Connective, Callable[[Any, Any], Any]] = {
    Connective.EQ: operator.eq,
    Connective.LT: operator.lt,
    Connective.LE: operator.le,
}


def _until(settles: bool, args: tuple[Term, ...], value: Callable[[Term], Value | None]) -> Value | None:
    """An *and* (settled by a false part) or an *or* (by a true one)."""
    found: Value | None = not settles
    for arg in args:
        part = value(arg)
        if part is settles:
            return settles
        if part is None:
            found = None
    return found


def _count(args: tuple[Term, ...], least: int, most: int, value: Callable[[Term], Value | None]) -> Value | None:
    true = unknown = 0
    for place, arg in enumerate(args):
        left = len(args) - place
        if true > most or true + unknown + left < least:
            return False
        if true >= least and true + unknown + left <= most:
            return True
        part = value(arg)
        true += part is True
        unknown += part is None
    if true > most or true + unknown < least:
        return False
    return True if true >= least and true + unknown <= most else None
