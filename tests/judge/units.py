"""What formulas about units mean, by going through all of them: where a unit stands is its number.

A small language of its own that shares nothing with Logitext, as `model` and `evaluate` have for the rest.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Says:
    """A clause on a unit."""

    clause: str
    variable: str


@dataclass(frozen=True, slots=True)
class Stands:
    """One unit stands before, or after, another."""

    left: str
    word: str
    right: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A clause on the unit before one, or after it: true only where there is such a unit."""

    clause: str
    word: str
    variable: str


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a unit: `first`, `last`, or its `index` compared with a number."""

    variable: str
    field: str
    relation: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Same:
    """Whether two units are one."""

    left: str
    relation: str
    right: str


@dataclass(frozen=True, slots=True)
class Comes:
    """What the lines of the text come to, compared with a number.

    `of` is what is counted, or the clause that gives a number for each line. Only lines count of which `only` holds.
    """

    word: str
    variable: str
    of: Formula | str
    only: Formula | None
    empty: int
    relation: str
    number: int


@dataclass(frozen=True, slots=True)
class Reaches:
    """`at least`, `at most` or `exactly` so many lines."""

    word: str
    number: int
    variable: str
    of: Formula
    only: Formula | None


@dataclass(frozen=True, slots=True)
class Joined:
    """`not`, `and`, `or`, `implies`, `unless`."""

    word: str
    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Ranges:
    """`forall` or `forsome` over the lines of the text."""

    word: str
    variable: str
    body: Formula


Formula: TypeAlias = Says | Stands | Beside | Place | Same | Comes | Reaches | Joined | Ranges
Truth = Mapping[str, int]
"""The answers: false and true are 0 and 1; of the clause `n` it is a number."""

NUMBERS = (0, 1, 3)
"""The values that `n` may have."""
_RELATIONS: Mapping[str, Callable[[Fraction | int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def holds(formula: Formula, lines: int, truth: Truth, bound: Mapping[str, int]) -> bool:
    """Whether a formula holds of a text of so many lines; `bound` has the numbers of those that are spoken of."""
    match formula:
        case Says(clause=clause, variable=variable):
            return bool(truth[f"{clause}(t.lines[{bound[variable]}])"])
        case Beside(clause=clause, word=word, variable=variable):
            number = bound[variable] + (1 if word == "next" else -1)
            return 1 <= number <= lines and bool(truth[f"{clause}(t.lines[{number}])"])
        case Place(variable=variable, field=field, relation=relation, number=number):
            if field != "index":
                return bound[variable] == (1 if field == "first" else lines)
            return _RELATIONS[relation](bound[variable], number)
        case Same(left=left, relation=relation, right=right):
            return (bound[left] == bound[right]) is (relation == "==")
        case Reaches(word=word, number=number, of=of):
            found = len([line for line in _lines(formula, lines, truth, bound) if holds(of, lines, truth, line)])
            return found >= number if word == "at least" else found <= number if word == "at most" else found == number
        case Comes(relation=relation, number=number):
            return _RELATIONS[relation](_total(formula, lines, truth, bound), number)
        case Stands(left=left, word=word, right=right):
            return bound[left] < bound[right] if word == "before" else bound[left] > bound[right]
        case Ranges(word=word, variable=variable, body=body):
            each = (holds(body, lines, truth, {**bound, variable: number}) for number in range(1, lines + 1))
            return all(each) if word == "forall" else any(each)
        case Joined(word=word, parts=parts):
            values = [holds(part, lines, truth, bound) for part in parts]
            match word:
                case "not":
                    return not values[0]
                case "and":
                    return all(values)
                case "or":
                    return any(values)
                case "implies":
                    return not values[0] or values[1]
                case _:
                    return values[0] and not any(values[1:])


def _lines(formula: Comes | Reaches, lines: int, truth: Truth, bound: Mapping[str, int]) -> list[Mapping[str, int]]:
    """The lines that count, each as what is bound in it."""
    each = [{**bound, formula.variable: number} for number in range(1, lines + 1)]
    return [line for line in each if formula.only is None or holds(formula.only, lines, truth, line)]


def _total(formula: Comes, lines: int, truth: Truth, bound: Mapping[str, int]) -> Fraction | int:
    counting = _lines(formula, lines, truth, bound)
    if not isinstance(formula.of, str):
        return len([line for line in counting if holds(formula.of, lines, truth, line)])
    numbers = [truth[f"{formula.of}(t.lines[{line[formula.variable]}])"] for line in counting]
    if formula.word == "sum":
        return sum(numbers)
    if not numbers:
        return formula.empty
    if formula.word == "average":
        return Fraction(sum(numbers), len(numbers))
    return min(numbers) if formula.word == "min" else max(numbers)


def value(formula: Formula, lines: int, known: Truth, clauses: tuple[str, ...]) -> bool | None:
    """What some answers make of a formula: its value in every completion of them, None where there are two."""
    names = [f"{clause}(t.lines[{number}])" for clause in clauses for number in range(1, lines + 1)]
    unknown = [name for name in names if name not in known]
    domains = [NUMBERS if name.startswith("n(") else (False, True) for name in unknown]
    found = {
        holds(formula, lines, {**known, **dict(zip(unknown, values, strict=True))}, {})
        for values in itertools.product(*domains)
    }
    return found.pop() if len(found) == 1 else None


def written(formula: Formula) -> str:
    """The formula as a policy has it."""
    match formula:
        case Says(clause=clause, variable=variable):
            return f"{clause}({variable})"
        case Stands(left=left, word=word, right=right):
            return f"{left} {word} {right}"
        case Beside(clause=clause, word=word, variable=variable):
            return f"{clause}({word}({variable}))"
        case Place(variable=variable, field="index", relation=relation, number=number):
            return f"({variable}.index {relation} {number})"
        case Place(variable=variable, field=field):
            return f"{variable}.{field}"
        case Same(left=left, relation=relation, right=right):
            return f"({left} {relation} {right})"
        case Reaches(word=word, number=number, variable=variable, of=of):
            return f"{word} {number} of ({variable} in lines(t): {written(of)}{_only(formula)})"
        case Comes(word=word, variable=variable, of=of, relation=relation, number=number):
            said = f"{of}({variable})" if isinstance(of, str) else written(of)
            none = f" if none {formula.empty}" if word in ("min", "max", "average") else ""
            whole = f"{word} {variable} in lines(t): {said}{_only(formula)}{none}"
            return f"(({whole}) {relation} {number})"
        case Ranges(word=word, variable=variable, body=body):
            return f"({word} {variable} in lines(t): {written(body)})"
        case Joined(word="not", parts=(part,)):
            return f"not ({written(part)})"
        case Joined(word=word, parts=parts):
            return "(" + f" {word} ".join(map(written, parts)) + ")"


def _only(formula: Comes | Reaches) -> str:
    return "" if formula.only is None else f" where {written(formula.only)}"


def formulas(rng: Random, clauses: tuple[str, ...], depth: int = 3, *, aggregates: bool = False) -> Iterator[Formula]:
    """Formulas without end, none of which speaks of a line from outside."""
    while True:
        yield _ranges(rng, clauses, depth, (), aggregates=aggregates)


def _ranges(rng: Random, clauses: tuple[str, ...], depth: int, bound: tuple[str, ...], *, aggregates: bool) -> Formula:
    variable = "hklmn"[len(bound)]
    word = rng.choice(("forall", "forsome"))
    inner = (*bound, variable)
    if aggregates and rng.random() < 0.6:
        return _comes(rng, clauses, depth, bound, variable)
    if bound and rng.random() < 0.6:  # of the form that is spelt out in blocks
        place = Stands(*rng.choice(((variable, "before", bound[-1]), (bound[-1], "after", variable),
                                    (variable, "after", bound[-1]), (bound[-1], "before", variable))))  # fmt: skip
        rest = Says(rng.choice(clauses), variable)
        other: Formula = _formula(rng, clauses, depth - 1, (variable,), aggregates=aggregates)
        if word == "forall":
            condition = rng.choice((place, Joined("and", (rest, place))))
            return Ranges(word, variable, Joined("implies", (condition, other)))
        return Ranges(word, variable, Joined("and", rng.choice(((rest, place), (place, other), (rest, place, other)))))
    return Ranges(word, variable, _formula(rng, clauses, depth - 1, inner, aggregates=aggregates))


def _comes(rng: Random, clauses: tuple[str, ...], depth: int, bound: tuple[str, ...], variable: str) -> Formula:
    """A formula about how many lines, or about a sum."""
    inner = (*bound, variable)
    of = _formula(rng, clauses, depth - 1, inner, aggregates=True)
    only = _formula(rng, clauses, depth - 1, inner, aggregates=True) if rng.random() < 0.5 else None
    number = rng.randint(0, 4)
    match rng.choice(("count", "count", "reaches", "sum", "min", "max", "average")):
        case "reaches":
            return Reaches(rng.choice(("at least", "at most", "exactly")), number, variable, of, only)
        case "count":
            return Comes("count", variable, of, only, 0, rng.choice([*_RELATIONS]), number)
        case word:
            return Comes(word, variable, "n", only, rng.randint(0, 3), rng.choice([*_RELATIONS]), number)


def _known(rng: Random, clauses: tuple[str, ...], bound: tuple[str, ...]) -> Formula:
    """What is known of a unit, and units beside it."""
    variable = rng.choice(bound)
    match rng.choice(("beside", "beside", "place", "index", "same")):
        case "beside":
            return Beside(rng.choice(clauses), rng.choice(("previous", "next")), variable)
        case "place":
            return Place(variable, rng.choice(("first", "last")))
        case "index":
            return Place(variable, "index", rng.choice([*_RELATIONS]), rng.randint(0, 4))
    return Same(variable, rng.choice(("==", "!=")), rng.choice(bound))


def _formula(rng: Random, clauses: tuple[str, ...], depth: int, bound: tuple[str, ...], *, aggregates: bool) -> Formula:
    kind = rng.random() if depth > 0 else rng.random() / 2
    if aggregates and kind < 0.15:
        return _known(rng, clauses, bound)
    if kind < 0.3:
        return Says(rng.choice(clauses), rng.choice(bound))
    if kind < 0.5:
        return Stands(rng.choice(bound), rng.choice(("before", "after")), rng.choice(bound))
    if kind < 0.7 and len(bound) < 3:
        return _ranges(rng, clauses, depth, bound, aggregates=aggregates)
    word = rng.choice(("not", "and", "or", "implies", "unless"))
    count = 1 if word == "not" else 2
    return Joined(word, tuple(_formula(rng, clauses, depth - 1, bound, aggregates=aggregates) for _ in range(count)))
