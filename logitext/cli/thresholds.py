"""`--thresholds`: what a probability means, for all theories or for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from logitext.theory.protocol import Thresholds  # help and settings need none


class ThresholdsParameter(click.ParamType[Any]):
    """`0.4,0.6` for every theory, `openai=0.4,0.6` for one: a name ("" for every one) and its thresholds."""

    name = "thresholds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Thresholds]:
        """The pair. BadParameter where it is none."""
        from logitext.theory.protocol import Thresholds  # noqa: PLC0415  # help and settings need none

        if isinstance(value, tuple):
            return value
        name, equals, bounds = str(value).rpartition("=")
        try:
            false, true = map(float, bounds.split(","))
            return name.strip(), Thresholds(false, true)
        except ValueError:
            example = f"{name}{equals}0.4,0.6"
            self.fail(f"{value!r} is not two rising probabilities from 0 to 1: write `{example}`", param, ctx)
