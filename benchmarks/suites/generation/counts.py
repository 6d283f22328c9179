"""The counts of a run of writing: for each task and arm, and for each clause that was to hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from logitext.evaluate.statistics import wilson

Outcome = Mapping[str, Any]
"""A line of `written.jsonl`."""


@dataclass(frozen=True, slots=True)
class Count:
    """An arm's counts in a task.

    `goals` were tried; the logic forbids `ruled_out` of them, the others are `feasible`. `realised`: a text was given.
    Of these `correct` have the wanted verdict by the verifier, `wrong` another one, and of `open` the verifier cannot
    say. `writing`, `reading` and `texts` are means a goal: calls of the writer and of the reader, and texts written.
    """

    task: str
    arm: str
    goals: int
    ruled_out: int
    realised: int
    correct: int
    wrong: int
    open: int
    writing: float
    reading: float
    texts: float

    @property
    def feasible(self) -> int:
        return self.goals - self.ruled_out

    @property
    def realised_interval(self) -> tuple[float, float]:
        """The 95 % interval of what is realised of the feasible goals."""
        return wilson(self.realised, self.feasible)

    @property
    def correct_interval(self) -> tuple[float, float]:
        """The 95 % interval of what is correct of the feasible goals."""
        return wilson(self.correct, self.feasible)


@dataclass(frozen=True, slots=True)
class Met:
    """How often a clause that was to hold does, by the verifier, of the texts that were given."""

    task: str
    arm: str
    clause: str
    counted: int
    met: int

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share."""
        return wilson(self.met, self.counted)


def counts(outcomes: Sequence[Outcome]) -> list[Count]:
    """The counts of each task and arm. A goal whose search failed counts as not realised."""
    return [_count(task, arm, some) for (task, arm), some in _grouped(outcomes).items()]


def _count(task: str, arm: str, some: Sequence[Outcome]) -> Count:
    given = [one for one in some if one["texts"]]
    return Count(
        task,
        arm,
        len(some),
        sum(one["status"] == "unsat" for one in some),
        len(given),
        sum(one["correct"] is True for one in given),
        sum(one["correct"] is False for one in given),
        sum(one["correct"] is None for one in given),
        *(sum(one[what] for one in some) / len(some) for what in ("writing", "reading", "texts_read")),
    )


def met(outcomes: Sequence[Outcome]) -> list[Met]:
    """How often the verifier finds each clause so that a goal cannot do without.

    Where each goal has a policy of its own, clauses that differ by a number at their end (`words_2`) count together.
    """
    found = []
    for (task, arm), some in _grouped(outcomes).items():
        own: dict[str, list[bool]] = {}
        numbered = "_0123456789" if len({one["policy"] for one in some}) > 1 else ""
        for one in some:
            for clause in one["demanded"] if one["texts"] else ():
                if clause in one["answers"]:
                    own.setdefault(clause.rstrip(numbered) if numbered else clause, []).append(
                        one["answers"][clause] is True
                    )
        found += [Met(task, arm, clause, len(held), sum(held)) for clause, held in sorted(own.items())]
    return found


def _grouped(outcomes: Iterable[Outcome]) -> dict[tuple[str, str], list[Outcome]]:
    found: dict[tuple[str, str], list[Outcome]] = {}
    for one in outcomes:
        found.setdefault((one["task"], one["arm"]), []).append(one)
    return found
