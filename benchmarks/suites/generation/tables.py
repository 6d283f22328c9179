"""What was covered and what was written, as Markdown and as JSON.

>>> share(0, 0), share(9, 10)
('', '9 of 10 (90.0 %)')
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.suites.generation.counts import Count, Met, counts, met
from benchmarks.suites.generation.covering import Covered

_SHOWN = 10
"""How many missed goals of a verdict are named in Markdown; JSON has all."""

_COVER = ("task", "verdict", "criterion", "texts", "covered", "Δ′", "infeasible", "calls to write", "to read")
_WRITE = (
    *("task", "arm", "goals", "ruled out", "realised", "95 %", "correct", "95 %", "wrong", "open"),
    *("calls to write", "to read", "texts a goal"),
)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table."""
    yield f"| {' | '.join(heads)} |"
    yield f"| {' | '.join('---' for _ in heads)} |"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def share(some: int, all_of_them: int) -> str:
    """A share as a count and in per cent; nothing where there is nothing."""
    return f"{some} of {all_of_them} ({100 * some / all_of_them:.1f} %)" if all_of_them else ""


# --- covers ------------------------------------------------------------------------------------------------------


def totals(covered: Sequence[Covered]) -> list[Covered]:
    """For each criterion the sums over all verdicts."""
    found: dict[str, list[Covered]] = defaultdict(list)
    for one in covered:
        found[one.criterion].append(one)
    return [
        Covered(
            "all",
            f"{sum(one.feasible > 0 for one in some)} verdicts",
            criterion,
            feasible=sum(one.feasible for one in some),
            realised=sum(one.realised for one in some),
            infeasible=tuple(goal for one in some for goal in one.infeasible),
            writing=sum(one.writing for one in some),
            reading=sum(one.reading for one in some),
        )
        for criterion, some in found.items()
    ]


def covers_as_markdown(covered: Sequence[Covered]) -> str:
    """A line for each verdict and criterion, their sums, and the goals that are missed."""
    lines = list(table(_COVER, map(_cover_row, [*covered, *totals(covered)])))
    missed = [one for one in covered if one.missed]
    if missed:
        lines += ["", "Goals that no text meets:", ""]
    for one in missed:
        left = len(one.missed) - _SHOWN
        named = "; ".join(one.missed[:_SHOWN]) + (f"; and {left} more" if left > 0 else "")
        lines.append(f"- {one.task}, {one.verdict}, {one.criterion}: {named}")
    notes = [one for one in covered if one.why]
    if notes:
        lines += ["", "Notes:", ""]
    lines += [f"- {one.task}, {one.verdict}, {one.criterion}: {one.why}" for one in notes]
    return "\n".join(lines) + "\n"


def _cover_row(one: Covered) -> tuple[str, ...]:
    gap = "" if one.gap is None else f"{100 * one.gap:.1f} %"
    covered = f"{one.realised} of {one.feasible}" if one.feasible else ""
    ruled_out = str(len(one.infeasible) or "")
    texts = str(one.texts or "")
    return (
        one.task, one.verdict, one.criterion, texts, covered, gap, ruled_out,
        str(one.writing or ""), str(one.reading or ""),
    )  # fmt: skip


def covers_as_json(covered: Sequence[Covered]) -> str:
    """All of it as data."""
    own, sums = ([{**asdict(one), "gap": one.gap} for one in some] for some in (covered, totals(covered)))
    return json.dumps({"covers": own, "totals": sums}, ensure_ascii=False, indent=2) + "\n"


# --- what was written --------------------------------------------------------------------------------------------


def writing_as_markdown(manifest: Mapping[str, Any], outcomes: Sequence[Mapping[str, Any]]) -> str:
    """A line for each task and arm, and one for each kind of clause that the texts were to meet."""
    plan = manifest["plan"]
    lines = [f"# Written by {plan['writer']}, read by {plan['reader']}, verified by {plan['verifier']}", ""]
    if plan["reader"] == plan["verifier"] and "solve" in plan["arms"]:
        lines += ["Reader and verifier are the same, so that what `solve` realised is correct by construction.", ""]
    lines += table(_WRITE, map(_write_row, counts(outcomes)))
    never = {f"{one['task']} {one['instance']}": one["contradiction"] for one in outcomes if one["contradiction"]}
    if never:
        lines += ["", "Goals that no text meets, as the set contradicts itself:", ""]
        lines += [f"- {name}: {why}" for name, why in never.items()]
    clauses = met(outcomes)
    if clauses:
        lines += ["", "Clauses that were to hold, in what was written, by the verifier:", ""]
        lines += table(("task", "arm", "clause", "met", "95 %"), map(_met_row, clauses))
    return "\n".join(lines) + "\n"


def _write_row(one: Count) -> tuple[str, ...]:
    return (
        one.task, one.arm, str(one.goals), str(one.ruled_out or ""),
        share(one.realised, one.feasible), _interval(one.realised_interval),
        share(one.correct, one.feasible), _interval(one.correct_interval), str(one.wrong or ""), str(one.open or ""),
        f"{one.writing:.2f}", f"{one.reading:.2f}", f"{one.texts:.2f}",
    )  # fmt: skip


def _met_row(one: Met) -> tuple[str, ...]:
    return one.task, one.arm, one.clause, share(one.met, one.counted), _interval(one.interval)


def _interval(interval: tuple[float, float]) -> str:
    low, high = interval
    return f"{100 * low:.1f}–{100 * high:.1f} %"


def writing_as_json(manifest: Mapping[str, Any], outcomes: Sequence[Mapping[str, Any]]) -> str:
    """All of it as data."""
    own = [
        {**asdict(one), "realised_interval": one.realised_interval, "correct_interval": one.correct_interval}
        for one in counts(outcomes)
    ]
    clauses = [{**asdict(one), "interval": one.interval} for one in met(outcomes)]
    data = {"manifest": manifest, "counts": own, "clauses": clauses}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
