"""Definitions that lead back to themselves."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx

from logitext.policy.scope import Scope

if TYPE_CHECKING:
    from logitext.policy.graph import Defining, Uses


def report_circles(scope: Scope, statements: Mapping[str, Defining], uses: Uses) -> set[str]:
    """Report each circle, and give the names in circles."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(statements)
    graph.add_edges_from(uses)
    position = {name: index for index, name in enumerate(statements)}
    circular: set[str] = set()
    for component in list(nx.strongly_connected_components(graph)):
        first = min(component, key=position.__getitem__)
        if len(component) == 1 and not graph.has_edge(first, first):
            continue
        circular |= component
        circle = _circle(graph.subgraph(component), first)
        scope.home[id(statements[first])].error(
            "NLT203",
            f"`{first}` is defined by itself: {' → '.join(f'`{name}`' for name in circle)}",
            statements[first].name.span,
            "a definition may mention only what does not lead back to it; "
            "where two notions need each other, make one a clause or say how they relate with `assume`",
            [
                (uses[used, by].span, f"`{by}` mentions `{used}` here", scope.home[id(statements[by])].source)
                for by, used in pairwise(circle)
            ],
        )
    return circular


def _circle(component: nx.DiGraph[str], first: str) -> list[str]:
    """A shortest way from a name through what it mentions back to it: `[first, …, first]`."""
    if component.has_edge(first, first):
        return [first, first]
    mentioned = component.reverse()
    ways = (nx.shortest_path(mentioned, after, first) for after in sorted(mentioned.successors(first)))
    return [first, *min(ways, key=len)]
