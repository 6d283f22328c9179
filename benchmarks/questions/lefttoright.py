"""Formulas evaluated from left to right, as a program with short circuits does."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from logitext.logic.day_numbers import into, out
from logitext.logic.meaning import calculate
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term


class Unsettled(Exception):  # noqa: N818 (no error: it says what to ask)
    """A clause is needed that was not asked yet."""

    def __init__(self, clause: str) -> None:
        super().__init__(clause)
        self.clause = clause


def evaluate(policy: CheckedPolicy, term: Term, asked: Mapping[str, Value | None]) -> Value | None:
    """The value of a term by three-valued logic, None where answers are missing that were asked in vain.

    What comes after the part that settles a connective is not looked at. Raises Unsettled for the first clause that is.
    Assumptions are not used.
    """
    found = _Evaluation(policy, asked).value(term)
    return None if found is None else out(found, term.sort)


class _Evaluation:
    """One evaluation, in which every definition is evaluated at most once. Days are numbers, as in `logic.meaning`."""

    def __init__(self, policy: CheckedPolicy, asked: Mapping[str, Value | None]) -> None:
        self._policy = policy
        self._asked = asked
        self._defined: dict[str, Value | None] = {}

    def value(self, term: Term) -> Value | None:
        match term:
            case Constant(value=known):
                return into(known)
            case DefinitionRef(name=name):
                if name not in self._defined:
                    self._defined[name] = self.value(self._policy.body(name))
                return self._defined[name]
            case ClauseRef(name=name):
                if name not in self._asked:
                    raise Unsettled(name)
                said = self._asked[name]
                return None if said is None else into(said)
            case Apply(op=Connective.AND, args=args):
                return _until(False, args, self.value)
            case Apply(op=Connective.OR, args=args):
                return _until(True, args, self.value)
            case Apply(op=Connective.IMPLIES, args=(one, other)):
                return _until(True, (Apply(Connective.NOT, (one,)), other), self.value)
            case Apply(op=Connective.COUNT, args=args, bounds=(least, most)):
                return _count(args, least, most, self.value)
            case Apply(op=Connective.ITE, args=(condition, then, otherwise)):
                test = self.value(condition)
                if test is not None:
                    return self.value(then if test else otherwise)
                both = self.value(then), self.value(otherwise)
                return both[0] if both[0] == both[1] else None
            case Apply(op=op, args=args, bounds=bounds):
                parts = [self.value(arg) for arg in args]
                known_parts = [part for part in parts if part is not None]
                if len(known_parts) < len(parts):
                    return None
                return calculate(op, known_parts, [arg.sort for arg in args], bounds)


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
