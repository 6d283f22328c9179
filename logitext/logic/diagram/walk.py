"""What answers say on a diagram: the ends that are still within reach.

Answers are a list `at` with the cell of each clause (by index), None for one that is not answered.
"""

from __future__ import annotations

from collections.abc import Sequence

from logitext.logic.diagram.build import Diagrams
from logitext.logic.diagram.forest import IMPOSSIBLE
from logitext.logic.diagram.layout import DiagramLayout

At = Sequence[int | None]


def outcome(diagrams: Diagrams, root: int, at: At) -> int | None:
    """The one end other than "no such world" that is within reach; IMPOSSIBLE where none is, None where several are."""
    base, clause, kids = diagrams.base, diagrams.clause, diagrams.forest.kids
    node = root
    while node >= base:
        cell = at[clause[node]]
        if cell is None:
            return _several(diagrams, node, at)
        node = kids[node][cell]
    return node


def _several(diagrams: Diagrams, root: int, at: At) -> int | None:
    """The one end but IMPOSSIBLE that is within reach where some clause has no answer; None if there are several."""
    base, clause, kids = diagrams.base, diagrams.clause, diagrams.forest.kids
    found = IMPOSSIBLE
    met = {root}
    stack = [root]
    while stack:
        node = stack.pop()
        if node < base:
            if node != IMPOSSIBLE and node != found:
                if found != IMPOSSIBLE:
                    return None
                found = node
            continue
        cell = at[clause[node]]
        for kid in kids[node] if cell is None else (kids[node][cell],):
            if kid not in met:
                met.add(kid)
                stack.append(kid)
    return found


def layout(diagrams: Diagrams, root: int) -> DiagramLayout:
    """The layout of what is below a root; made once."""
    known = diagrams.layouts.get(root)
    if known is None:
        base, kids = diagrams.base, diagrams.forest.kids
        parents: dict[int, list[int]] = {root: []}
        stack = [root]
        while stack:
            node = stack.pop()
            for kid in set(kids[node]):
                if kid not in parents:
                    parents[kid] = []
                    stack.append(kid)
                parents[kid].append(node)
        steps = [(node, diagrams.clause[node], kids[node]) for node in sorted(parents) if node >= base]
        nodes: dict[int, list[int]] = {}
        for node, clause, _ in steps:
            nodes.setdefault(clause, []).append(node)
        known = diagrams.layouts[root] = DiagramLayout(steps, nodes, parents)
    return known
