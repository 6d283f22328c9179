"""What is to be reached, and whether it was."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import mean
from typing import NamedTuple

from benchmarks.questions.results import Results
from benchmarks.questions.table import PRICES, ratios, sizes
from benchmarks.questions.tasks import CALLS

OPTIMUM = {"equal prices": 1.005, "random prices": 1.01, "assumptions": 1.02}
CERTIFICATE = {22: 1.15, 60: 1.20, 200: 1.32}
BATCHES = 1.01
FIRST = {22: 10.0, 200: 100.0}
"""Milliseconds."""
AGAIN = 10.0
"""Microseconds."""


class Target(NamedTuple):
    """A target in words, with what was measured."""

    what: str
    met: bool


def targets(results: Results) -> Iterator[Target]:
    """All for which something was measured."""
    for prices in PRICES:
        found = [one for size in sizes(results) for one in results.of("formula", str(size), prices).values()]
        if small := ratios(found, "auto", "optimum"):
            yield _at_most(f"small policies, {prices}: × optimum", mean(small), OPTIMUM[prices])
    for size, most in CERTIFICATE.items():
        if found := list(results.of("formula", str(size), "equal prices").values()):
            yield _at_most(
                f"{size} clauses: × the cheapest certificates", mean(ratios(found, "auto", "certificate")), most
            )
    for call in CALLS:
        if found := list(results.of("calls", "8", str(call)).values()):
            yield _at_most(f"8 clauses, a call for {call}: × optimum", mean(ratios(found, "auto", "optimum")), BATCHES)
    for size, most in FIRST.items():
        measured = results.of("formula", str(size), "equal prices").values()
        if times := sorted(ms for one in measured for ms in one["first"]):
            share = sum(ms <= most for ms in times) / len(times)
            what = f"{size} clauses: a decision that is met first takes at most {most:g} ms"
            yield Target(f"{what}: {share:.1%} do, the longest took {times[-1]:.1f}", times[-1] <= most)
    if again := [us for one in results.of("formula").values() for us in one["again"]]:
        yield _at_most("a decision that was met before, µs", mean(again), AGAIN)
    for name, one in results.of("example").items():
        auto, order = one["costs"]["auto"], one["costs"]["given"]
        yield Target(f"{name}: {auto:.2f} questions, in file order {order:.2f}", auto <= order)


def _at_most(what: str, value: float, most: float) -> Target:
    return Target(f"{what}: {value:.3f}, at most {most:g} wanted", value <= most)
