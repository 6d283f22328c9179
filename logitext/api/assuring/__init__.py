"""The work of the methods that explain and verify results, and run tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.late import late_modules

if TYPE_CHECKING:
    from logitext.api.assuring import claims, tests

__all__ = ["claims", "tests"]

__getattr__ = late_modules(__name__)
