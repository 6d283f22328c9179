"""How likely a verdict is, for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from logitext.policy.sorts import show
from logitext.records.probability import Carrier, Further, VerdictChances
from logitext.report.console import printable

_SHOWN = 3


def lines(chances: VerdictChances) -> Sequence[Text]:
    """A line with the probability of each value, and one for each of the clauses that carry most of the uncertainty."""
    if chances.held_back is not None and chances.threshold is None:
        return [*_counted(chances), Text("held back, as its calibration promises nothing", "yellow")]
    if chances.held_back is not None:
        why = f"its calibration asks for {chances.threshold:g}"
        return [*_counted(chances), Text(f"{_value(chances.held_back)} is held back, as {why}", "yellow")]
    if chances.likeliest is not None:
        likely = f"{_value(chances.likeliest)} ({chance(chances.of(chances.likeliest))})"
        return [Text(f"likeliest: {likely}, which the answers do not entail", "yellow"), *_counted(chances)]
    return _counted(chances)


def _counted(chances: VerdictChances) -> Sequence[Text]:
    if not chances.values:
        return [Text(f"probability: not known, as {chances.detail}", "dim")]
    shown = ", ".join(f"{_value(one.value)} {chance(one.probability)}" for one in chances.values[:_SHOWN])
    more = len(chances.values) - _SHOWN
    head = Text(f"probability: {shown}{f', and {more} more' if more > 0 else ''}")
    if chances.right is not None:
        head.append(f"; by its calibration what is entailed is right with {chance(chances.right)}")
    first = _value(chances.values[0].value)
    carriers = [Text("  ").append(_carrier(one, first), "dim") for one in chances.carried_by[:_SHOWN]]
    return [head, *carriers, *[Text("  ").append(_further(one), "dim") for one in chances.further]]


def _further(one: Further) -> str:
    what = "the whole policy" if one.clause is None else one.clause
    told = "no answer" if one.answer is None else _value(one.answer)
    sure = "" if one.probability is None else f" ({one.probability:.2f})"
    return f"{'asked again' if one.again else 'also asked'}: {what} of {printable(one.theory)}, {told}{sure}"


def chance(probability: float) -> str:
    """A probability in three places; never 0 or 1 for one that is neither.

    >>> chance(0.25), chance(0.00001), chance(0.9999), chance(1.0)
    ('0.250', '<0.001', '>0.999', '1')
    """
    if probability in (0.0, 1.0):
        return f"{probability:.0f}"
    return "<0.001" if probability < 0.0005 else ">0.999" if probability >= 0.9995 else f"{probability:.3f}"


def _carrier(one: Carrier, first: str) -> str:
    if one.answer is None or one.right is None:
        return f"{one.clause} is open: to know it would move {first} by {chance(one.moves)} on average"
    line = f"{one.clause} is {_value(one.answer)} with {chance(one.right)}"
    return line if one.otherwise is None else f"{line}; if it is not, {first} has {chance(one.otherwise)}"


def _value(value: Any) -> str:
    return "another" if value is None else printable(value) if isinstance(value, str) else show(value)
