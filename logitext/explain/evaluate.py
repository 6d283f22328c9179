"""What formulas come to when only some answers are there: true, false, a number, … or None where it is open.

Kleene's three values, with exact fractions: a value is given only where every completion of what is open agrees on it
for the sake of the connective alone. What follows by other ways (an assumption, `a or not a`) is for the logic to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from logitext.logic.day_numbers import into, out
from logitext.logic.meaning import calculate
from logitext.policy.clauses import around
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term

UNSETTLED = None
"""No value: nothing here says which one."""


class Evaluator:
    """Evaluates the terms of a policy: `values` are those of its clauses, definitions and verdicts that have one.

    `known` has values of other terms, by identity: each object stands at one place of the policy.
    """

    def __init__(self, values: Mapping[str, Value], known: Mapping[int, Value] | None = None) -> None:
        self.values = values
        self.known = known or {}

    def value(self, term: Term) -> Value | None:
        """The value of a term; None where it is open."""
        found = self.by_parts(term)
        return self.known.get(id(term)) if found is None else found

    def by_parts(self, term: Term) -> Value | None:
        """The value of a term by the values of its parts alone; None if it is open."""
        match term:
            case Constant(value=value):
                return value
            case ClauseRef(name=name) | DefinitionRef(name=name):
                return self.values.get(name)
            case Apply(op=Connective.ITE, args=(condition, then, otherwise)):
                test = self.value(condition)
                if test is None:
                    branches = self.value(then), self.value(otherwise)
                    return branches[0] if branches[0] == branches[1] else None
                return self.value(then if test else otherwise)
            case Apply(op=op, args=args, bounds=bounds, sort=sort):
                found = [self.value(arg) for arg in args]
                counted = [None if one is None else into(one) for one in found]
                return out(_apply(op, counted, args, bounds), sort)


def definitions(policy: CheckedPolicy, answers: Mapping[str, Value]) -> dict[str, Value]:
    """The answers, and the definitions and verdicts that have a value by them."""
    values = dict(answers)
    evaluator = Evaluator(values)
    for name in policy.order:
        if (value := evaluator.value(policy.body(name))) is not None:
            values[name] = value
    return values


def of_base(base: CheckedPolicy, fitted: CheckedPolicy, answers: Mapping[str, Value]) -> dict[str, Value]:
    """The values of a policy's clauses by the answers to it with units spelt out.

    A formula about units, which is a clause of `base`, has the value that the answers about them give it.
    """
    found = {name: value for name, value in answers.items() if name in base.clauses}
    if fitted.spelt:
        evaluator = Evaluator(definitions(fitted, answers))
        for name, clause in base.clauses.items():
            term = fitted.spelt.get((clause.place.source.name, clause.place.span, around(name)))
            if term is not None and name not in found and (value := evaluator.value(term)) is not None:
                found[name] = value
    return found


def _apply(
    op: Connective, values: Sequence[Value | None], args: Sequence[Term], bounds: tuple[int, ...]
) -> Value | None:
    match op:
        case Connective.AND:
            return False if False in values else None if None in values else True
        case Connective.OR:
            return True if True in values else None if None in values else False
        case Connective.IMPLIES:
            if values[0] is False or values[1] is True:
                return True
            return None if None in values else False
        case Connective.COUNT:
            least, most = bounds
            true, still_open = values.count(True), values.count(None)
            if true > most or true + still_open < least:
                return False
            return True if least <= true and true + still_open <= most else None
        case Connective.MUL if any(value == 0 for value in values if value is not None):
            return 0 if all(isinstance(value, int | None) for value in values) else Fraction(0)
    if None in values:
        return None
    return calculate(op, [value for value in values if value is not None], [arg.sort for arg in args], bounds)
