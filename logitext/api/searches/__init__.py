"""Searches for texts, as the Python API asks for them: what is wanted, who writes, who reads, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.late import late_modules

if TYPE_CHECKING:
    from logitext.api.searches import answer, cover, solve, wishes

__all__ = ["answer", "cover", "solve", "wishes"]

__getattr__ = late_modules(__name__)
