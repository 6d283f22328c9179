"""A diagram in the language DOT, for Graphviz and what reads its files."""

from __future__ import annotations

from typing import get_args

from logitext.report.console import printable
from logitext.report.drawing.diagram import Diagram, DrawnNode, Edge, NodeLook
from logitext.report.drawing.formats import PICTURES
from logitext.report.drawing.text_size import cut, wrap
from logitext.report.pages.style import colours

_SHAPES: dict[NodeLook, str] = {
    "text": "shape=parallelogram, style=filled",
    "clause": 'shape=box, style="rounded,filled"',
    "fact": "shape=cds, style=filled",
    "definition": "shape=box, style=filled",
    "assumption": 'shape=box, style="dashed,filled"',
    "verdict": 'shape=box, style="rounded,filled", peripheries=2',
    "violation": "shape=octagon, style=filled, penwidth=2",
    "rest": 'shape=box, style="dotted,rounded"',
}
_ROOM = 220.0
"""How wide a line of a label may be, in points."""
_LINES = 4
_CAPTION = 60
"""Characters of a caption."""


@PICTURES.of_file
def dot(diagram: Diagram) -> str:
    """The diagram in DOT; it ends with a line end. Tooltips have the whole wording."""
    tone = colours()
    font = 'fontname="Helvetica"'
    lines = [
        f"digraph {diagram.name} {{",
        f'  graph [rankdir={diagram.direction}, tooltip="{label(diagram.title)}"];',
        f'  node [{font}, fontsize=11, fontcolor="{tone["ink"]}"];',
        f'  edge [color="{tone["line"]}", {font}, fontsize=10, fontcolor="{tone["soft"]}"];',
    ]
    for look in get_args(NodeLook):
        nodes = [node for node in diagram.nodes if node.look == look]
        if nodes:
            style = f'{_SHAPES[look]}, color="{tone[f"{look}-edge"]}", fillcolor="{tone[look]}"'
            lines += ["  {", f"    node [{style}];", *(f"    {_node(node)}" for node in nodes), "  }"]
    for edge in diagram.edges:
        ends = f"{identifier(edge.source)} -> {identifier(edge.target)}"
        lines.append(f"  {ends}{_attributes(edge, tone['against'])};")
    return "\n".join([*lines, "}"]) + "\n"


def identifier(name: str) -> str:
    r"""A name as a node of DOT, in quotation marks.

    >>> print(identifier('say "no"'))
    "say \"no\""
    """
    return '"' + printable(name.replace("\\", "\\\\")).replace('"', '\\"') + '"'


def label(text: str) -> str:
    r"""Text for a label or tooltip, where DOT reads escapes such as `\n` and entities of HTML.

    >>> print(label(r'R&D, "\N"'))
    R&amp;D, \"\\N\"
    """
    return printable(text).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")


def _node(node: DrawnNode) -> str:
    caption = cut(f"{node.caption} · {node.detail}" if node.detail else node.caption, _CAPTION)
    words = [node.name, caption] if node.name else [caption]
    lines = "\\n".join(label(line) for line in (*words, *wrap(node.wording, _ROOM, _LINES, 11)))
    return f'{identifier(node.id)} [label="{lines}", tooltip="{label(node.title)}"];'


def _attributes(edge: Edge, against: str) -> str:
    """What an edge has of its own, in brackets."""
    own = [f'label="{label(edge.label)}"'] if edge.label else []
    own += [f"penwidth={1 + 3 * edge.weight:.2f}"] if edge.weight else []
    if edge.role == "assumption":
        own.append("style=dashed")
    if edge.role == "against":
        own.append(f'arrowhead=tee, color="{against}"')
    return f" [{', '.join(own)}]" if own else ""
