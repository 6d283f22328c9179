"""Processor time beside a yardstick of the same moment, so that a busy machine or a slow one changes little.

The yardstick is a fixed loop of Python, timed just before and just after the work. A `Row` has the processor time of
all threads of the process, in seconds, and how many yardsticks that is. Compare ratios, and those of one run best.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from time import process_time

STEPS = 1_000_000
"""Turns of the yardstick's loop: some hundredths of a second."""


@dataclass(frozen=True)
class Row:
    """A measurement: what was done, the processor time in seconds, and how many yardsticks that is."""

    name: str
    seconds: float
    ratio: float
    what: str


def yardstick() -> float:
    """Seconds of processor time that the fixed loop takes now."""
    started = process_time()
    total = 0
    for step in range(STEPS):
        total += step & 7
    return process_time() - started


def measured(name: str, what: str, work: Callable[[], object], *, each: int = 1) -> Row:
    """The row of some work, which is done once. Where it does `each` things, the figures are those of one of them."""
    gc.collect()  # the garbage of what was prepared is no part of it
    before = yardstick()
    started = process_time()
    work()
    seconds = (process_time() - started) / each
    return Row(name, seconds, 2 * seconds / (before + yardstick()), what)
