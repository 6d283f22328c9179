"""Rows that nobody could read: those without a label that is known, and those whose clauses a program leaves open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.suites.scoring.scores import Outcome

READERS = ("gold", "exact")
"""Theories that read rows; what another one leaves open it is not sure of."""


@dataclass(slots=True)
class Unread:
    """How many rows a task has, and why some rows were not read, by their ids."""

    task: str
    rows: int
    why: dict[str, str] = field(default_factory=dict)


def unread(manifest: Mapping[str, Any], outcomes: Sequence[Outcome]) -> list[Unread]:
    """The unread rows of each task, from the first run that has the task."""
    found: dict[str, Unread] = {}
    for run in manifest.get("runs", {"": manifest}).values():
        for task, rows in run.get("rows", {}).items():
            found.setdefault(task, Unread(task, rows["rows"], dict(rows["unread"])))
    reading = {arm for arm, run in _theories(manifest, outcomes).items() if run in READERS}
    for one in outcomes:
        if one["arm"] in reading and one["task"] in found and _is_open(one):
            lacks = ", ".join(f"`{name}`" for name in one.get("unknown", ()))
            found[one["task"]].why.setdefault(one["instance"], f"open without {lacks}" if lacks else "open")
    return list(found.values())


def unread_lines(manifest: Mapping[str, Any], outcomes: Sequence[Outcome]) -> list[str]:
    """A line for each task, and one for each row that was not read."""
    lines = []
    for one in unread(manifest, outcomes):
        lines.append(f"{one.task}: {len(one.why) or 'none'} of {one.rows} rows not read")
        lines += [f"{one.task} {name}: {why}" for name, why in list(one.why.items())[:_SHOWN]]
        if len(one.why) > _SHOWN:
            lines.append(f"{one.task}: and {len(one.why) - _SHOWN} more; all of them are in the JSON")
    return lines


_SHOWN = 10


def _theories(manifest: Mapping[str, Any], outcomes: Sequence[Outcome]) -> dict[str, str]:
    """The theory of each arm; of several runs, their names stand behind that of the arm."""
    arms = {one["arm"] for one in outcomes}
    if "runs" not in manifest:
        return dict.fromkeys(arms, manifest["plan"]["theory"])
    runs = manifest["runs"]
    return {arm: runs[arm.rpartition(" @ ")[2]]["plan"]["theory"] for arm in arms}


def _is_open(one: Outcome) -> bool:
    """Whether a verdict is open that the set labels with a value."""
    return any(value is not None and one["verdicts"].get(verdict) is None for verdict, value in one["gold"].items())
