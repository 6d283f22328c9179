"""A dependency graph as a flowchart of Mermaid, which GitHub, GitLab and many wikis show as a picture.

Nodes have numbers, as some words (`end`) cannot be names there. By default Mermaid draws no more than 500 edges and
50,000 characters; a larger graph is better taken as SVG.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from logitext.policy.dependencies import Graph, Kind, node
from logitext.report.console import printable
from logitext.report.graph.faces import caption, quoted
from logitext.report.graph.words import cut

if TYPE_CHECKING:
    from logitext.policy.dependencies import Node
    from logitext.report.graph.layout import Direction

_SHAPES: dict[Kind, tuple[str, str]] = {
    "text": ('[/"', '"/]'),
    "clause": ('("', '")'),
    "fact": ('[("', '")]'),
    "definition": ('["', '"]'),
    "assumption": ('["', '"]'),
    "verdict": ('(["', '"])'),
    "violation": ('{{"', '"}}'),
}
_STYLES: dict[Kind, str] = {
    "text": "fill:#f3ecfb,stroke:#7b4bb0,color:#1b1f24",
    "clause": "fill:#e8f1fb,stroke:#3d74ad,color:#1b1f24",
    "fact": "fill:#e2f4f3,stroke:#0f7173,color:#1b1f24",
    "definition": "fill:#f3f4f6,stroke:#6e7781,color:#1b1f24",
    "assumption": "fill:#fff9e6,stroke:#8f6a00,color:#1b1f24,stroke-dasharray:5 3",
    "verdict": "fill:#e3f5e8,stroke:#1f7a3f,color:#1b1f24,stroke-width:2px",
    "violation": "fill:#fde9e7,stroke:#b42318,color:#1b1f24,stroke-width:3px",
}
_WORDING = 120
"""Characters of a wording; Mermaid breaks the lines."""

_PLAIN = re.compile(r"[^\W_]|(?<=[^\W_])[_-](?=[^\W_])|(?<!\d)\.|\.(?=\d)|[ ,?!'“”’…·]")
"""What means nothing to Mermaid, to the Markdown that it reads in labels, or to HTML."""

_FORMULA = re.compile(r"\$(?=\$)")
"""Mermaid takes what is between two `$$` for TeX, entities or not: something invisible keeps them apart."""


def mermaid(graph: Graph, direction: Direction = "LR") -> str:
    """The graph as a flowchart."""
    numbers = {name: f"n{index}" for index, name in enumerate(graph)}
    lines = [f"flowchart {direction}"]
    for name, number in numbers.items():
        here = node(graph, name)
        opening, closing = _SHAPES[here.kind]
        lines.append(f"  {number}{opening}{_lines(here)}{closing}:::{here.kind}")
    for source, target in graph.edges:
        arrow = "-.->" if node(graph, target).kind == "assumption" else "-->"
        lines.append(f"  {numbers[source]} {arrow} {numbers[target]}")
    used = {node(graph, name).kind for name in graph}
    lines += [f"  classDef {kind} {style}" for kind, style in _STYLES.items() if kind in used]
    return "\n".join(lines) + "\n"


def label(text: str) -> str:
    """Text for a label, with Mermaid's entities for whatever might mean something else.

    >>> label("a_b < <b>")
    'a_b #60; #60;b#62;'
    """
    shown = _FORMULA.sub("$\u200b", printable(text))
    return "".join(
        character if _PLAIN.match(shown, place) else f"#{ord(character)};" for place, character in enumerate(shown)
    )


def _lines(here: Node) -> str:
    parts = [here.label, caption(here), cut(quoted(here), _WORDING)]
    return "<br/>".join(label(part) for part in parts if part)
