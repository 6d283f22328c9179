"""The part of the Python API that decides many documents: files, or a table that is in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.late import late_modules

if TYPE_CHECKING:
    from logitext.api.running import files, tables

__all__ = ["files", "tables"]

__getattr__ = late_modules(__name__)
