"""A run: tasks, instances and arms, each outcome written down at once, so that a kill loses nothing.

A run is a folder with `manifest.json` (what is run, with what) and `results.jsonl` (a line for each instance and arm).
The same command goes on with it.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.suites import truth
from benchmarks.suites.arms import ARMS, NEED_A_MODEL, WHOLE, Case, fits
from benchmarks.suites.arms.examples import examples
from benchmarks.suites.manifest import manifest_of
from benchmarks.suites.task import Instance, MissingDataError, Task
from logitext.api import Policy
from logitext.policy.sorts import Value, show
from logitext.run.lock import hold
from logitext.theory import Answers, from_spec
from logitext.theory.allowance import Allowance
from logitext.theory.llm.sent import apart
from logitext.theory.protocol import Theory

ROWS = "rows.json"
"""The file of a run that says how many rows each task has, and which of them could not be read."""

OFFLINE = ("gold", "exact", "simulated")
"""Theories that need no server: the set's own clause labels, the task's program, a model with errors from a seed."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run: `theory` is one of OFFLINE or a spec. `limit` instances of each task are drawn by `seed`.

    `model` are options of a language model, as `theory.OpenAI` takes them, `at_once` how many instances are asked about
    at the same time. `budget` is the most tokens that each arm may spend on an instance: answers are then not shared.
    """

    theory: str
    arms: tuple[str, ...]
    limit: int | None
    seed: int
    faults: truth.Faults
    model: Mapping[str, Any] = field(default_factory=dict)
    at_once: int = 1
    budget: int | None = None

    def told(self) -> Mapping[str, Any]:
        """What the outcome depends on, for the manifest: no keys, no limits of speed."""
        model = {name: str(value) for name, value in self.model.items() if name in _TELLING and value is not None}
        own = {"theory": self.theory, "limit": self.limit, "seed": self.seed, "faults": asdict(self.faults)}
        budget = {} if self.budget is None else {"budget": self.budget}
        return {**own, "arms": list(self.arms), "model": model, **budget}


_TELLING = ("model", "base_url", "api", "samples", "temperature", "effort", "prompt", "wording")


def _same(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether two plans differ in their limits at most: a higher one draws what the lower one drew, and more."""
    return {**old, "limit": None} == {**new, "limit": None}


def _above(limit: int | None, other: int | None) -> bool:
    return other is not None and (limit is None or limit > other)


def possible(theory: str) -> tuple[str, ...]:
    """The arms that a theory can serve: labels of clauses say nothing of whole verdicts, and nobody offline writes."""
    barred = {"gold": (*WHOLE, *NEED_A_MODEL), "exact": (*WHOLE, *NEED_A_MODEL), "simulated": NEED_A_MODEL}.get(
        theory, ()
    )
    return tuple(arm for arm in ARMS if arm not in barred)


class BusyError(Exception):
    """Another process works at a run."""


