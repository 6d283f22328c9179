"""Which arms can decide which policies."""

from __future__ import annotations

from collections.abc import Sequence

from logitext.logic.diagram.store import TooLargeError
from logitext.logic.program import Program


def fits(arm: str, program: Program, verdicts: Sequence[str]) -> bool:
    """Whether an arm can decide a policy: soft logic needs diagrams, the same for all documents."""
    if arm == "soft" and not program.policy.fits_documents:
        try:
            return program.product(verdicts) is not None
        except TooLargeError:
            return False
    return arm != "soft"
