"""What still matters on a diagram, where assumptions tie all clauses to each other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import logitext
from benchmarks.engine.cliffs.measure import Row, measured


def tangled(number: int) -> str:
    """Each clause implies one of the next two, and the first and the last are not alike."""
    lines = [f"{{{{let p{n} = [[p {n}]]}}}}" for n in range(number)]
    lines += [f"{{{{assume p{n} implies p{n + 1} or p{n + 2}}}}}" for n in range(number - 2)]
    verdict = " or ".join(f"p{n} and p{(n * 7 + 3) % number}" for n in range(number))
    return "\n".join([*lines, f"{{{{assume p0 xor p{number - 1}}}}}", f"{{{{verdict v = {verdict}}}}}"])


def rows() -> Iterator[Row]:
    """Which of the clauses matter while nothing is answered."""
    for number in (15, 25, 40):
        policy = logitext.loads(tangled(number))
        asyncio.run(policy.program.ready())
        yield measured(
            "relevance",
            f"which of {number} tied clauses matter",
            lambda policy=policy: asyncio.run(policy.program.relevant({}, ["v"], list(policy.clauses))),  # type: ignore[misc]
        )
