"""What a policy is compiled to; with it, results are shown as the command shows them."""

from __future__ import annotations

from logitext.api import showing  # noqa: F401  # it has it so
from logitext.check.expansion import Expansion
from logitext.logic.program import Program

__all__ = ["Expansion", "Program"]