class Run:
    """A run in a folder. ValueError where that holds a run of something else, or a theory cannot serve an arm."""

    def __init__(self, folder: Path, plan: Plan, tasks: Sequence[Task]) -> None:
        barred = [arm for arm in plan.arms if arm not in possible(plan.theory)]
        if barred:
            raise ValueError(f"the arm {barred[0]} needs a language model; --theory {plan.theory} cannot serve it")
        self.folder = folder
        self._plan = plan
        self.unanswered: list[str] = []
        self.missed = 0
        self._results = folder / "results.jsonl"
        self._rows = folder / ROWS
        manifest = manifest_of(plan.told(), tasks)
        folder.mkdir(parents=True, exist_ok=True)
        kept = folder / "manifest.json"
        if kept.exists():
            old = json.loads(kept.read_text("utf-8"))
            if not _same(old["plan"], manifest["plan"]) or old["policies"] != manifest["policies"]:
                raise ValueError(f"{folder} holds another run; name a new folder, or give the same options")
            if _above(plan.limit, old["plan"]["limit"]):
                kept.write_text(json.dumps({**old, "plan": manifest["plan"]}, indent=2) + "\n", "utf-8")
        else:
            kept.write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
        self.done = self._kept()

    def _kept(self) -> set[tuple[str, str, str, str | None]]:
        return {_key(one) for one in lines(self._results) if not one["failed"]}

    def todo(self, task: Task, instances: Sequence[Instance]) -> list[tuple[Instance, str]]:
        """What is left of a task: an instance and an arm. An arm does not fit every policy."""
        drawn = list(instances)
        if self._plan.limit is not None and self._plan.limit < len(drawn):
            Random(self._plan.seed).shuffle(drawn)  # so that a larger limit draws the same ones, and more
            drawn = drawn[: self._plan.limit]
        pairs = itertools.product([one for one in drawn if one.unread is None], self._plan.arms)
        left = [(one, arm) for one, arm in pairs if (task.id, one.id, arm, _own(one)) not in self.done]
        if task.policy is None or not left:
            return left
        verdicts = list(dict.fromkeys(name for one in instances for name in one.gold))
        suited = [arm for arm in self._plan.arms if fits(arm, task.shared.program, verdicts)]
        return [(one, arm) for one, arm in left if arm in suited]

    def task(
        self, task: Task, data: Path | None, progress: Callable[[int, int], None] = lambda _done, _all: None
    ) -> int:
        """Run what is left of a task; how many outcomes that gave. MissingDataError where its data is not there.

        Instances that an offline theory has no answers for are left out. BusyError where another process is at work.
        """
        if data is None and task.files:
            raise MissingDataError(f"{task.id} needs --data, the folder of the data sets")
        every = list(task.read(data or Path()))
        self._note_unread(task, every)
        instances = [one for one in every if one.unread is None]
        # What an arm found in the cache would cost it nothing, and another one its budget.
        model = dict(self._plan.model) | ({} if self._plan.budget is None else {"cache": None})
        shared = None if self._plan.theory in OFFLINE else from_spec(self._plan.theory, model)
        exact = task.exact() if self._plan.theory == "exact" and task.exact is not None else None
        written, seen = 0, 0
        with (self.folder / "lock").open("a") as lock, self._results.open("a", encoding="utf-8") as file:
            if not hold(lock):
                raise BusyError(f"another process works at {self.folder}; wait for it, or name another folder")
            self.done = self._kept()
            left = self.todo(task, instances)

            async def work(queue: Iterator[tuple[Instance, str]]) -> None:
                nonlocal written, seen
                for instance, arm in queue:
                    seen += 1
                    progress(seen, len(left))
                    policy = task.of(instance)
                    own = instance.policy is not None
                    if own and (arm == "few-shot" or not fits(arm, policy.program, list(instance.gold))):
                        continue
                    shown = examples(instances, instance, self._plan.seed) if arm == "few-shot" else ()
                    case = Case.of(task, instance, Answers({}), shown)
                    known = await truth.of_instance(task, instance, case)
                    theory = shared or exact or self._offline(policy, instance, known)
                    if theory is not None:
                        budget = None if self._plan.budget is None else Allowance(self._plan.budget, None)
                        case = replace(case, theory=theory, budget=budget)
                        record = await _record(task, instance, arm, case, known)
                        if record is None:
                            self.missed += 1
                            continue
                        file.write(json.dumps(record, ensure_ascii=False) + "\n")
                        file.flush()
                        written += 1

            async def workers() -> None:
                queue = iter(left)
                async with asyncio.TaskGroup() as group:
                    for _ in range(1 if shared is None else self._plan.at_once):
                        group.create_task(work(queue))

            asyncio.run(workers())
        if seen and not written and all(done[0] != task.id for done in self.done):
            self.unanswered.append(task.id)
        return written

    def _note_unread(self, task: Task, instances: Sequence[Instance]) -> None:
        """Keep how many rows a task has, and which of them its adapter could not read."""
        rows = json.loads(self._rows.read_text("utf-8")) if self._rows.exists() else {}
        unread = {one.id: one.unread for one in instances if one.unread is not None}
        rows[task.id] = {"rows": len(instances), "unread": unread}
        self._rows.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", "utf-8")

    def _offline(self, policy: Policy, instance: Instance, known: Mapping[str, Value]) -> Theory | None:
        plan = self._plan
        if plan.theory == "gold":
            # Where the label is that the verdict is open, nothing need be known.
            return Answers(dict(instance.clauses)) if instance.clauses or None in instance.gold.values() else None
        if plan.theory == "simulated" and known:
            return truth.Simulated(known, instance.gold, len(policy.checked.clauses), plan.faults, plan.seed)
        return None


