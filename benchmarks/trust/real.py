"""Real labels: a learned theory, calibrated on one half of a set and judged on the other, in many random splits.

The classifier learns from one part of the first half, and the other part calibrates it: a classifier is too sure of
texts that it has learned from.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import logitext
from benchmarks.suites.moderation.tasks import tasks
from benchmarks.suites.task import Instance
from logitext.learning.learn import learn
from logitext.run.data.frames import reader_of
from logitext.run.data.sources import Data
from logitext.theory.learned.file import save
from logitext.theory.learned.theory import Learned
from logitext.theory.protocol import Thresholds

SETS = {"openai": "remove", "hatecheck": "hateful"}
"""Sets with the labels of clauses, and their verdict."""
HALVES = Thresholds(0.5 - 1e-9, 0.5)
"""So that all clauses have values: what is not sure enough is for the calibration to hold back."""


@dataclass
class Splits:
    """What came of the splits of a set."""

    name: str
    runs: int = 0
    promised: int = 0
    kept: int = 0
    given: int = 0
    wrong: int = 0
    judged: int = 0
    plain: list[tuple[float, bool]] = field(default_factory=list)
    calibrated: list[tuple[float, bool]] = field(default_factory=list)


def splits(name: str, data: Path, runs: int, max_error: float) -> Splits:
    """Calibrate and judge `runs` times."""
    (task,) = [one for one in tasks() if one.name == name]
    assert task.policy is not None
    policy, verdict = logitext.load(task.policy), SETS[name]
    instances, found = list(task.read(data)), Splits(name)
    for run in range(runs):
        rng = Random(f"{name} {run}")
        drawn = rng.sample(instances, len(instances))
        half = len(drawn) // 2
        _one(policy, verdict, drawn[: half // 2], drawn[half // 2 : half], drawn[half:], max_error, found)
    return found


def _one(
    policy: logitext.Policy,
    verdict: str,
    learned: Sequence[Instance],
    calibrating: Sequence[Instance],
    judged: Sequence[Instance],
    max_error: float,
    found: Splits,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder, "learned.json"))
        save(learn(policy.checked, _data(_rows(learned, verdict)), {}, "id")[0], file)
        theory = Learned(file, thresholds=HALVES)
    more: dict[str, Any] = {"id": "id", "theory": theory, "verdicts": [verdict]}
    calibration = policy.calibrate(_rows(calibrating, verdict), max_error=max_error, **more)
    rows, of = _rows(judged, verdict), calibration.verdicts[verdict]
    found.runs += 1
    found.judged += len(rows)
    every = {verdict: of.model_copy(update={"threshold": 0.0})}
    plain = policy.evaluate(rows, **more)
    whole = policy.evaluate(rows, calibration=calibration.model_copy(update={"verdicts": every}), **more)
    for evaluation, kept in ((plain, found.plain), (whole, found.calibrated)):
        for record in evaluation.records:
            one = record.verdicts[verdict]
            if one.probability is not None:
                kept.append((one.probability, one.likeliest == one.right))
    if of.threshold is None:
        return
    sure = [one.verdicts[verdict] for one in whole.records]
    given = [one for one in sure if one.sure is not None and one.sure >= of.threshold - 1e-9]
    wrong = sum(one.outcome == "wrong" for one in given)
    found.promised += 1
    found.given += len(given)
    found.wrong += wrong
    found.kept += wrong <= max_error * len(given)


def _rows(instances: Sequence[Instance], verdict: str) -> list[dict[str, Any]]:
    return [{"id": one.id, **one.texts, "right": {verdict: one.gold[verdict], **one.clauses}} for one in instances]


def _data(rows: list[dict[str, Any]]) -> Data:
    return Data([reader_of(rows, "rows")])
