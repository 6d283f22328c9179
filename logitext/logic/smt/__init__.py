"""A checked policy in Z3: runs in Z3's thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.late import late_modules

if TYPE_CHECKING:
    from logitext.logic.smt import thread

__all__ = ["thread"]

__getattr__ = late_modules(__name__)
