"""The part of the Python API that needs no text: to plan, draw, print and lint a policy, and to format its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.late import late_modules

if TYPE_CHECKING:
    from logitext.api.without_texts import differences, graphs, mistakes, plans, stages

__all__ = ["differences", "graphs", "mistakes", "plans", "stages"]

__getattr__ = late_modules(__name__)
