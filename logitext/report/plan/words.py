"""Shares, amounts and verdicts in words, the same in every format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from logitext.policy.sorts import show


def percent(share: float) -> str:
    """A share of documents.

    >>> percent(1), percent(0.9999999), percent(0.957), percent(0.044), percent(0.0004), percent(1e-9)
    ('100 %', '99.99 %', '96 %', '4.4 %', '0.04 %', 'under 0.01 %')
    """
    whole = 100 * share
    if whole >= 100 - 1e-9:
        return "100 %"
    if whole >= 99.5:
        return f"{min(whole, 99.99):.2f} %"
    if whole >= 9.95:
        return f"{whole:.0f} %"
    if whole >= 0.995:
        return f"{whole:.1f} %"
    return f"{whole:.2f} %" if whole >= 0.01 else "under 0.01 %"


def amount(number: float) -> str:
    """A number of questions, to two decimals.

    >>> amount(8), amount(2.1234), amount(2.0000001), amount(0.001)
    ('8', '2.12', '2', 'under 0.01')
    """
    if abs(number - round(number)) < 1e-6:
        return str(round(number))
    return f"{number:.2f}" if number >= 0.01 else "under 0.01"


def money(price: float) -> str:
    """A price, to two decimals, or below 1 to three digits.

    >>> money(8), money(21.234), money(0.00034567)
    ('8', '21.23', '0.000346')
    """
    if abs(price - round(price)) < 1e-9:
        return str(round(price))
    return f"{price:.2f}" if price >= 1 else f"{price:.3g}"


def outcome(name: str, value: Any) -> str:
    """A verdict and its value; an enumeration's label stands without quotation marks.

    >>> outcome("remove", False), outcome("action", "warn"), outcome("late", None)
    ('remove false', 'action warn', 'late undetermined')
    """
    shown = "undetermined" if value is None else value if isinstance(value, str) else show(value)
    return f"{name} {shown}"


def outcomes(verdicts: Mapping[str, Any]) -> str:
    """All of them, in one line."""
    return ", ".join(outcome(name, value) for name, value in verdicts.items())


def further(number: float | None) -> str:
    """How many questions follow; empty where that is not known.

    >>> further(0), further(1), further(2.345)
    ('no more questions', '1 more question', '2.35 more questions')
    """
    if number is None:
        return ""
    if number < 1e-9:
        return "no more questions"
    shown = amount(number)
    return f"{shown} more question" if shown == "1" else f"{shown} more questions"
