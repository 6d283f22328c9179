"""Tests that exercise what no test exercises, written as statements of the language.

Each gives only the answers that it needs, and expects what they entail: what a person must judge is whether that is
what the policy should say.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from logitext.cover.goals import CoverGoal
from logitext.logic.worlds.space import Aim, Space
from logitext.logic.worlds.wanted import Wanted
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, TEXT, Sort, Value
from logitext.syntax.printing import literals

_MOST = 500
"""The most combinations of values that are tried for one test."""


async def suggestions(space: Space, open_: Sequence[CoverGoal], titles: Sequence[str]) -> list[str]:
    """Statements `test "…": given … expect …` that together exercise the goals; `titles` are taken.

    One serves as many goals as it meets, so there are fewer of them than goals. Left out are goals for which Z3 finds
    no values in time, and those that need an answer which a test cannot give: of a formula about units of a text.
    """
    taken = set(titles)
    found: list[str] = []
    written: list[Mapping[str, Value]] = []
    # What turns a verdict has a value and an outcome too: so these come first, and leave little to the others.
    for goal in sorted(open_, key=lambda one: (one.verdict is None, one.clause is None)):
        if any([await space.state(goal.aim, values) for values in written]):
            continue
        values = await _values(space, goal)
        if values is None:
            continue
        title = _title(_about(goal), taken)
        try:
            found.append(await _statement(space, title, values))
        except literals.UnprintableError:
            continue
        written.append(values)
        taken.add(title)
    return found


async def _values(space: Space, goal: CoverGoal) -> Mapping[str, Value] | None:
    """Answers that meet a goal and settle a verdict, as few as can be."""
    for aim in _aims(space, goal):
        cube = await space.cube(aim, _even)
        if cube is None:
            continue
        for tried in itertools.islice(_samples(space, cube), _MOST) if cube else _any_one(space):
            if await space.state(goal.aim, tried) and await space.allows(tried):
                return tried
    return None


def _samples(space: Space, cube: Sequence[Wanted]) -> Iterator[Mapping[str, Value]]:
    """Values that a cube demands: of several that it leaves open, the assumptions may allow only some together."""
    ways: list[list[Value]] = []
    for one in cube:
        sample = one.sample()
        first = _unnamed(one.values) if sample is None else sample
        others = [choice.sample() for choice in space.choices(one.clause)]
        ways.append([first, *(value for value in others if value is not None and value != first and one.admits(value))])
    for values in itertools.product(*ways):
        yield {one.clause: value for one, value in zip(cube, values, strict=True)}


def _any_one(space: Space) -> Iterator[Mapping[str, Value]]:
    """Each value of each clause: a test gives something, where the verdict has its value whatever is answered."""
    for name in space.policy.clauses:
        for choice in space.choices(name):
            if (sample := choice.sample()) is not None:
                yield {name: sample}


def _aims(space: Space, goal: CoverGoal) -> Sequence[Aim]:
    """The goal together with an outcome of a verdict that speaks of its clause; last the goal alone."""
    if goal.verdict is not None or goal.clause is None:
        return [goal.aim]
    about = [name for name in space.policy.verdicts if goal.clause in space.clauses_of(name)]
    return [
        *(Aim((name, value), goal.aim.wanted, goal.aim.node) for name in about for value in space.outcomes(name)),
        goal.aim,
    ]


async def _statement(space: Space, title: str, values: Mapping[str, Value]) -> str:
    policy = space.policy
    decision = await space.program.decide(values, tuple(policy.verdicts))
    expected = [_is(policy, name, value) for name, value in decision.values.items() if value is not None]
    expected = expected or [f"{name} is undetermined" for name in policy.verdicts]
    given = [_is(policy, name, values[name]) for name in policy.clauses if name in values]
    return f"test {literals.string(title)}: given {', '.join(given)} expect {', '.join(expected)}"


def _is(policy: CheckedPolicy, name: str, value: Value) -> str:
    """That a clause or a verdict has a value, as a formula. UnprintableError where none says it."""
    if "@" in name:  # a formula about units, which is a clause as long as they are not known
        raise literals.UnprintableError(f"a test cannot give a value to {name}")
    sort = policy.clauses[name].sort if name in policy.clauses else policy.verdicts[name].sort
    if sort == BOOL:
        return name if value else f"not {name}"
    return f"{name} == {_literal(value, sort)}"


def _literal(value: Value, sort: Sort) -> str:
    if isinstance(value, str):
        return literals.string(value) if sort == TEXT else value
    if isinstance(value, date):
        return literals.date(value)
    return literals.number(value) if value >= 0 else f"-{literals.number(-value)}"


def _about(goal: CoverGoal) -> str:
    """A title for the test of a goal: `not quoted decides remove`, `remove is false`, `severity is high`."""
    return f"{goal.aim.wanted[0]} decides {goal.verdict}" if goal.clause and goal.verdict else goal.name


def _title(name: str, taken: set[str]) -> str:
    """A title that no other test has."""
    title, number = name, 1
    while title in taken:
        number += 1
        title = f"{name} ({number})"
    return title


def _unnamed(named: Sequence[Value]) -> str:
    """A text that the policy does not name."""
    found = "something else"
    while found in named:
        found += "!"
    return found


def _even(_clause: str, _value: Value | None) -> float:
    """The price of an answer, where all cost the same."""
    return 1.0
