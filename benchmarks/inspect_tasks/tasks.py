"""What `inspect eval benchmarks/inspect_tasks/tasks.py` runs."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from random import Random

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import get_model
from inspect_ai.scorer import CORRECT, INCORRECT, Score, Scorer, Target, accuracy, grouped, scorer, stderr
from inspect_ai.solver import Generate, Solver, TaskState, solver

from benchmarks.inspect_tasks.theory import InspectModel
from benchmarks.suites import truth
from benchmarks.suites.arms import ARMS, Case, fits
from benchmarks.suites.arms.examples import examples
from benchmarks.suites.registry import chosen
from benchmarks.suites.run import plain
from benchmarks.suites.scoring.scores import right
from benchmarks.suites.task import Instance, MissingDataError
from benchmarks.suites.task import Task as Benchmark

_OUTCOME = "logitext"
"""What the solver leaves for the scorer, in the sample's store."""


@task
def verdicts(
    name: str, data: str | None = None, arm: str = "logitext", limit: int | None = None, seed: int = 0
) -> Task:
    """A task of `python -m benchmarks list`, or all of a suite, by an arm.

    `data` is the folder of the sets, by its whole path; `limit` instances of each task are drawn by `seed`. Of a suite,
    tasks whose data is not there, and those whose policy the arm does not fit, are left out; the log's metadata names
    them. ValueError where there is no such task or arm, or nothing is left.
    """
    if data is not None and not Path(data).is_absolute():
        raise ValueError(f"data={data}: give the whole path; Inspect runs a task in the folder of the task's file")
    if arm not in ARMS:
        raise ValueError(f"there is no arm {arm}; the arms are {', '.join(ARMS)}")
    samples: list[Sample] = []
    left_out: dict[str, str] = {}
    for one in chosen([name]):
        try:
            samples += _samples(one, Path(data or ""), arm, limit, seed)
        except (MissingDataError, ValueError) as problem:
            left_out[one.id] = str(problem)
    if not samples:
        raise ValueError("; ".join(left_out.values()))
    return Task(
        dataset=MemoryDataset(samples, name=name),
        solver=decide(name, data, arm, seed),
        scorer=as_labelled(),
        metadata={"left_out": left_out},
    )


def _samples(task: Benchmark, data: Path, arm: str, limit: int | None, seed: int) -> list[Sample]:
    drawn = [one for one in task.read(data) if one.unread is None]
    labelled = list(dict.fromkeys(verdict for instance in drawn for verdict in instance.gold))
    if task.policy is not None and not fits(arm, task.shared.program, labelled):
        raise ValueError(f"the arm {arm} does not fit the policy of {task.id}")
    if limit is not None and limit < len(drawn):
        drawn = Random(seed).sample(drawn, limit)
    return [
        Sample(
            id=f"{task.id} {instance.id}",
            input="\n\n".join(f"{called}:\n{text}" for called, text in instance.texts.items()),
            target=json.dumps(plain(instance.gold)),
            metadata={"task": task.id, "instance": instance.id},
        )
        for instance in drawn
    ]


@solver
def decide(name: str, data: str | None, arm: str, seed: int = 0) -> Solver:
    """Decide the verdicts that are labelled, the model under evaluation answering."""
    tasks = {one.id: one for one in chosen([name])}

    @cache
    def instances(task: str) -> dict[str, Instance]:
        return {instance.id: instance for instance in tasks[task].read(Path(data or "")) if instance.unread is None}

    async def solve(state: TaskState, generate: Generate) -> TaskState:  # noqa: ARG001  # Inspect passes it by name
        one = tasks[state.metadata["task"]]
        own = instances(one.id)
        instance = own[state.metadata["instance"]]
        shown = examples(list(own.values()), instance, seed) if arm == "few-shot" and instance.policy is None else ()
        theory = InspectModel(get_model())
        case = Case.of(one, instance, theory, shown)
        outcome = await ARMS[arm](case)
        known = await truth.of_instance(one, instance, case)
        wrong = [clause for clause, value in outcome.answers.items() if clause in known and known[clause] != value]
        told = {
            "gold": plain(instance.gold),
            "verdicts": plain(outcome.verdicts),
            "questions": outcome.questions,
            "calls": outcome.calls,
            "failed": outcome.failed,
            "wrong_clauses": sorted(wrong),
        }
        state.store.set(_OUTCOME, told)
        state.output.completion = json.dumps(told["verdicts"])
        if theory.raised is not None:
            raise theory.raised  # a limit, after which Inspect scores what was found, or the end of the sample
        return state

    return solve


@scorer(metrics=[grouped(accuracy(), "task", all_label="accuracy"), stderr()])
def as_labelled() -> Scorer:
    """Correct where every labelled verdict is as labelled: an undetermined one is not, unless its label is that."""

    async def score(state: TaskState, target: Target) -> Score:
        told = state.store.get(_OUTCOME)
        if told is None:
            return Score(value=INCORRECT, explanation="it ended before there was a verdict")
        met = all(right(told, name) for name in told["gold"])
        return Score(
            value=CORRECT if met else INCORRECT,
            answer=state.output.completion,
            explanation=told["failed"] or f"labelled {target.text}",
            metadata={name: told[name] for name in ("questions", "calls", "wrong_clauses")},
        )

    return score
