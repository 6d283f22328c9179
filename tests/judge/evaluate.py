"""The judge of a policy: what its formulas mean, and so which worlds there are; `worlds` has the terms."""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import cached_property, reduce

from tests.judge.calendar import OF_DATES
from tests.judge.model import Apply, Compare, Literal, Policy, Ref, Sort, Term, Value, names_in
from tests.judge.worlds import Answers, Worlds

Meaning = Callable[[Answers], Value]

_MOST_TRIED = 20_000


# --- what a term means -------------------------------------------------------------------------------------------


def meaning(term: Term) -> Meaning:
    """What a term means: a function from a value for every name in it to its value."""
    match term:
        case Literal(value=value):
            return lambda _values: value
        case Ref(name=name):
            return operator.itemgetter(name)
        case Compare(relations=("in",), args=(first, *others)):
            one, listed_values = meaning(first), [meaning(other) for other in others]
            return lambda values: any(one(values) == other(values) for other in listed_values)
        case Compare(relations=("between",), args=(first, *others), sort=sort):
            return meaning(Compare(("<=", "<="), (others[0], first, others[1]), sort))
        case Compare(relations=relations, args=args, sort=sort):
            holds = [_RELATIONS[relation] for relation in relations]
            sides = [_comparable(meaning(arg), sort) for arg in args]
            links = list(zip(holds, sides, sides[1:], strict=False))
            return lambda values: all(hold(left(values), right(values)) for hold, left, right in links)
        case Apply(op="if", args=args):
            condition, then, otherwise = map(meaning, args)
            return lambda values: then(values) if condition(values) else otherwise(values)
        case Apply(op="not", args=(arg,)):
            negated = meaning(arg)
            return lambda values: not negated(values)
        case Apply(op="negative", args=(arg,)):
            number = _number(meaning(arg))
            return lambda values: -number(values)
        case Apply(op="at least" | "at most" | "exactly" as op, args=args, number=wanted):
            listed, reached = [meaning(arg) for arg in args], _COUNTS[op]
            return lambda values: reached([arg(values) for arg in listed].count(True), wanted)
        case Apply(op="how many", args=args):
            counted = [meaning(arg) for arg in args]
            return lambda values: [arg(values) for arg in counted].count(True)
        case Apply(op="min" | "max" as op, args=args):
            sides, chosen = [_number(meaning(arg)) for arg in args], min if op == "min" else max
            return lambda values: chosen(side(values) for side in sides)
        case Apply(op="abs" | "floor" | "ceil" | "round" as op, args=(arg,)):
            number, change = _number(meaning(arg)), _CHANGES[op]
            return lambda values: change(number(values))
        case Apply(op="mod" | "round to" as op, args=(arg, by)):
            number, other, change2 = _number(meaning(arg)), _number(meaning(by)), _CHANGES_BY[op]
            return lambda values: change2(number(values), other(values))
        case Apply(op=op, args=args, number=count) if op in OF_DATES:
            days, of_dates = [meaning(arg) for arg in args], OF_DATES[op]
            return lambda values: of_dates(*[day(values) for day in days], count)
        case Apply(op="+" | "-" | "*" | "/" as op, args=args):
            numbers, calculate = [_number(meaning(arg)) for arg in args], _ARITHMETIC[op]
            return lambda values: reduce(calculate, [number(values) for number in numbers])
        case Apply(op=op, args=args):
            truths, connect = [meaning(arg) for arg in args], _CONNECTIVES[op]
            return lambda values: reduce(connect, [truth(values) is True for truth in truths])


def _comparable(side: Meaning, sort: Sort) -> Meaning:
    """A label counts as its place in the enumeration, other values as themselves."""
    if not isinstance(sort, tuple):
        return side
    places: dict[Value, int] = {label: place for place, label in enumerate(sort)}
    return lambda values: places[side(values)]


def _number(side: Meaning) -> Callable[[Answers], int | Fraction]:
    return side  # type: ignore[return-value]  # the policies are well-sorted


