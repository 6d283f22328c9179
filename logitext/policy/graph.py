"""Who mentions whom: the dependency graph of a policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from logitext.policy.scope import Scope
from logitext.syntax.tree import (
    Aggregate,
    Arithmetic,
    Between,
    Call,
    Closure,
    Comparison,
    Count,
    DefinitionStatement,
    Field,
    Formula,
    Group,
    Membership,
    Name,
    Operation,
    Order,
    Quantified,
    VerdictStatement,
)

if TYPE_CHECKING:
    import networkx as nx

_Defining: TypeAlias = DefinitionStatement | VerdictStatement
_Uses: TypeAlias = dict[tuple[str, str], Name]
"""The first mention, by what is mentioned and who mentions it."""


def mentions(formula: Formula) -> Iterator[Name]:
    """The names in a formula, left to right, those of called functions too."""
    return (name for name, _ in _mentions(formula))


def _mentions(formula: Formula) -> Iterator[tuple[Name, bool]]:
    """The names in a formula, and whether each is that of a called function."""
    stack = [formula]
    while stack:
        here = stack.pop()
        match here:
            case Name():
                yield here, False
            case Operation(operands=below) | Arithmetic(operands=below) | Comparison(operands=below):
                stack.extend(reversed(below))
            case Count(operands=below):
                stack.extend(reversed(below))
            case Call(function=function, arguments=below):
                yield function, True
                stack.extend(reversed(below))
            case Closure(of=of, arguments=below):
                yield from ((name, True) for name in of.arguments if isinstance(name, Name))
                stack.extend(reversed(below))
            case Quantified(body=body):
                stack.append(body)
            case Aggregate(body=body, condition=condition, empty=empty):
                stack.extend(part for part in (empty, condition, body) if part is not None)
            case Field(variable=variable):
                yield variable, False
            case Membership(operand=operand, members=members):
                stack.extend((*reversed(members), operand))
            case Between(operand=operand, low=low, high=high):
                stack += [high, low, operand]
            case Order(left=left, right=right):
                stack += [right, left]
            case Group(inner=inner):
                stack.append(inner)


def order(scope: Scope) -> list[str]:
    """Definitions and verdicts so that each follows what it mentions, otherwise in file order; functions among them.

    Circular ones are reported, each circle once with its way round, and left out.
    """
    statements: dict[str, _Defining] = dict(scope.defined)
    statements |= {name: one for name, one in scope.functions.items() if isinstance(one, DefinitionStatement)}
    uses: _Uses = {}
    for name, statement in statements.items():
        for mention, called in _mentions(statement.formula):
            # A definition `length` is not what `length(post)` mentions: that one has no parameters.
            if mention.text in statements and not (called and mention.text in scope.defined):
                uses.setdefault((mention.text, name), mention)
    found = _after_what_they_mention(list(statements), uses)
    if len(found) == len(statements):
        return found
    circular = _report_circles(scope, statements, uses)
    return _after_what_they_mention([name for name in statements if name not in circular], uses)


def _after_what_they_mention(names: Sequence[str], uses: _Uses) -> list[str]:
    """The names, each after those that it mentions, otherwise in their order; without what a circle leads to."""
    position = {name: index for index, name in enumerate(names)}
    waiting = dict.fromkeys(names, 0)
    used_by: dict[str, list[str]] = {name: [] for name in names}
    for used, by in uses:
        if used in position and by in position:
            waiting[by] += 1
            used_by[used].append(by)
    ready = [position[name] for name in names if not waiting[name]]  # in order, so it is a heap
    found = []
    while ready:
        name = names[heappop(ready)]
        found.append(name)
        for by in used_by[name]:
            waiting[by] -= 1
            if not waiting[by]:
                heappush(ready, position[by])
    return found


def _report_circles(scope: Scope, statements: Mapping[str, _Defining], uses: _Uses) -> set[str]:
    """Report each circle, and give the names in circles."""
    import networkx as nx  # a quarter of the time that `import logitext` took, for what hardly a policy has

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
    import networkx as nx

    mentioned = component.reverse()
    ways = (nx.shortest_path(mentioned, after, first) for after in sorted(mentioned.successors(first)))
    return [first, *min(ways, key=len)]
