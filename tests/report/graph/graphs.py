"""Graphs to draw: random ones, with names and wordings that try to be more than text."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import get_args

import networkx as nx
from hypothesis import strategies as st

from logitext.policy.dependencies import DependencyNode, Graph, NodeKind, dependencies
from logitext.policy.load import check_policy
from logitext.policy.model import CheckedPolicy
from logitext.report.drawing.diagram import Direction
from logitext.report.graph.formats import GRAPH_FORMATS
from logitext.report.graph.view import GraphView
from logitext.syntax.source import Source
from tests.judge import generate, write

ROOT = Path(__file__).parents[3]

_PIECES = (
    *('"', "'", "\\", "\\N", "<b>", "</svg>", "<![CDATA[", "]]>", "&", "&amp;", "&#34;", "#quot;", "#35;", "\n", "\r"),
    *("\x00", "\x1b[31m", "\ud800", "\uffff", "\u202e", "\u2028", "`", "%%{init: {}}%%", "%%", "-->", "--", ";", "@{"),
    *("[", "]", "{{", "}}", "(", ")", "|", "end", "subgraph", "$$", "1. ", "- ", "# ", "*", "_", "~~", "style a:#b;"),
    *("漢字", "\N{WOMAN}\u200d\N{GIRL}", "é", "a" * 60, "under_score_" * 9, " "),
)
_HOSTILE = st.one_of(
    st.text(max_size=40),
    st.text(max_size=40).map(lambda text: text * 9),
    st.lists(st.sampled_from(_PIECES), max_size=12).map("".join),
)


@st.composite
def hostile(draw: st.DrawFn, most: int = 8) -> Graph:
    """A graph of which every word is hostile; its nodes are told apart by a number in front."""
    graph: Graph = nx.DiGraph()
    for number in range(draw(st.integers(0, most))):
        kind = draw(st.sampled_from(get_args(NodeKind)))
        sort = draw(st.none() | _HOSTILE)
        here = DependencyNode(kind, draw(_HOSTILE), sort, draw(_HOSTILE), draw(_HOSTILE), draw(st.integers(1, 10**9)))
        graph.add_node(f"{number}{draw(_HOSTILE)}", **asdict(here))
    names = list(graph)
    if len(names) > 1:
        pairs = st.tuples(st.integers(0, len(names) - 1), st.integers(0, len(names) - 1))
        graph.add_edges_from((names[a], names[b]) for a, b in draw(st.lists(pairs, max_size=20)) if a < b)
    return graph


def random_graph(rng: Random, nodes: int, edges: int) -> Graph:
    """Nodes with short words, and edges between them; about every tenth joins two that are far apart."""
    graph: Graph = nx.DiGraph()
    for number in range(nodes):
        kind = rng.choice(get_args(NodeKind))
        graph.add_node(
            f"n{number}",
            **asdict(DependencyNode(kind, f"n{number}", "Bool", "word " * rng.randint(0, 40), "f", number)),
        )
    for _ in range(edges if nodes > 1 else 0):
        first = rng.randrange(nodes - 1)
        last = nodes - 1 if rng.random() < 0.1 else min(nodes - 1, first + 12)
        graph.add_edge(f"n{first}", f"n{rng.randint(first + 1, last)}")
    return graph


def generated(seed: int) -> Graph:
    """The graph of a random policy, texts included."""
    rng = Random(seed)
    source = write.source(generate.policy(rng), rng)
    return dependencies(check_policy(Source(f"seed-{seed}", source)), texts=True)


def example(name: str) -> CheckedPolicy:
    """A policy of the folder of examples, under a short name."""
    return check_policy(Source("policy.nltc", (ROOT / "examples" / name / "policy.nltc").read_text("utf-8")))


def render(graph: Graph, policy: CheckedPolicy, format: str, direction: Direction = "LR") -> str:
    return GRAPH_FORMATS.get(format)(GraphView(graph, policy, direction))
