"""What is below a root of the diagrams, put down once for all walks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WalkStep = tuple[int, int, tuple[int, ...]]
"""An inner node, its clause and its children."""


@dataclass(frozen=True)
class DiagramLayout:
    """What is below a root: the inner nodes, children first; those of each clause; and the parents of every node."""

    steps: Sequence[WalkStep]
    nodes: Mapping[int, Sequence[int]]
    parents: Mapping[int, Sequence[int]]
