"""The dependency graph of a policy: which names mention which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from typing import TypeAlias

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

Defining: TypeAlias = DefinitionStatement | VerdictStatement
Uses: TypeAlias = dict[tuple[str, str], Name]
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
    statements: dict[str, Defining] = dict(scope.defined)
    statements |= {name: one for name, one in scope.functions.items() if isinstance(one, DefinitionStatement)}
    uses: Uses = {}
    for name, statement in statements.items():
        for mention, called in _mentions(statement.formula):
            # A definition `length` is not what `length(post)` mentions: that one has no parameters.
            if mention.text in statements and not (called and mention.text in scope.defined):
                uses.setdefault((mention.text, name), mention)
    found = _after_what_they_mention(list(statements), uses)
    if len(found) == len(statements):
        return found
    from logitext.policy.circles import report_circles  # noqa: PLC0415  # networkx, which only a circle needs

    circular = report_circles(scope, statements, uses)
    return _after_what_they_mention([name for name in statements if name not in circular], uses)


def _after_what_they_mention(names: Sequence[str], uses: Uses) -> list[str]:
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
