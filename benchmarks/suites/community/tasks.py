"""All tasks of the suite: policies and texts that are part of the project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import yaml

import logitext
from benchmarks.suites.task import Instance, Task
from logitext.policy.sorts import Value

SUITE = "community"
_FOLDER = Path(__file__).parent
_SOURCE = "part of the project: https://arxiv.org/abs/2602.18095 describes a set of this kind, which is not published"

OUTCOMES: Mapping[str, Mapping[str, Value]] = {
    "remove": {"remove": True, "review": False},
    "review": {"remove": False, "review": True},
    "keep": {"remove": False, "review": False},
}
"""What a case's verdict says of the policy's."""


def tasks() -> list[Task]:
    """A task for each policy."""
    return [_task("scams", "Scams on a marketplace")]


def _task(name: str, title: str) -> Task:
    policy = _FOLDER / name / "policy.nltc"
    return Task(SUITE, name, title, policy, (), _SOURCE, partial(_read, name=name))


def _read(_data: Path, name: str) -> Iterator[Instance]:
    clauses = logitext.load(_FOLDER / name / "policy.nltc").clauses
    cases = yaml.safe_load((_FOLDER / name / "cases.yaml").read_text("utf-8"))["cases"]
    for case in cases:
        unknown = set(case["holds"]) - set(clauses)
        if unknown:
            raise ValueError(f"{name}, {case['id']}: the policy has no clause {', '.join(sorted(unknown))}")
        holds: dict[str, Value] = {clause: clause in case["holds"] for clause in clauses}
        yield Instance(case["id"], {"post": case["text"]}, OUTCOMES[case["verdict"]], holds)