_CONNECTIVES: dict[str, Callable[[bool, bool], bool]] = {
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "xor": lambda a, b: a != b,
    "iff": lambda a, b: a == b,
    "unless": lambda a, b: a and not b,
    "implies": lambda a, b: not a or b,
}
_COUNTS: dict[str, Callable[[int, int], bool]] = {
    "at least": lambda found, number: found >= number,
    "at most": lambda found, number: found <= number,
    "exactly": lambda found, number: found == number,
}
_ARITHMETIC: dict[str, Callable[[int | Fraction, int | Fraction], int | Fraction]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: Fraction(a) / Fraction(b),
}
_CHANGES: dict[str, Callable[[int | Fraction], int | Fraction]] = {
    "abs": lambda a: max(a, -a),
    "floor": lambda a: a // 1,
    "ceil": lambda a: -(-a // 1),
    "round": lambda a: (2 * a + 1) // 2,
}
_CHANGES_BY: dict[str, Callable[[int | Fraction, int | Fraction], int | Fraction]] = {
    "mod": lambda a, b: a - b * (a // b),
    "round to": lambda a, b: b * ((2 * a + b) // (2 * b)),
}
_RELATIONS: dict[str, Callable[[Value, Value], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,  # type: ignore[operator]
    "<=": lambda a, b: a <= b,  # type: ignore[operator]
    ">": lambda a, b: a > b,  # type: ignore[operator]
    ">=": lambda a, b: a >= b,  # type: ignore[operator]
}


# --- what answers mean -------------------------------------------------------------------------------------------


class Judge(Worlds):
    """Knows every world of a policy, and what contradicts what."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        super().__init__([clause.name for clause in policy.clauses], policy.verdicts, worlds_of(policy))

    # --- contradictions

    def is_core(self, answers: Answers, clauses: Sequence[str], assumptions: Sequence[int]) -> bool:
        """Whether these answers and assumptions (by position) contradict each other, and no proper subset does."""
        if len(set(clauses)) < len(clauses) or not set(clauses) <= answers.keys():
            return False
        if len(set(assumptions)) < len(assumptions):
            return False
        kept = {name: answers[name] for name in clauses}
        fewer = [
            *(({n: v for n, v in kept.items() if n != name}, assumptions) for name in clauses),
            *((kept, [other for other in assumptions if other != left_out]) for left_out in assumptions),
        ]
        return self.satisfiable(kept, assumptions) is not True and all(
            self.satisfiable(*less) is not False for less in fewer
        )

    def satisfiable(self, answers: Answers, assumptions: Sequence[int]) -> bool | None:
        """Whether some values of the clauses fit the answers and make these assumptions true.

        A clause whose bound is not among the assumptions may have the values beyond it, too. Where it is a number
        these have no end: if none of the nearest will do, that is None.
        """
        chosen = [self.policy.assumptions[index] for index in assumptions]
        bounded = {assumption.bounds for assumption in chosen}
        mentioned = self._support(name for assumption in chosen for name in names_in(assumption.term))
        choices: dict[str, Sequence[Value]] = {}
        for clause in self.policy.clauses:
            if clause.name in answers:
                choices[clause.name] = (answers[clause.name],)
            elif clause.name in mentioned:
                # A text that is not bounded may also be any that another clause is answered with.
                answered = [value for value in answers.values() if clause.sort == "Text" and isinstance(value, str)]
                beyond = () if clause.name in bounded else (*clause.wide, *answered)
                choices[clause.name] = tuple(dict.fromkeys((*clause.domain, *beyond)))
        endless = [clause.name for clause in self.policy.clauses if clause.sort in ("Int", "Real", "Date")]
        open_ended = {name for name in endless if name not in bounded}
        while math.prod(map(len, choices.values())) > _MOST_TRIED and open_ended:  # too many; the nearest come first
            name = max(open_ended, key=lambda name: len(choices.get(name, ())))
            if len(choices.get(name, ())) < 2:
                break
            choices[name] = choices[name][: len(choices[name]) * 2 // 3]
        choices = dict(sorted(choices.items(), key=lambda choice: len(choice[1])))
        order = list(choices)
        # An assumption is looked at as soon as the last clause that it depends on has a value.
        due: dict[int, list[Meaning]] = {}
        for assumption in chosen:
            last = max(
                [order.index(name) for name in self._support(names_in(assumption.term)) & choices.keys()], default=-1
            )
            due.setdefault(last, []).append(self._meaning_by_clauses(assumption.term))

        def possible(values: dict[str, Value], place: int) -> bool:
            """Whether values for the clauses up to a place can be completed."""
            if not all(holds(values) for holds in due.get(place, ())):
                return False
            if place + 1 == len(order):
                return True
            name = order[place + 1]
            return any(possible({**values, name: value}, place + 1) for value in choices[name])

        if possible({}, -1):
            return True
        return None if open_ended & choices.keys() - answers.keys() else False

    def _meaning_by_clauses(self, term: Term) -> Meaning:
        """What a term means, given values only for the clauses that it depends on."""
        mentioned = self._support(names_in(term))
        needed = [(name, defined) for name, defined in self._defined if name in mentioned]
        meant = meaning(term)

        def value(values: Answers) -> Value:
            known = dict(values)
            for name, defined in needed:
                known[name] = defined(known)
            return meant(known)

        return value

    @cached_property
    def _defined(self) -> list[tuple[str, Meaning]]:
        return [(named.name, meaning(named.term)) for named in self.policy.defined]

    def _support(self, names: Iterable[str]) -> set[str]:
        """The names, and all that they are defined by."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self._mentions.get(name, ()))
        return found

    @cached_property
    def _mentions(self) -> dict[str, set[str]]:
        return {named.name: set(names_in(named.term)) for named in self.policy.defined}


def worlds_of(policy: Policy) -> list[dict[str, Value]]:
    """Every completion that makes all assumptions true, with the values of definitions and verdicts."""
    names = [clause.name for clause in policy.clauses]
    defined = [(named.name, meaning(named.term)) for named in policy.defined]
    assumptions = [meaning(assumption.term) for assumption in policy.assumptions]
    found = []
    for combination in itertools.product(*(clause.domain for clause in policy.clauses)):
        values = dict(zip(names, combination, strict=True))
        for name, defines in defined:
            values[name] = defines(values)
        if all(holds(values) for holds in assumptions):
            found.append(values)
    return found
