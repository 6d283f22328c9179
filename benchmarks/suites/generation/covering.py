"""How much of the goals of a policy's verdicts texts cover: those of a set, or those that a writer makes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.suites import truth
from benchmarks.suites.arms.outcome import Case
from benchmarks.suites.task import Task
from logitext.api import CoverOptions, Policy
from logitext.policy.sorts import Value
from logitext.records.cover import Cover, TextLine
from logitext.syntax.diagnostics import InputError
from logitext.theory import Answers

CRITERIA = ("each-clause", "verdict", "pairwise", "mcdc", "implicants")
"""The criteria whose goals are all listed."""


class NothingKnownError(ValueError):
    """A set whose texts cannot be held against goals; the message says why."""


@dataclass(frozen=True, slots=True)
class Covered:
    """What of a verdict's goals by a criterion is covered. `missed` and `infeasible` name the goals.

    `texts` were looked at; `writing` and `reading` are the calls that making and reading them took, `questions` were
    put for that. `why` says what kept the goals from being worked out, or the texts from being written.
    """

    task: str
    verdict: str
    criterion: str
    texts: int = 0
    feasible: int = 0
    realised: int = 0
    missed: tuple[str, ...] = ()
    infeasible: tuple[str, ...] = ()
    writing: int = 0
    reading: int = 0
    questions: int = 0
    why: str | None = None

    @property
    def gap(self) -> float | None:
        """Δ′, the share of the feasible goals that no text meets; None where there is no goal."""
        return 1 - self.realised / self.feasible if self.feasible else None


def of_set(task: Task, data: Path, criteria: Sequence[str]) -> Iterator[Covered]:
    """What the texts of a set cover, by what is known of their clauses.

    MissingDataError where the set is not there, NothingKnownError where it says nothing of clauses.
    """
    policy = _shared(task)
    known = _known(task, data)
    if not any(known):
        raise NothingKnownError(f"{task.id}: nothing is known of the clauses of its texts")
    # Texts of which the same is known meet the same goals, so that one of them will do.
    distinct = {tuple(sorted(one.items())): one for one in known if one}
    cases = [
        TextLine(text=number, policy="", reader="", texts={}, answers=one, verdicts={})
        for number, one in enumerate(distinct.values(), 1)
    ]
    for verdict in policy.verdicts:
        for criterion in criteria:
            yield _covered(task, verdict, criterion, {"writer": None, "cases": cases}, sum(map(bool, known)))


def by_writer(
    task: Task, criteria: Sequence[str], people: Callable[[], CoverOptions], keep: Path | None = None
) -> Iterator[Covered]:
    """What a writer covers from nothing. `people` makes who writes and who reads, new for each cover.

    `keep` is a folder for the texts: a file for each verdict and criterion, with which the next cover goes on.
    """
    from logitext.cli.kept_texts import KeptTexts

    policy = _shared(task)
    for verdict in policy.verdicts:
        for criterion in criteria:
            options = people()
            if keep is not None:
                keep.mkdir(parents=True, exist_ok=True)
                file = keep / f"{task.suite}.{task.name}.{verdict}.{criterion}.jsonl"
                kept = KeptTexts(str(file), policy.checked, options.get("theory"))
                options["cases"], options["keep"] = kept.texts, kept.add
            yield _covered(task, verdict, criterion, options)


def _shared(task: Task) -> Policy:
    if task.policy is None:
        raise NothingKnownError(f"{task.id}: each instance has a policy of its own, so that there is none to cover")
    return task.shared


def _known(task: Task, data: Path) -> list[Mapping[str, Value]]:
    async def all_of_them() -> list[Mapping[str, Value]]:
        return [
            await truth.of_instance(task, one, Case.of(task, one, Answers({})))
            for one in task.read(data)
            if one.unread is None
        ]

    return asyncio.run(all_of_them())


def _covered(task: Task, verdict: str, criterion: str, options: CoverOptions, texts: int | None = None) -> Covered:
    try:
        found = task.shared.cover(by=criterion, verdicts=[verdict], **options)
    except InputError as error:
        return Covered(task.id, verdict, criterion, texts or 0, why=error.diagnostics[0].message)
    if found.interrupted:
        raise KeyboardInterrupt
    return Covered(task.id, verdict, criterion, **_figures(found, texts))


def _noted(found: Cover) -> str | None:
    """What was left out of the goals, in short."""
    if len(found.notes) > 1:
        return f"{found.notes[0]}, and {len(found.notes) - 1} such notes more"
    return found.notes[0] if found.notes else None


def _figures(found: Cover, texts: int | None) -> dict[str, Any]:
    return {
        "texts": len(found.texts) if texts is None else texts,
        "feasible": found.feasible,
        "realised": found.realised,
        "missed": tuple(goal.name for goal in found.unrealised),
        "infeasible": tuple(goal.name for goal in found.infeasible),
        "writing": found.usage.writing,
        "reading": found.usage.reading,
        "questions": found.usage.questions,
        "why": found.detail or _noted(found),
    }
