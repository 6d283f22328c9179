"""The strategy `certificate`: what settles a verdict with few answers, if they come out as they must.

For policies that are not decided on diagrams: sums, dates, texts. Z3 finds for each way that an undecided verdict can
come out a list of answers that would settle it. From the list with the best chance for its price, the clause that is
most likely to spoil it is asked.
"""

from __future__ import annotations

from logitext.strategy.strategy import Moment, Pick, Strategy, register


@register
class CertificateStrategy(Strategy):
    """The shortest likely way to a verdict, found by Z3."""

    name = "certificate"
    summary = "asks what would settle a verdict with few answers, for policies with sums, dates and texts"
    plans = False
    remembers = True

    async def choose(self, moment: Moment) -> Pick:
        """The clause to ask; in file order where Z3 finds no list, and the pick then says so."""
        planner = moment.planner()
        best: tuple[float, str] | None = None
        for verdict in moment.undecided:
            for likely in await moment.program.likely(moment.answers, verdict, planner.chances, planner.prices):
                wanted = [name for name in likely.clauses if name in moment.matters]
                if wanted and (best is None or likely.chance / likely.price > best[0]):
                    best = likely.chance / likely.price, wanted[0]
        if best is None:
            return Pick((moment.matters[0],), "given", {})
        return Pick((best[1],), self.name, {})
