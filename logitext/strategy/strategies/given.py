"""The strategy `given`: the order of the file."""

from __future__ import annotations

from logitext.strategy.strategy import Moment, Pick, Strategy, register


@register
class GivenStrategy(Strategy):
    """The first clause of the file that still matters."""

    name = "given"
    summary = "asks in the order of the file"
    plans = False
    in_file_order = True

    async def choose(self, moment: Moment) -> Pick:
        """The first, or as many as the user wants in a round."""
        return Pick(tuple(moment.matters[: moment.batch or 1]), self.name, {})