async def _record(
    task: Task, instance: Instance, arm: str, case: Case, known: Mapping[str, Value]
) -> dict[str, Any] | None:
    """What is written down of an outcome; None where a cache that alone may be asked lacks an answer."""
    began = time.perf_counter()
    with apart():  # arms are compared by what each takes, and put the same questions at the same time
        outcome = await ARMS[arm](case)
    if outcome.missed is not None:
        return None
    return {
        "task": task.id,
        "instance": instance.id,
        "policy": _own(instance),
        "arm": arm,
        "as_one": task.as_one,
        "gold": plain(instance.gold),
        "verdicts": plain(outcome.verdicts),
        "wrong_clauses": sorted(
            name for name, value in outcome.answers.items() if name in known and known[name] != value
        ),
        "certain": outcome.certain,
        "chances": outcome.chances,
        "clauses": {name: [chance, known[name]] for name, chance in outcome.probabilities.items() if name in known},
        "failed": outcome.failed,
        "unknown": outcome.unknown,
        "contradiction": task.contradictions.get(instance.id),
        "questions": outcome.questions,
        "calls": outcome.calls,
        "input_tokens": outcome.input_tokens,
        "output_tokens": outcome.output_tokens,
        "cost": outcome.cost,
        "seconds": round(time.perf_counter() - began, 6),
    }


def _own(instance: Instance) -> str | None:
    """The hash of a policy that is an instance's alone: where it is another, its outcome does not count any more."""
    return None if instance.policy is None else hashlib.sha256(instance.policy.encode()).hexdigest()


def _key(one: Mapping[str, Any]) -> tuple[str, str, str, str | None]:
    return str(one["task"]), str(one["instance"]), str(one["arm"]), one.get("policy")


def plain(values: Mapping[str, Value | None]) -> dict[str, Any]:
    """Values as JSON has them, and as they are compared; what JSON lacks as text."""
    return {
        name: value if isinstance(value, bool | int | str | None) else show(value) for name, value in values.items()
    }


def lines(path: Path) -> list[dict[str, Any]]:
    """The outcomes of a file, the last of each instance and arm; what a kill cut off is left out."""
    if not path.exists():
        return []
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for line in path.read_text("utf-8").splitlines():
        try:
            one = json.loads(line)
        except ValueError:
            continue
        found[one["task"], one["instance"], one["arm"]] = one
    return list(found.values())


def outcomes(folder: Path) -> tuple[Mapping[str, Any], list[dict[str, Any]]]:
    """A run's manifest, and its outcomes by task and arm, whatever the order in which they came."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    rows = folder / ROWS
    manifest["rows"] = json.loads(rows.read_text("utf-8")) if rows.exists() else {}
    tasks, arms = list(manifest["tasks"]), manifest["plan"]["arms"]
    found = lines(folder / "results.jsonl")
    return manifest, sorted(found, key=lambda one: (tasks.index(one["task"]), arms.index(one["arm"])))


def together(folders: Sequence[Path]) -> tuple[Mapping[str, Any], list[dict[str, Any]]]:
    """Several runs as one: the manifests by run, and the outcomes with the run's name behind the arm's.

    ValueError where two are called alike.
    """
    if len(folders) == 1:
        return outcomes(folders[0])
    names = [folder.resolve().name for folder in folders]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"two runs are called {name}; rename one of the folders")
    manifests: dict[str, Any] = {}
    found = []
    for name, folder in zip(names, folders, strict=True):
        manifests[name], own = outcomes(folder)
        found += [{**one, "arm": f"{one['arm']} @ {name}"} for one in own]
    return {"runs": manifests}, found
