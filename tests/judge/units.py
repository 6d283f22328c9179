"""What formulas about units mean, by going through all of them: where a unit stands is its number.

A small language of its own that shares nothing with Logitext, as `model` and `evaluate` have for the rest.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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


Formula: TypeAlias = Says | Stands | Joined | Ranges
Truth = Mapping[str, bool]


def holds(formula: Formula, lines: int, truth: Truth, bound: Mapping[str, int]) -> bool:
    """Whether a formula holds of a text of so many lines; `bound` has the numbers of those that are spoken of."""
    match formula:
        case Says(clause=clause, variable=variable):
            return truth[f"{clause}(t.lines[{bound[variable]}])"]
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


def value(formula: Formula, lines: int, known: Truth, clauses: tuple[str, ...]) -> bool | None:
    """What some answers make of a formula: its value in every completion of them, None where there are two."""
    names = [f"{clause}(t.lines[{number}])" for clause in clauses for number in range(1, lines + 1)]
    unknown = [name for name in names if name not in known]
    found = {
        holds(formula, lines, {**known, **dict(zip(unknown, values, strict=True))}, {})
        for values in itertools.product((False, True), repeat=len(unknown))
    }
    return found.pop() if len(found) == 1 else None


def written(formula: Formula) -> str:
    """The formula as a policy has it."""
    match formula:
        case Says(clause=clause, variable=variable):
            return f"{clause}({variable})"
        case Stands(left=left, word=word, right=right):
            return f"{left} {word} {right}"
        case Ranges(word=word, variable=variable, body=body):
            return f"({word} {variable} in lines(t): {written(body)})"
        case Joined(word="not", parts=(part,)):
            return f"not ({written(part)})"
        case Joined(word=word, parts=parts):
            return "(" + f" {word} ".join(map(written, parts)) + ")"


def formulas(rng: Random, clauses: tuple[str, ...], depth: int = 3) -> Iterator[Formula]:
    """Formulas without end, none of which speaks of a line from outside."""
    while True:
        yield _ranges(rng, clauses, depth, ())


def _ranges(rng: Random, clauses: tuple[str, ...], depth: int, bound: tuple[str, ...]) -> Formula:
    variable = "hklmn"[len(bound)]
    word = rng.choice(("forall", "forsome"))
    inner = (*bound, variable)
    if bound and rng.random() < 0.6:  # of the form that is spelt out in blocks
        place = Stands(*rng.choice(((variable, "before", bound[-1]), (bound[-1], "after", variable),
                                    (variable, "after", bound[-1]), (bound[-1], "before", variable))))  # fmt: skip
        rest = Says(rng.choice(clauses), variable)
        other: Formula = _formula(rng, clauses, depth - 1, (variable,))
        if word == "forall":
            condition = rng.choice((place, Joined("and", (rest, place))))
            return Ranges(word, variable, Joined("implies", (condition, other)))
        return Ranges(word, variable, Joined("and", rng.choice(((rest, place), (place, other), (rest, place, other)))))
    return Ranges(word, variable, _formula(rng, clauses, depth - 1, inner))


def _formula(rng: Random, clauses: tuple[str, ...], depth: int, bound: tuple[str, ...]) -> Formula:
    kind = rng.random() if depth > 0 else rng.random() / 2
    if kind < 0.3:
        return Says(rng.choice(clauses), rng.choice(bound))
    if kind < 0.5:
        return Stands(rng.choice(bound), rng.choice(("before", "after")), rng.choice(bound))
    if kind < 0.7 and len(bound) < 3:
        return _ranges(rng, clauses, depth, bound)
    word = rng.choice(("not", "and", "or", "implies", "unless"))
    count = 1 if word == "not" else 2
    return Joined(word, tuple(_formula(rng, clauses, depth - 1, bound) for _ in range(count)))
