"""The tables that are printed, and what was to be reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.table import Table

from benchmarks.generate.covers import Measured
from benchmarks.generate.suites import Alone

TARGETS = {14: 10.0, 22: 10.0, 60: 8.0}
"""The most calls a goal of each-clause, where each question is a call."""


def covers(found: Sequence[Measured]) -> Table:
    """Every way of covering."""
    table = Table(title="Covers in a simulated world")
    for name in ("criterion", "clauses", "writer", "way"):
        table.add_column(name)
    for name in ("worlds", "reached", "calls a goal (1 + n)", "calls a goal (2)", "texts", "nogoods", "s a world"):
        table.add_column(name, justify="right")
    for one in found:
        table.add_row(
            one.criterion,
            str(one.size),
            "crowded" if one.crowded else "steady",
            one.way,
            str(one.worlds),
            f"{100 * one.share:.1f} %",
            f"{one.calls:.1f}",
            f"{one.shared_calls:.2f}",
            f"{one.texts / one.worlds:.1f}",
            f"{one.nogoods / one.worlds:.1f}" if one.way == "logitext" else "",
            f"{one.seconds / one.worlds:.2f}",
        )
    return table


def suites(found: Sequence[Alone]) -> Table:
    """What the logic alone says."""
    table = Table(title="Suites by logic alone, if every text comes out as demanded")
    names = (
        "clauses",
        "texts, each clause both ways",
        "texts, MC/DC",
        "clauses without a pair",
        "worlds",
        "counted in s",
    )
    for name in (*names, "worlds a second that Z3 lists"):
        table.add_column(name, justify="right")
    for one in found:
        table.add_row(
            str(one.size),
            f"{one.both_ways:.1f}",
            f"{one.mcdc:.1f}",
            f"{one.no_pair:.1f}",
            f"{one.worlds:.2g}" if one.worlds >= 10**6 else str(one.worlds),
            f"{one.counting:.3f}",
            f"{one.listed:.0f}",
        )
    return table


def targets(found: Sequence[Measured]) -> Iterator[tuple[str, bool]]:
    """What was to be reached, and whether it was."""
    for one in found:
        if one.way == "logitext" and one.criterion == "each-clause" and not one.crowded and one.size in TARGETS:
            most = TARGETS[one.size]
            said = f"{one.size} clauses: every realisable goal ({100 * one.share:.1f} %)"
            yield f"{said} at most at {most:g} calls a goal ({one.calls:.1f})", one.share == 1 and one.calls <= most
