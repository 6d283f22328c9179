"""What is to be written for a task: verdicts that a text is to have, one text each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from benchmarks.suites.task import Task
from logitext.api import Policy
from logitext.policy.sorts import BOOL, Enumeration, Sort, Value, show

Kind = Literal["verdict", "clause"]
"""`verdict`: every value of every verdict. `clause`: each of these with every value of every clause, one at a time."""


@dataclass(frozen=True)
class Goal:
    """A text that is wanted: `verdict` is to be `value`, and all of `formula` to hold.

    `id` is unique in its task; `policy` decides it, `given` are the texts that are there. `contradiction` says why no
    text can be so, where the set contradicts itself.
    """

    task: str
    id: str
    policy: Policy
    verdict: str
    value: Value
    formula: str
    given: dict[str, str] = field(default_factory=dict)
    contradiction: str | None = None


def goals_of(task: Task, data: Path, kind: Kind) -> Iterator[Goal]:
    """The goals of a task: of a policy that all instances share its own, else what each instance is to come to.

    An instance whose policy speaks of no text that it does not give has nothing to write. MissingDataError where the
    data is needed and not there.
    """
    if task.policy is not None:
        yield from _of_policy(task.id, task.shared, kind)
        return
    for one in task.read(data):
        policy = task.of(one)
        if set(policy.texts) <= set(one.texts):
            continue
        for verdict, value in one.gold.items():
            if value is not None:
                said = _said(verdict, policy.checked.verdicts[verdict].sort, value)
                known = task.contradictions.get(one.id)
                yield Goal(task.id, f"{one.id} {said}", policy, verdict, value, said, dict(one.texts), known)


def _of_policy(task: str, policy: Policy, kind: Kind) -> Iterator[Goal]:
    for name, verdict in policy.checked.verdicts.items():
        for value in _values(verdict.sort):
            said = _said(name, verdict.sort, value)
            if kind == "verdict":
                yield Goal(task, said, policy, name, value, said)
                continue
            for clause, about in policy.checked.clauses.items():
                for other in _values(about.sort):
                    both = f"{said} and {_said(clause, about.sort, other)}"
                    yield Goal(task, both, policy, name, value, both)


def _values(sort: Sort) -> tuple[Value, ...]:
    """The values of a sort that has few."""
    return (True, False) if sort == BOOL else sort.labels if isinstance(sort, Enumeration) else ()


def _said(name: str, sort: Sort, value: Value) -> str:
    """That something has a value, as a formula."""
    if sort == BOOL:
        return name if value else f"not {name}"
    return f"{name} == {value if isinstance(sort, Enumeration) else show(value)}"
