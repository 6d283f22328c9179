"""The criteria of a covering set, by name. What each covers is worked out in `logitext/cover/criteria/`, a file each.

A policy has to know only the names, and importing none of the files tells them.
"""

from __future__ import annotations

from typing import Any

from logitext.registry import Registry

CRITERIA: Registry[Any] = Registry("criterion", "logitext.cover.criteria", dashes=True)
"""Each is a `logitext.cover.criterion.CoverCriterion`."""
