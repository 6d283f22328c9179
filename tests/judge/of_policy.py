"""A policy that was not made up by the generator, as the judge knows policies: for the examples.

It starts from the checked policy, and so trusts the parser and the checker, not the logic. Where a number or a text has
no end of values, it gets enough of them to tell apart whatever the policy can: the numbers that it is compared with and
their neighbours, or the texts in question and as many others as there are texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from logitext.policy import term as terms
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Enumeration
from logitext.policy.term import Connective
from tests.judge.model import Apply, Assumption, Clause, Compare, Literal, Named, Policy, Ref, Sort, Term, Value

_RELATIONS = {Connective.EQ: "==", Connective.LT: "<", Connective.LE: "<="}
_OPERATORS = {
    Connective.NOT: "not",
    Connective.AND: "and",
    Connective.OR: "or",
    Connective.XOR: "xor",
    Connective.IMPLIES: "implies",
    Connective.ITE: "if",
    Connective.MUL: "*",
    Connective.MIN: "min",
    Connective.MAX: "max",
    Connective.ABS: "abs",
    Connective.FLOOR: "floor",
    Connective.MOD: "mod",
    Connective.YEAR: "year",
    Connective.MONTH: "month",
    Connective.DAY: "day",
    Connective.TALLY: "how many",
}


A_DAY = 739_000
"""A day as its number, in 2024."""


def policy(checked: CheckedPolicy) -> Policy:
    """The policy for the judge."""
    bodies = [*(checked.body(name) for name in checked.order), *(a.term for a in checked.assumptions)]
    constants = {
        (str(part.sort), part.value) for body in bodies for part in terms.walk(body) if isinstance(part, terms.Constant)
    }
    texts = sum(str(clause.sort) == "Text" for clause in checked.clauses.values())
    return Policy(
        clauses=tuple(
            Clause(clause.name, _sort(clause.sort), tuple(_domain(clause.sort, constants, texts)))
            for clause in checked.clauses.values()
        ),
        defined=tuple(Named(name, _sort(checked.body(name).sort), term(checked.body(name))) for name in checked.order),
        verdicts=tuple(checked.verdicts),
        assumptions=tuple(Assumption(term(assumption.term), assumption.id) for assumption in checked.assumptions),
    )


def _sort(sort: Any) -> Sort:
    return sort.labels if isinstance(sort, Enumeration) else str(sort)


def _domain(sort: Any, constants: Iterable[tuple[str, Value]], texts: int) -> Sequence[Value]:
    if isinstance(sort, Enumeration):
        return list(sort.labels)
    match str(sort):
        case "Date":
            days = {value for kind, value in constants if kind == "Int" and isinstance(value, int)}
            steps = {A_DAY + step for day in days if abs(day) < A_DAY for step in (day - 1, day, day + 1)}
            fixed = {value.toordinal() for kind, value in constants if kind == "Date" and isinstance(value, date)}
            near = {day + step for day in fixed for step in (-1, 0, 1)}
            return [date.fromordinal(day) for day in sorted(steps | near)]
        case "Bool":
            return [False, True]
        case "Text":
            return sorted({str(value) for kind, value in constants if kind == "Text"}) + [f"#{i}" for i in range(texts)]
    numbers = [value for kind, value in constants if kind in ("Int", "Real") and isinstance(value, int | Fraction)]
    around = {Fraction(number) + step for number in numbers for step in (-1, 0, 1)}
    return [number.__floor__() for number in sorted(around)] if str(sort) == "Int" else sorted(around)


def _counted(one: terms.Term) -> Term:
    """What is added: a number, or a day as its number."""
    return Apply("ordinal", (term(one),)) if str(one.sort) == "Date" else term(one)


def term(one: terms.Term) -> Term:
    """A term for the judge."""
    match one:
        case terms.Constant(value=value, sort=sort):
            return Literal(value, _sort(sort))
        case terms.ClauseRef(name=name) | terms.DefinitionRef(name=name):
            return Ref(name)
        case terms.Apply(op=Connective.TO_REAL, args=(arg,)):
            return term(arg)
        case terms.Apply(op=Connective.COUNT, args=args, bounds=(least, most)):
            listed = tuple(map(term, args))
            return Apply("and", (Apply("at least", listed, least), Apply("at most", listed, most)))
        case terms.Apply(op=Connective.SHIFT, args=(day, terms.Constant(value=int(months)))):
            return Apply("+ months", (term(day),), months)
        case terms.Apply(op=Connective.ADD | Connective.NEG as op, args=args, sort=sort):
            whole = Apply("+" if op is Connective.ADD else "negative", tuple([_counted(arg) for arg in args]))
            return Apply("from ordinal", (whole,)) if str(sort) == "Date" else whole
        case terms.Apply(op=op, args=args) if op in _RELATIONS:
            return Compare((_RELATIONS[op],), tuple(map(term, args)), _sort(args[0].sort))
        case terms.Apply(op=op, args=args):
            return Apply(_OPERATORS[op], tuple(map(term, args)))
