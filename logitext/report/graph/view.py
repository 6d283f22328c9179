"""A dependency graph that is to be shown, with all that a format may need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from logitext.report.graph.diagram import diagram

if TYPE_CHECKING:
    from logitext.policy.dependencies import Graph
    from logitext.policy.model import CheckedPolicy
    from logitext.report.drawing.diagram import Diagram, Direction


@dataclass(frozen=True)
class GraphView:
    """The graph of a policy, or a part of it, and the direction of its picture."""

    graph: Graph
    policy: CheckedPolicy
    direction: Direction = "LR"

    @cached_property
    def diagram(self) -> Diagram:
        """The graph as a diagram."""
        return diagram(self.graph, f"What depends on what in {self.policy.source.name}", self.direction)
