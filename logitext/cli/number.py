"""Numbers on the command line: whole or decimal, within limits, and none of what only a computer calls a number."""

from __future__ import annotations

import math
from typing import Any

import click

MOST = 1e15
"""Where an option says nothing else, a number is no larger."""


class NumberParameter(click.FloatRange):
    """A decimal number; `nan` and what is too large for any use are refused."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number. BadParameter where it is none, or lies outside of the limits."""
        found = super().convert(value, param, ctx)
        if math.isnan(found) or found > MOST:
            self.fail(f"{value} is no number from 0 to {MOST:,.0f}", param, ctx)
        return found


class WholeNumberParameter(click.IntRange):
    """A whole number."""

    name = "whole number"
