"""`--error-rate NAME=X`: how often answers are wrong."""

from __future__ import annotations

from collections.abc import Sequence

import click


def error_rates(settings: Sequence[str]) -> dict[str, float] | float | None:
    """The rates by clause or theory, or the one of all; None where nothing is said. UsageError for what is no rate."""
    rates: dict[str, float] = {}
    every: list[float] = []
    for one in settings:
        name, equals, written = one.rpartition("=")
        try:
            rate = float(written)
        except ValueError:
            raise click.UsageError(f"--error-rate: expected `NAME=0.05` or `0.05`, not `{one}`") from None
        if not equals:
            every.append(rate)
        elif name in rates:
            raise click.UsageError(f"--error-rate: `{name}` is given twice")
        else:
            rates[name] = rate
    if len(every) > 1 or (every and rates):
        raise click.UsageError("--error-rate: give one for all, or one for each of some clauses and theories")
    return every[0] if every else rates or None
