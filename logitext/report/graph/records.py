"""A dependency graph as data: what `logitext graph --format json` prints, and its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ConfigDict, Field

from logitext.policy.dependencies import Graph, NodeKind, counts_against
from logitext.records.frozen import Frozen
from logitext.records.result import PolicyRecord

if TYPE_CHECKING:
    from logitext.policy.model import CheckedPolicy


class NodeRecord(Frozen):
    """A text, clause, fact, definition, assumption or verdict."""

    id: str
    kind: NodeKind
    label: str
    sort: str | None = Field(description="null for a text")
    wording: str = Field(description="a clause's words, what a text or a fact is, a formula as it is written")
    source: str = Field(description="the file that it stands in")
    line: int


class EdgeRecord(Frozen):
    """`source` is used by `target`."""

    source: str = Field(description="the id of a node")
    target: str = Field(description="the id of a node")
    against: bool = Field(description="whether it only counts against the target, as an exception after `unless` does")


class GraphRecord(Frozen):
    """What depends on what in a policy. The nodes come in file order within their kind."""

    model_config = ConfigDict(title="Graph")

    schema_version: str = "1"
    policy: PolicyRecord
    nodes: tuple[NodeRecord, ...]
    edges: tuple[EdgeRecord, ...]


def record(graph: Graph, policy: CheckedPolicy) -> GraphRecord:
    """The graph of a policy, or a part of it, as data."""
    return GraphRecord(
        policy=PolicyRecord(path=policy.source.name, sha256=policy.sha256),
        nodes=tuple(NodeRecord(id=name, **graph.nodes[name]) for name in graph),
        edges=tuple(
            EdgeRecord(source=source, target=target, against=counts_against(graph, source, target))
            for source, target in graph.edges
        ),
    )
