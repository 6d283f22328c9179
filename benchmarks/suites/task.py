"""What an adapter gives: tasks, each with a policy and the instances read from a set that lies in some folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import logitext
from logitext.api import Policy
from logitext.policy.sorts import Value
from logitext.theory.protocol import Theory

T = TypeVar("T")


class MissingDataError(Exception):
    """A file of a set is not there; the message says which, where to get it and where to put it."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One document with what is known of it.

    `texts` are the texts of the policy by name; `gold` has the label of each verdict that the set labels, as a value of
    the verdict's sort, or None where the set says that the verdict is open; `clauses` the answers to clauses as far as
    the set's own labels or columns tell them. `facts` are those of the policy, with its lists: what is not read off the
    row is not among them. `policy` is the source of a policy that is this instance's alone. `unread` says why nothing
    is known of the row: it has no label, then, and no arm decides it.
    """

    id: str
    texts: Mapping[str, str]
    gold: Mapping[str, Value | None]
    clauses: Mapping[str, Value] = field(default_factory=dict)
    policy: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    unread: str | None = None


class UnreadRowError(ValueError):
    """A row of a set, or its label, has a form that no reader knows."""


def each(rows: Iterable[tuple[str, T]], read: Callable[[str, T], Instance]) -> Iterator[Instance]:
    """An instance for each row with its id; one that is `unread` for a row that `read` cannot read."""
    for name, row in rows:
        try:
            yield read(name, row)
        except UnreadRowError as problem:
            yield Instance(name, {}, {}, unread=str(problem))


def label(said: str, labels: Mapping[str, T]) -> T:
    """What a label stands for. UnreadRowError where it is none of the set's."""
    if said not in labels:
        raise UnreadRowError(f"the label {said!r} is none of {', '.join(labels)}")
    return labels[said]


YES: Mapping[str, bool] = {"Yes": True, "No": False}
"""The labels of most sets."""


@dataclass(frozen=True)
class Task:
    """A policy and the instances that it is tried on. `policy` is None where each instance has one of its own.

    `files` are the files read, relative to the data folder; `source` says where they come from, at which commit, and
    under what licence. `read` gives the instances in the set's order, always the same; it raises MissingDataError.
    `exact` makes a theory that answers the clauses by code, where code can: programs and patterns, no label.
    `as_one` names what all verdicts of an instance are together, where they are right or wrong as a whole: a list.
    `contradictions` lists instances whose own labels contradict each other or the task's definition, by id, with why.
    """

    suite: str
    name: str
    title: str
    policy: Path | None
    files: tuple[str, ...]
    source: str
    read: Callable[[Path], Iterator[Instance]]
    exact: Callable[[], Theory] | None = None
    contradictions: Mapping[str, str] = field(default_factory=dict)
    as_one: str | None = None

    @property
    def id(self) -> str:
        """How it is named on the command line."""
        return f"{self.suite}/{self.name}"

    def of(self, instance: Instance) -> Policy:
        """The policy that an instance is decided by."""
        if instance.policy is not None:
            return _loaded(instance.policy, self.id)
        return self.shared

    @cached_property
    def shared(self) -> Policy:
        """The policy of all instances."""
        assert self.policy is not None, f"{self.id} has a policy for each instance"
        return logitext.load(self.policy)


@lru_cache(maxsize=8)
def _loaded(source: str, name: str) -> Policy:
    """A policy that several arms are tried on, one after the other."""
    return logitext.loads(source, name)


def required(data: Path, file: str, source: str) -> Path:
    """A file of a set. MissingDataError, which says what to get, where it is not there."""
    path = data / file
    if not path.is_file():
        raise MissingDataError(f"there is no {path}: get it from {source}, and put it there")
    return path
