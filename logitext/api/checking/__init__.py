"""The work of the methods that check documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.late import late_modules

if TYPE_CHECKING:
    from logitext.api.checking import compiled, interrupts, many, one, requests

__all__ = ["compiled", "interrupts", "many", "one", "requests"]

__getattr__ = late_modules(__name__)
