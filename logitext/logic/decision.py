"""What answers entail, whichever engine found it."""

from __future__ import annotations

from collections.abc import Mapping

from logitext.policy.sorts import Value


class Decision:
    """What answers entail: `conflict`, or for each verdict its value, absent where it is undecided."""

    __slots__ = ("conflict", "values")

    def __init__(self, conflict: bool, values: Mapping[str, Value]) -> None:
        self.conflict = conflict
        self.values = values
