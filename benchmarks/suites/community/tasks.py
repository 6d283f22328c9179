"""All tasks of the suite: policies and texts that are part of the project."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import yaml

import logitext
from benchmarks.suites.task import Instance, Task
from logitext.policy.sorts import Value

SUITE = "community"
_FOLDER = Path(__file__).parent
_SOURCE = "part of the project: https://arxiv.org/abs/2602.18095 describes a set of this kind, which is not published"

TITLES = {
    "scams": "Scams on a marketplace",
    "self-harm": "A support forum: self-harm",
    "harassment": "A chat: harassment",
    "religion": "A reading group: religious content",
    "disruption": "A forum: disruptive behaviour",
    "counterfeit": "A marketplace: counterfeit goods",
}


def tasks() -> list[Task]:
    """A task for each policy."""
    return [_task(name, title) for name, title in TITLES.items()]


def _task(name: str, title: str) -> Task:
    policy = _FOLDER / name / "policy.nltc"
    return Task(SUITE, name, title, policy, (), _SOURCE, partial(_read, name=name))


def _read(_data: Path, name: str) -> Iterator[Instance]:
    policy = logitext.load(_FOLDER / name / "policy.nltc")
    cases = yaml.safe_load((_FOLDER / name / "cases.yaml").read_text("utf-8"))["cases"]
    for case in cases:
        unknown = {*case["holds"], *case["verdicts"]} - {*policy.clauses, *policy.verdicts}
        if unknown:
            raise ValueError(f"{name}, {case['id']}: the policy has no {', '.join(sorted(unknown))}")
        holds: dict[str, Value] = {clause: clause in case["holds"] for clause in policy.clauses}
        gold: dict[str, Value] = {verdict: verdict in case["verdicts"] for verdict in policy.verdicts}
        yield Instance(case["id"], {"post": case["text"]}, gold, holds)
