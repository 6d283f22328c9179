"""The strategy `certificate`: what settles a verdict with few answers, if they come out as they must.

For policies that are not decided on diagrams: sums, dates, texts. Z3 finds for each way that an undecided verdict can
come out a list of answers that would settle it; of the list with the best chance for its price that clause is asked
which is most likely to spoil it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from logitext.logic.program import Program
from logitext.policy.sorts import Value
from logitext.strategy.planner import Pick, Planner


async def by_certificate(
    program: Program, answers: Mapping[str, Value], verdicts: Sequence[str], matters: Sequence[str], planner: Planner
) -> Pick:
    """What to ask now; in file order where Z3 finds no such list. `planner` has chances and prices."""
    best: tuple[float, str] | None = None
    for verdict in verdicts:
        for one in await program.likely(answers, verdict, planner.chances, planner.prices):
            wanted = [name for name in one.clauses if name in matters]
            if wanted and (best is None or one.chance / one.price > best[0]):
                best = one.chance / one.price, wanted[0]
    return Pick((matters[0] if best is None else best[1],), "certificate", {})
