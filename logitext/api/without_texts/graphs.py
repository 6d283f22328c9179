"""A graph: what depends on what in a policy."""

from __future__ import annotations

from collections.abc import Sequence

from logitext.api.arguments import chosen
from logitext.api.without_texts.named import verdicts_among
from logitext.policy.dependencies import Graph, behind, dependencies, without_clauses
from logitext.policy.model import CheckedPolicy
from logitext.report.drawing.diagram import Direction
from logitext.report.graph.formats import GRAPH_FORMATS
from logitext.report.graph.view import GraphView


def graph(policy: CheckedPolicy, *, verdicts: Sequence[str] | None, clauses: bool, texts: bool) -> Graph:
    """What depends on what in a policy, or in a part of it. InputError."""
    found = dependencies(policy, texts=texts)
    if verdicts:
        verdicts_among(verdicts, policy)
        found = behind(found, verdicts)
    return found if clauses else without_clauses(found)


def drawn(
    policy: CheckedPolicy,
    format: str,
    *,
    verdicts: Sequence[str] | None,
    clauses: bool,
    texts: bool,
    direction: Direction,
) -> str:
    """What depends on what, in a format. InputError, ArgumentError."""
    draw = chosen(GRAPH_FORMATS, format)
    found = graph(policy, verdicts=verdicts, clauses=clauses, texts=texts)
    return draw(GraphView(found, policy, direction))
