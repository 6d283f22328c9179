"""The tasks of deduction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.suites.controls.deduction import ordering, proofwriter
from benchmarks.suites.task import Instance, Task
from logitext.theory import Answers
from logitext.theory.protocol import Theory

SUITE = "controls"
SOURCE = "https://github.com/teacherpeterpan/Logic-LLM, commit d29f1e5e7203e8826cb9c41ba3003e43dc0b9d34, MIT"


def tasks() -> list[Task]:
    """Both tasks."""
    open_world = "ProofWriter, open world, depth 5: what a text states, and what follows from it"
    return [
        _task("proofwriter", open_world, proofwriter.FILE, proofwriter.read, proofwriter.stated),
        _task("logical_deduction", "LogicalDeduction: things in an order", ordering.FILE, ordering.read, _nobody),
    ]


def _task(
    name: str, title: str, file: str, read: Callable[[Path, str], Iterator[Instance]], exact: Callable[[], Theory]
) -> Task:
    return Task(SUITE, name, title, None, (file,), SOURCE, lambda data: read(data, SOURCE), exact)


def _nobody() -> Theory:
    """What is said of places is in the policy; where somebody stands nobody is asked."""
    return Answers({})
