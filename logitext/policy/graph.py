"""Who mentions whom: the dependency graph of a policy."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import networkx as nx

from logitext.policy.findings import Findings
from logitext.policy.scope import Scope
from logitext.syntax.tree import (
    Arithmetic,
    Call,
    Comparison,
    Count,
    Formula,
    Group,
    Name,
    Operation,
)


def mentions(formula: Formula) -> Iterator[Name]:
    """The names in a formula, left to right; a called function is none of them."""
    stack = [formula]
    while stack:
        here = stack.pop()
        match here:
            case Name():
                yield here
            case Operation(operands=below) | Arithmetic(operands=below) | Comparison(operands=below):
                stack.extend(reversed(below))
            case Count(operands=below) | Call(arguments=below):
                stack.extend(reversed(below))
            case Group(inner=inner):
                stack.append(inner)


def order(scope: Scope, findings: Findings) -> list[str]:
    """Definitions and verdicts so that each follows what it mentions, otherwise in file order.

    Circular ones are reported, each circle once with its way round, and left out.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(scope.defined)
    uses: dict[tuple[str, str], Name] = {}
    for name, statement in scope.defined.items():
        for mention in mentions(statement.formula):
            if mention.text in scope.defined:
                graph.add_edge(mention.text, name)
                uses.setdefault((mention.text, name), mention)
    position = {name: index for index, name in enumerate(scope.defined)}
    circular: set[str] = set()
    for component in list(nx.strongly_connected_components(graph)):
        first = min(component, key=position.__getitem__)
        if len(component) == 1 and not graph.has_edge(first, first):
            continue
        circular |= component
        circle = _circle(graph.subgraph(component), first)
        findings.error(
            "NLT203",
            f"`{first}` is defined by itself: {' → '.join(f'`{name}`' for name in circle)}",
            scope.defined[first].name.span,
            "a definition may mention only what does not lead back to it; "
            "where two notions need each other, make one a clause or say how they relate with `assume`",
            [(uses[used, by].span, f"`{by}` mentions `{used}` here") for by, used in pairwise(circle)],
        )
    graph.remove_nodes_from(circular)
    return list(nx.lexicographical_topological_sort(graph, key=position.__getitem__))


def _circle(component: nx.DiGraph[str], first: str) -> list[str]:
    """A shortest way from a name through what it mentions back to it: `[first, …, first]`."""
    if component.has_edge(first, first):
        return [first, first]
    mentioned = component.reverse()
    ways = (nx.shortest_path(mentioned, after, first) for after in sorted(mentioned.successors(first)))
    return [first, *min(ways, key=len)]
