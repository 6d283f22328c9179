"""Which arms can decide which policies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from logitext.logic.diagram.store import TooLargeError
from logitext.logic.program import Program
from logitext.policy.term import Apply, Connective, DefinitionRef, walk


def fits(arm: str, program: Program, verdicts: Sequence[str]) -> bool:
    """Whether an arm can decide a policy: short circuits know no arithmetic, and soft logic needs diagrams."""
    policy = program.policy
    if arm == "soft":
        try:
            return program.product(verdicts) is not None
        except TooLargeError:
            return False
    if arm != "short circuit":
        return True
    opened: set[str] = set()
    stack: list[Any] = [policy.body(name) for name in verdicts]
    while stack:
        for part in walk(stack.pop()):
            if isinstance(part, Apply) and part.op in (Connective.ADD, Connective.MUL, Connective.NEG):
                return False
            if isinstance(part, DefinitionRef) and part.name not in opened:
                opened.add(part.name)
                stack.append(policy.body(part.name))
    return True
