"""Logitext: policies that are partly logic and partly judgement.

`load` or `loads` a policy, then `Policy.check` texts; see :mod:`logitext.api`.
"""

from __future__ import annotations

from importlib import metadata

from logitext import theory
from logitext.api import Policy, load, loads
from logitext.syntax.diagnostics import Diagnostic, InputError, LogitextError, PolicyError, TheoryError

__version__ = metadata.version("logitext")

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
