"""What a run does with each document: the policies that decide it, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from logitext.certainty import population
from logitext.check.expansion import Expansion
from logitext.check.facts import KnownFact, sorts_of
from logitext.check.request import Request
from logitext.logic.program import Program
from logitext.policy.sorts import Value as SortValue
from logitext.records.result import Result
from logitext.run.columns import RunDocument
from logitext.theory.protocol import FALSE, TRUE, UNKNOWN, Answer, Question, Reply, Texts, Theory, Value
from logitext.theory.validation import failure_of


@dataclass(frozen=True)
class Job:
    """One policy of a run, with what is asked of its checks. `name` is what its rows call it.

    `facts` gives those that are known of a document by its name, beside those in the data.
    """

    name: str
    program: Program
    expansion: Expansion
    request: Request
    facts: Callable[[str | None], Mapping[str, KnownFact]] | None = None

    @property
    def texts(self) -> frozenset[str]:
        """The texts that it declares."""
        return frozenset(self.program.policy.texts)

    @property
    def fact_names(self) -> frozenset[str]:
        """The facts and the lists that it declares."""
        policy = self.program.policy
        return frozenset([*sorts_of(policy), *policy.lists])


class SharedRow(NamedTuple):
    """What is said of all documents with the same values: the row, before and after its id, and what is counted."""

    status: str
    violations: tuple[str, ...]
    spared: int
    before: str
    after: str | None

    def row(self, id_: Any) -> str:
        """The row of one of them, as JSON."""
        return self.before if self.after is None else f"{self.before}{_json(id_)}{self.after}"


_json = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(slots=True)
class JobOutcome:
    """What became of a document: a result for each policy; none where the record holds no document.

    `failed` is set where a back end failed, or a check did; `over` where a limit of the run left something open. Where
    no check was made, there is only what is `told`, of each policy.
    """

    document: RunDocument
    results: Sequence[Result] = ()
    failed: bool = False
    over: bool = False
    told: Sequence[SharedRow] = ()


class GivenAnswers(Theory):
    """Answers that stand in the data, in columns that were mapped onto clauses. To be asked within `reading`."""

    name = "columns"
    needs_texts = False

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        return self.at_hand(questions, texts)

    def at_hand(self, questions: Sequence[Question], texts: Texts) -> Reply:
        row = _row.get()
        answers: dict[str, Answer] = {}
        for question in questions:
            value = row.get(question.clause)
            if value is True:
                answers[question.id] = TRUE
            elif value is False:
                answers[question.id] = FALSE
            else:
                answers[question.id] = UNKNOWN if value is None else Value(value)
        return Reply(answers)


_row: ContextVar[Mapping[str, SortValue | None]] = ContextVar("logitext_row")


@contextmanager
def reading(document: RunDocument) -> Iterator[None]:
    """Within this, the columns answer for this document, whatever it and others are called."""
    token = _row.set(document.answers)
    try:
        yield
    finally:
        _row.reset(token)


@dataclass
class RunCounts:
    """What a run has done so far. `cost` is None once some of it is not known.

    `asked`: questions put to theories with a price. `cached`: those that a cache answered. `spared`: clauses that were
    put to nobody, as logic had no need of them. `seen`: how many documents are in which cell of a population.
    """

    documents: int = 0
    decided: int = 0
    undetermined: int = 0
    conflicts: int = 0
    failed: int = 0
    bad: int = 0
    asked: int = 0
    cached: int = 0
    spared: int = 0
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = 0.0
    violations: dict[str, int] = field(default_factory=dict)
    seen: dict[str, dict[str, float]] = field(default_factory=dict)

    def add(self, outcome: JobOutcome) -> None:
        """Count what became of a document."""
        self.documents += 1
        if outcome.told:
            self.decided += 1
            for one in outcome.told:
                self.spared += one.spared
                for name in one.violations:
                    self.violations[name] = self.violations.get(name, 0) + 1
            return
        if not outcome.results:
            self.bad += 1
            return
        statuses = {result.status for result in outcome.results}
        if outcome.failed:
            self.failed += 1
        elif "conflict" in statuses:
            self.conflicts += 1
        elif "undetermined" in statuses:
            self.undetermined += 1
        else:
            self.decided += 1
        for result in outcome.results:
            usage = result.usage
            self.spared += spared_in(result)
            if usage.calls or usage.cached or usage.cost != 0:
                self.asked += sum(one.questions for one in usage.theories if one.calls or one.cost != 0)
                self.cached += usage.cached
                self.calls += usage.calls
                self.input_tokens += usage.input_tokens
                self.output_tokens += usage.output_tokens
                self.cost = None if self.cost is None or usage.cost is None else self.cost + usage.cost
            for name in result.violations:
                self.violations[name] = self.violations.get(name, 0) + 1
            if result.probability is not None and not outcome.failed:
                population.add(self.seen, result)

    def merge(self, other: RunCounts) -> None:
        """Count what others have counted."""
        for name, value in vars(other).items():
            if name == "violations":
                for violation, count in value.items():
                    self.violations[violation] = self.violations.get(violation, 0) + count
            elif name == "seen":
                for of, cells in value.items():
                    for cell, number in cells.items():
                        kept = self.seen.setdefault(of, {})
                        kept[cell] = kept.get(cell, 0) + number
            elif name == "cost":
                self.cost = None if self.cost is None or value is None else self.cost + value
            else:
                setattr(self, name, getattr(self, name) + value)

    def to_data(self) -> dict[str, Any]:
        """The counts as plain data."""
        return dict(vars(self))

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> RunCounts:
        """The counts that data holds."""
        known = {name: data[name] for name in vars(cls()) if name in data}
        seen = {name: dict(cells) for name, cells in known.get("seen", {}).items()}
        return cls(**known | {"violations": dict(known.get("violations", {})), "seen": seen})


def moved(jobs: Sequence[Job], counts: RunCounts) -> list[dict[str, Any]]:
    """What comes out otherwise than in the cases of the calibration; nothing without one."""
    found = []
    for job in jobs:
        certainty = job.request.certainty
        if certainty is not None and certainty.calibration is not None:
            one = certainty.calibration
            for move in population.moves(one.population, one.population_size, counts.seen):
                kind, _, name = move.name.partition(" ")
                found.append({"kind": kind, "name": name, "index": move.index})
    return found


def spared_in(result: Result) -> int:
    """The clauses that nobody was asked and no verdict needed. A clause that is still open was not spared."""
    usage = result.usage
    verdicts = result.verdicts.values()
    still_open = {one.clause for verdict in verdicts for one in verdict.open if one.reason != "not given"}
    return min(usage.skipped, usage.questions + usage.skipped - len(result.answers.keys() | still_open))


def error_of(error: Exception) -> str:
    """What an error that ended one check says of it in its result."""
    return failure_of(error).reason
