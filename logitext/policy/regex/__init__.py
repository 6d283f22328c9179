"""Patterns taken apart and written anew for RE2: its classes and boundaries are of ASCII, ours are of any script.

RE2 and what knows of scripts are loaded for a policy that has a pattern: `mistakes` is imported when it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.late import late_modules

if TYPE_CHECKING:
    from logitext.policy.regex import mistakes

__all__ = ["mistakes"]

__getattr__ = late_modules(__name__)
