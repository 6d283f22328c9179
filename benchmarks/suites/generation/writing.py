"""A run of writing: goals and arms, each outcome written down at once, so that a kill loses nothing.

A run is a folder with `manifest.json` and `written.jsonl`, a line for each goal and arm. The same command goes on with
it. A script of texts begins anew with each task.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.suites.generation.goals import Goal, Kind, goals_of
from benchmarks.suites.generation.written import Arm, People, written
from benchmarks.suites.manifest import manifest_of
from benchmarks.suites.run import lines
from benchmarks.suites.task import Task
from logitext.api import SearchOptions
from logitext.theory import from_spec
from logitext.theory.protocol import Theory
from logitext.theory.writing.spec import writer_of

EXACT = "exact"
"""The name of a task's own program among readers and verifiers."""
RESULTS = "written.jsonl"
_IN_TURN = ("ask", "mock")
"""Writers and readers that are asked one thing after the other: a person, and a script in its order."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run: who writes, reads and verifies, by spec or EXACT; `limit` goals of each task are drawn by `seed`.

    `patience` are options of a search, `model` those of a language model; `at_once` goals are worked on together.
    """

    writer: str
    reader: str
    verifier: str
    goals: Kind = "verdict"
    arms: tuple[Arm, ...] = ("solve",)
    limit: int | None = None
    seed: int = 0
    patience: SearchOptions = field(default_factory=SearchOptions)
    model: Mapping[str, Any] = field(default_factory=dict)
    at_once: int = 1

    def told(self) -> dict[str, Any]:
        """What the outcome depends on, for the manifest: no keys, no limits of speed."""
        model = {name: str(value) for name, value in self.model.items() if name in _TELLING and value is not None}
        people = {"writer": self.writer, "reader": self.reader, "verifier": self.verifier}
        drawn = {"goals": self.goals, "arms": list(self.arms), "limit": self.limit, "seed": self.seed}
        return {**people, **drawn, "patience": dict(self.patience), "model": model}


_TELLING = ("model", "base_url", "api", "samples", "temperature", "effort", "prompt", "wording")


class Writing:
    """A run in a folder. ValueError where that holds a run of something else, or nobody can read or verify a task."""

    def __init__(self, folder: Path, plan: Plan, tasks: Sequence[Task]) -> None:
        self._plan = plan
        self._results = folder / RESULTS
        for task in tasks:
            if EXACT in (plan.reader, plan.verifier) and task.exact is None:
                raise ValueError(f"{task.id} has no program of its own: say with --theory and --verify who reads it")
            self._people(task)  # what is wrong with a spec is said before anything is written
        manifest = json.loads(json.dumps(manifest_of(plan.told(), tasks)))
        folder.mkdir(parents=True, exist_ok=True)
        kept = folder / "manifest.json"
        if kept.exists():
            old = json.loads(kept.read_text("utf-8"))
            if any(old[part] != manifest[part] for part in ("plan", "policies", "tasks")):
                raise ValueError(f"{folder} holds another run; name a new folder, or give the same options")
        else:
            kept.write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
        self._done = {_key(one) for one in lines(self._results) if not one["failed"]}

    def task(self, task: Task, data: Path, progress: Callable[[int, int], None] = lambda _done, _all: None) -> int:
        """Write what is left of a task; how many outcomes that gave. MissingDataError where its data is not there."""
        left = self._left(list(goals_of(task, data, self._plan.goals)))
        people = self._people(task)
        done = 0
        with self._results.open("a", encoding="utf-8") as file:

            async def work(queue: Iterator[tuple[Goal, Arm]]) -> None:
                nonlocal done
                for goal, arm in queue:
                    record = await written(goal, arm, people, self._plan.patience)
                    file.write(json.dumps(record, ensure_ascii=False) + "\n")
                    file.flush()
                    done += 1
                    progress(done, len(left))

            async def workers() -> None:
                queue = iter(left)
                async with asyncio.TaskGroup() as group:
                    for _ in range(self._at_once):
                        group.create_task(work(queue))

            try:
                asyncio.run(workers())
            except ExceptionGroup as group:
                raise group.exceptions[0] from None
        return done

    def _left(self, goals: Sequence[Goal]) -> list[tuple[Goal, Arm]]:
        plan = self._plan
        drawn = list(goals)
        if plan.limit is not None and plan.limit < len(drawn):
            drawn = Random(plan.seed).sample(drawn, plan.limit)
        pairs = [(goal, arm) for goal in drawn for arm in plan.arms]
        return [
            (goal, arm)
            for goal, arm in pairs
            if (goal.task, goal.id, arm, goal.policy.checked.sha256) not in self._done
        ]

    @property
    def _at_once(self) -> int:
        specs = (self._plan.writer, self._plan.reader, self._plan.verifier)
        in_turn = any(spec.partition(":")[0] in _IN_TURN for spec in specs)
        return 1 if in_turn else self._plan.at_once

    def _people(self, task: Task) -> People:
        """New ones for each task, as connections belong to one event loop."""
        plan = self._plan
        reader, verifier = self._reads(plan.reader, task), self._reads(plan.verifier, task)
        return People(writer_of(plan.writer, plan.model), reader, verifier)

    def _reads(self, spec: str, task: Task) -> Theory:
        if spec != EXACT:
            return from_spec(spec, self._plan.model)
        assert task.exact is not None
        return task.exact()


def _key(one: Mapping[str, Any]) -> tuple[str, str, str, str]:
    return one["task"], one["instance"], one["arm"], one["policy"]


def outcomes(folder: Path) -> tuple[Mapping[str, Any], list[dict[str, Any]]]:
    """A run's manifest, and its outcomes by task and arm, whatever the order in which they came."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    tasks, arms = list(manifest["tasks"]), manifest["plan"]["arms"]
    found = lines(folder / RESULTS)
    return manifest, sorted(found, key=lambda one: (tasks.index(one["task"]), arms.index(one["arm"])))
