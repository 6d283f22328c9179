"""Who mentions whom: the dependency graph of a policy."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import networkx as nx

from logitext.policy.scope import Scope
from logitext.syntax.tree import (
    Arithmetic,
    Call,
    Comparison,
    Count,
    DefinitionStatement,
    Formula,
    Group,
    Name,
    Operation,
    Quantified,
    VerdictStatement,
)


def mentions(formula: Formula) -> Iterator[Name]:
    """The names in a formula, left to right, those of called functions too."""
    stack = [formula]
    while stack:
        here = stack.pop()
        match here:
            case Name():
                yield here
            case Operation(operands=below) | Arithmetic(operands=below) | Comparison(operands=below):
                stack.extend(reversed(below))
            case Count(operands=below):
                stack.extend(reversed(below))
            case Call(function=function, arguments=below):
                yield function
                stack.extend(reversed(below))
            case Quantified(body=body):
                stack.append(body)
            case Group(inner=inner):
                stack.append(inner)


def order(scope: Scope) -> list[str]:
    """Definitions and verdicts so that each follows what it mentions, otherwise in file order; functions among them.

    Circular ones are reported, each circle once with its way round, and left out.
    """
    statements: dict[str, DefinitionStatement | VerdictStatement] = dict(scope.defined)
    statements |= {name: one for name, one in scope.functions.items() if isinstance(one, DefinitionStatement)}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(statements)
    uses: dict[tuple[str, str], Name] = {}
    for name, statement in statements.items():
        for mention in mentions(statement.formula):
            if mention.text in statements:
                graph.add_edge(mention.text, name)
                uses.setdefault((mention.text, name), mention)
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
    graph.remove_nodes_from(circular)
    return list(nx.lexicographical_topological_sort(graph, key=position.__getitem__))


def _circle(component: nx.DiGraph[str], first: str) -> list[str]:
    """A shortest way from a name through what it mentions back to it: `[first, …, first]`."""
    if component.has_edge(first, first):
        return [first, first]
    mentioned = component.reverse()
    ways = (nx.shortest_path(mentioned, after, first) for after in sorted(mentioned.successors(first)))
    return [first, *min(ways, key=len)]
