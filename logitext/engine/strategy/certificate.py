"""The strategy `certificate`: what settles a verdict with the fewest answers, if they come out as they must.

For policies that are not decided on diagrams: sums, dates, texts. Z3 finds the shortest list of answers that would
settle an undecided verdict; the first of them is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from logitext.engine.strategy.planner import Pick
from logitext.logic.program import Program
from logitext.policy.sorts import Value


async def by_certificate(
    program: Program, answers: Mapping[str, Value], verdicts: Sequence[str], matters: Sequence[str]
) -> Pick:
    """What to ask now; in file order where Z3 finds no such list in its time."""
    found = []
    for verdict in verdicts:
        certificate, _ = await program.certificate(answers, verdict)
        if certificate is not None:
            wanted = [name for name in matters if name in certificate.values]
            if wanted:
                found.append((len(certificate.values), wanted))
    if not found:
        return Pick(tuple(matters[:1]), "certificate", {})
    return Pick((min(found)[1][0],), "certificate", {})
