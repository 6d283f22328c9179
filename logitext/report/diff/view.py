"""A difference between two versions of a policy that is to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logitext.records.difference import PolicyDifference


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """The difference; `every` case of it is to be listed, or only the largest."""

    difference: PolicyDifference
    every: bool = False
