"""A diagram as a flowchart of Mermaid, which GitHub, GitLab and many wikis show as a picture.

Nodes have numbers, as some words (`end`) cannot be names there. By default Mermaid draws no more than 500 edges and
50,000 characters; a larger diagram is better taken as SVG.
"""

from __future__ import annotations

import re

from logitext.report.console import printable
from logitext.report.drawing.diagram import Diagram, DrawnNode, Edge, EdgeRole, NodeLook
from logitext.report.drawing.formats import PICTURES
from logitext.report.drawing.text_size import cut
from logitext.report.pages.style import colours

_SHAPES: dict[NodeLook, tuple[str, str]] = {
    "text": ('[/"', '"/]'),
    "clause": ('("', '")'),
    "fact": ('[("', '")]'),
    "definition": ('["', '"]'),
    "assumption": ('["', '"]'),
    "verdict": ('(["', '"])'),
    "violation": ('{{"', '"}}'),
    "rest": ('["', '"]'),
}
_EXTRA: dict[NodeLook, str] = {
    "assumption": ",stroke-dasharray:5 3",
    "verdict": ",stroke-width:2px",
    "violation": ",stroke-width:3px",
    "rest": ",stroke-dasharray:2 3",
}
_ARROWS: dict[EdgeRole, str] = {"for": "-->", "against": "--x", "assumption": "-.->"}
_CAPTION = 60
_WORDING = 120
"""Characters of a wording; Mermaid breaks the lines."""

_PLAIN = re.compile(r"[^\W_]|(?<=[^\W_])[_-](?=[^\W_])|(?<!\d)\.|\.(?=\d)|[ ,?!'“”’…·]")
"""What means nothing to Mermaid, to the Markdown that it reads in labels, or to HTML."""

_FORMULA = re.compile(r"\$(?=\$)")
"""Mermaid takes what is between two `$$` for TeX, entities or not: something invisible keeps them apart."""


@PICTURES.of_file
def mermaid(diagram: Diagram) -> str:
    """The diagram as a flowchart; it ends with a line end."""
    numbers = {node.id: f"n{index}" for index, node in enumerate(diagram.nodes)}
    lines = [f"flowchart {diagram.direction}"]
    for node in diagram.nodes:
        opening, closing = _SHAPES[node.look]
        lines.append(f"  {numbers[node.id]}{opening}{_lines(node)}{closing}:::{node.look}")
    lines += [f"  {numbers[edge.source]} {_arrow(edge)} {numbers[edge.target]}" for edge in diagram.edges]
    used = {node.look for node in diagram.nodes}
    lines += [f"  classDef {look} {_style(look)}" for look in _SHAPES if look in used]
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


def _lines(node: DrawnNode) -> str:
    caption = cut(f"{node.caption} · {node.detail}" if node.detail else node.caption, _CAPTION)
    parts = [node.name, caption, cut(node.wording, _WORDING)]
    return "<br/>".join(label(part) for part in parts if part)


def _arrow(edge: Edge) -> str:
    return _ARROWS[edge.role] + (f'|"{label(edge.label)}"|' if edge.label else "")


def _style(look: NodeLook) -> str:
    tone = colours()
    return f"fill:{tone[look]},stroke:{tone[f'{look}-edge']},color:{tone['ink']}{_EXTRA.get(look, '')}"
