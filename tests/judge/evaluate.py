"""The judge: what answers mean for a policy, found by going through every completion of them.

Slow and plain on purpose. It imports nothing of Logitext, so that where the two agree, they agree for a reason. The
terms: a *world* is a completion, a value for every clause, that makes every assumption true; *answers* are values for
some of the clauses; a world *fits* answers when it has those values.
"""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, reduce

from tests.judge.model import Apply, Compare, Literal, Policy, Ref, Sort, Term, Value, names_in

Answers = Mapping[str, Value]
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
        case Apply(op="min" | "max" as op, args=args):
            sides, chosen = [_number(meaning(arg)) for arg in args], min if op == "min" else max
            return lambda values: chosen(side(values) for side in sides)
        case Apply(op="abs" | "floor" | "ceil" | "round" as op, args=(arg,)):
            number, change = _number(meaning(arg)), _CHANGES[op]
            return lambda values: change(number(values))
        case Apply(op="mod" | "round to" as op, args=(arg, by)):
            number, other, change2 = _number(meaning(arg)), _number(meaning(by)), _CHANGES_BY[op]
            return lambda values: change2(number(values), other(values))
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


class Judge:
    """Knows every world of a policy. A set of worlds is an int: bit i stands for `worlds[i]`."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.worlds = list(_worlds(policy))
        self._all = (1 << len(self.worlds)) - 1
        self._having: dict[str, dict[Value, int]] = {}
        for name in [*(clause.name for clause in policy.clauses), *policy.verdicts]:
            having: dict[Value, int] = {}
            for bit, world in enumerate(self.worlds):
                having[world[name]] = having.get(world[name], 0) | 1 << bit
            self._having[name] = having

    def _fitting(self, answers: Answers) -> int:
        """The worlds that fit the answers."""
        found = self._all
        for name, value in answers.items():
            found &= self._having[name].get(value, 0)
        return found

    def _outcomes(self, verdict: str, worlds: int) -> list[Value]:
        """The values that a verdict has in some worlds."""
        return [value for value, having in self._having[verdict].items() if having & worlds]

    def conflict(self, answers: Answers) -> bool:
        """Whether no world fits the answers."""
        return not self._fitting(answers)

    def value(self, answers: Answers, verdict: str) -> Value | None:
        """The value that a verdict has in every world that fits; None where there are several or no world fits."""
        outcomes = self._outcomes(verdict, self._fitting(answers))
        return outcomes[0] if len(outcomes) == 1 else None

    def values(self, answers: Answers) -> dict[str, Value]:
        """The verdicts that have one."""
        found = {name: self.value(answers, name) for name in self.policy.verdicts}
        return {name: value for name, value in found.items() if value is not None}

    def matters(self, answers: Answers, verdict: str, clause: str, askable: Iterable[str]) -> bool:
        """Whether a clause can still decide a verdict when only the askable clauses are ever answered.

        It can iff there are answers to some of the other askable clauses that fit a world and leave the verdict open,
        and a value of the clause that decides it on top of them (which some world fits, too).
        """
        others = [name for name in askable if name != clause and name not in answers]
        return any(
            len(self._outcomes(verdict, worlds & having)) == 1
            for worlds in self._answered_further(verdict, self._fitting(answers), others)
            for having in self._having[clause].values()
        )

    def _answered_further(self, verdict: str, worlds: int, others: Sequence[str]) -> Iterator[int]:
        """For all answers to all subsets of `others` that leave the verdict open: the worlds that fit.

        Once it is decided, or nothing fits, it stays so whatever is answered on top; and what was met is not met again.
        """
        met: set[tuple[int, int]] = set()
        waiting = [(worlds, 0)]
        while waiting:
            worlds, answered = waiting.pop()
            if (worlds, answered) in met or len(self._outcomes(verdict, worlds)) < 2:
                continue
            met.add((worlds, answered))
            if answered == len(others):
                yield worlds
                continue
            waiting.append((worlds, answered + 1))
            waiting += [(worlds & having, answered + 1) for having in self._having[others[answered]].values()]

    def relevant(self, answers: Answers, verdicts: Iterable[str], askable: Sequence[str]) -> tuple[str, ...]:
        """The askable clauses that can still decide one of the verdicts, in their order."""
        verdicts = tuple(verdicts)
        return tuple(
            clause for clause in askable if any(self.matters(answers, verdict, clause, askable) for verdict in verdicts)
        )

    # --- explanations

    def entails(self, answers: Answers, verdict: str, value: Value) -> bool:
        """Whether a world fits the answers and the verdict has the value in all that do."""
        return self._outcomes(verdict, self._fitting(answers)) == [value]

    def is_reason(self, answers: Answers, clauses: Sequence[str], verdict: str, value: Value) -> bool:
        """Whether the answers to the clauses entail the value and those to no proper subset do."""
        if len(set(clauses)) < len(clauses) or not set(clauses) <= answers.keys():
            return False
        # What entails it still does with more answers, so it is enough to leave out one.
        return self.entails({name: answers[name] for name in clauses}, verdict, value) and not any(
            self.entails({name: answers[name] for name in clauses if name != left_out}, verdict, value)
            for left_out in clauses
        )

    def best_reason(self, answers: Answers, verdict: str, value: Value, doubts: Mapping[str, float]) -> tuple[str, ...]:
        """The answers that entail the value: the fewest, of those the least doubtful, of those the first given."""
        names = list(answers)
        for size in range(len(names) + 1):
            entailing = [
                chosen
                for chosen in itertools.combinations(names, size)
                if self.entails({name: answers[name] for name in chosen}, verdict, value)
            ]
            if entailing:  # combinations come in order, and min takes the first of equals
                return min(entailing, key=lambda chosen: round(sum(doubts.get(name, 0.0) for name in chosen), 9))
        raise AssertionError("the answers do not entail the value")

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
        open_ended = {c.name for c in self.policy.clauses if c.sort in ("Int", "Real") and c.name not in bounded}
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


def _worlds(policy: Policy) -> Iterator[dict[str, Value]]:
    """Every completion that makes all assumptions true, with the values of definitions and verdicts."""
    names = [clause.name for clause in policy.clauses]
    defined = [(named.name, meaning(named.term)) for named in policy.defined]
    assumptions = [meaning(assumption.term) for assumption in policy.assumptions]
    for combination in itertools.product(*(clause.domain for clause in policy.clauses)):
        values = dict(zip(names, combination, strict=True))
        for name, defines in defined:
            values[name] = defines(values)
        if all(holds(values) for holds in assumptions):
            yield values
