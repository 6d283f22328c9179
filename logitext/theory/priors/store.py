"""A file of priors: counts of answers, which are added, read and deleted."""

from __future__ import annotations

import heapq
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from logitext.policy.sorts import Value
from logitext.theory.llm.cache.entry import column
from logitext.theory.priors.file import KIND, reading, writing
from logitext.theory.priors.subject import PriorsSubject, Subject, read
from logitext.theory.priors.tally import KEPT, LearningOutcome, PriorsTally
from logitext.theory.recording.key import sort_data, sort_of

DEFAULT = "default"
"""The collection where none is named."""

_COUNTS = (
    "SELECT collection, asked, key, name, wording, sort, value, count(*) FROM clauses JOIN answers ON clause = id "
    "{where} GROUP BY id, value ORDER BY id, value"
)


@dataclass(frozen=True, slots=True)
class AnswerCounts:
    """How often each value was an answer to a clause, one document counted once. A text is known by four digits."""

    collection: str
    asked: PriorsSubject
    subject: Subject
    values: Mapping[Value, int]

    @property
    def total(self) -> int:
        """How many documents."""
        return sum(self.values.values())


@dataclass(frozen=True, slots=True)
class CountsFilter:
    """Which counts are meant: those that have all of what is given here, so all of them where nothing is."""

    collection: str | None = None
    theory: str | None = None
    model: str | None = None
    clause: str | None = None

    def where(self) -> tuple[str, list[str]]:
        """The choice as a condition of SQL, and its parameters."""
        conditions = {
            "collection = ?": self.collection,
            "theory = ?": self.theory,
            "model = ?": self.model,
            "name = ?": self.clause,
        }
        given = {condition: column(value) for condition, value in conditions.items() if value is not None}
        return " AND ".join(given) or "1", list(given.values())


ALL = CountsFilter()


def learn(path: Path, tally: PriorsTally, collection: str = DEFAULT) -> LearningOutcome:
    """Add what was collected: all of it, or, where InputError is raised, nothing."""
    new = 0
    keys = set()
    with writing(path) as connection:
        for asked, subject, values in tally.groups():
            keys.add(subject.key)
            new += _add(connection, _clause(connection, column(collection), asked, subject), values)
        connection.execute("DELETE FROM clauses WHERE id NOT IN (SELECT clause FROM answers)")
    return LearningOutcome(tally.answers, new, len(keys), tally.passed)


def counts(path: Path, chosen: CountsFilter = ALL) -> tuple[AnswerCounts, ...]:
    """The counts in a file, in the order in which clauses were met; none where there is no file."""
    where, parameters = chosen.where()
    with reading(path) as connection:
        rows = [] if connection is None else connection.execute(_COUNTS.format(where=f"WHERE {where}"), parameters)
        groups: dict[tuple[Any, ...], dict[str, int]] = {}
        for *group, value, number in rows:
            groups.setdefault(tuple(group), {})[value] = number
    try:
        return tuple([_counts(group, values) for group, values in groups.items()])
    except (ValueError, TypeError, RecursionError) as error:
        raise KIND.damaged(path, str(error)) from None


def forget(path: Path, chosen: CountsFilter = ALL) -> tuple[int, int]:
    """Delete counts: how many clauses of a collection and a theory they were of, and how many answers."""
    where, parameters = chosen.where()
    with reading(path) as connection:
        if connection is None:
            return 0, 0
    with writing(path) as connection:
        within = f"clause IN (SELECT id FROM clauses WHERE {where})"
        answers = connection.execute(f"DELETE FROM answers WHERE {within}", parameters).rowcount
        return connection.execute(f"DELETE FROM clauses WHERE {where}", parameters).rowcount, answers


# --- rows --------------------------------------------------------------------------------------------------------


def _counts(group: tuple[str, ...], values: Mapping[str, int]) -> AnswerCounts:
    """A clause as its row says it. ValueError or TypeError where the row is none that was written here."""
    collection, asked, key, name, wording, sort = group
    if not all(isinstance(part, str) for part in group):
        raise TypeError("a text is none")
    whose = json.loads(asked)
    if not (isinstance(whose, list) and all(part is None or isinstance(part, str) for part in whose)):
        raise ValueError("it does not say whose answers it counts")
    subject = Subject(key, name, wording, sort_of(json.loads(sort)))
    return AnswerCounts(
        collection, PriorsSubject(*whose), subject, {read(text, subject.sort): n for text, n in values.items()}
    )


def _clause(connection: sqlite3.Connection, collection: str, asked: PriorsSubject, subject: Subject) -> int:
    """The row of a clause, made if it is not there; it keeps the name that it was met under last."""
    whose = json.dumps([asked.theory, asked.version, asked.model, asked.prompt])
    sort = json.dumps(sort_data(subject.sort))
    names = [None if name is None else column(name) for name in (asked.theory, asked.model)]
    row = [collection, whose, *names, subject.key, column(subject.name), column(subject.wording), sort]
    found = connection.execute(
        "INSERT INTO clauses (collection, asked, theory, model, key, name, wording, sort) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (collection, asked, key) DO UPDATE SET name = excluded.name RETURNING id",
        row,
    ).fetchone()
    return int(found[0])


def _add(connection: sqlite3.Connection, clause: int, values: Mapping[int, str | None]) -> int:
    """Add answers to a clause, up to KEPT with those that are there. How many are new."""
    numbers = connection.execute("SELECT document FROM answers WHERE clause = ?", [clause])
    there = {number for (number,) in numbers if isinstance(number, int)}  # a damaged row may hold anything
    gone = [number for number, value in values.items() if value is None and number in there]
    connection.executemany("DELETE FROM answers WHERE clause = ? AND document = ?", [(clause, one) for one in gone])
    there.difference_update(gone)
    given = {number: value for number, value in values.items() if value is not None}
    kept = set(heapq.nsmallest(KEPT, there | given.keys()))
    rows = [(clause, number, value) for number, value in given.items() if number in kept]
    connection.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", rows)
    crowded = [(clause, number) for number in there - kept]
    connection.executemany("DELETE FROM answers WHERE clause = ? AND document = ?", crowded)
    return len(given.keys() & kept - there)
