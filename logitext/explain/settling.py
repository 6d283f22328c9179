"""The questions that would settle an undetermined verdict, in the order in which they are worth asking."""

from __future__ import annotations

from collections.abc import Mapping

from logitext.logic.program import Program
from logitext.policy.sorts import Value


async def settling(program: Program, known: Mapping[str, Value], verdict: str) -> tuple[str, ...]:
    """The clauses whose answers settle a verdict, those that may do so alone first; empty where nobody knows."""
    shortest, sure = await program.certificate(known, verdict)
    first = () if shortest is None else tuple(shortest.values)
    return (*first, *(name for name in (() if sure is None else sure[0]) if name not in first))
