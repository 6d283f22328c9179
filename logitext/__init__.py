"""Logitext: policies that are partly logic and partly judgement.

`load` or `loads` a policy, then `Policy.check` texts; see :mod:`logitext.api`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.late import late_names

if TYPE_CHECKING:
    from logitext import theory
    from logitext.api import Policy, load, loads
    from logitext.syntax.diagnostics import Diagnostic, InputError, LogitextError, PolicyError, TheoryError
    from logitext.version import __version__

__all__ = [
    "Diagnostic",
    "InputError",
    "LogitextError",
    "Policy",
    "PolicyError",
    "TheoryError",
    "__version__",
    "load",
    "loads",
    "theory",
]

__getattr__, __dir__ = late_names(
    __name__,
    {
        "logitext": ("theory",),
        "logitext.api": ("Policy", "load", "loads"),
        "logitext.syntax.diagnostics": ("Diagnostic", "InputError", "LogitextError", "PolicyError", "TheoryError"),
        "logitext.version": ("__version__",),
    },
)
