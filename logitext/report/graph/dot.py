"""A dependency graph in the language DOT, for Graphviz and what reads its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from logitext.policy.dependencies import Graph, Kind, node
from logitext.report.console import printable
from logitext.report.graph.faces import caption, quoted
from logitext.report.graph.words import wrap

if TYPE_CHECKING:
    from logitext.policy.dependencies import Node
    from logitext.report.graph.layout import Direction

_STYLES: dict[Kind, str] = {
    "text": 'shape=parallelogram, style=filled, color="#7b4bb0", fillcolor="#f3ecfb"',
    "clause": 'shape=box, style="rounded,filled", color="#3d74ad", fillcolor="#e8f1fb"',
    "fact": 'shape=cds, style=filled, color="#0f7173", fillcolor="#e2f4f3"',
    "definition": 'shape=box, style=filled, color="#6e7781", fillcolor="#f3f4f6"',
    "assumption": 'shape=box, style="dashed,filled", color="#8f6a00", fillcolor="#fff9e6"',
    "verdict": 'shape=box, style="rounded,filled", peripheries=2, color="#1f7a3f", fillcolor="#e3f5e8"',
    "violation": 'shape=octagon, style=filled, penwidth=2, color="#b42318", fillcolor="#fde9e7"',
}
_ROOM = 220.0
"""How wide a line of a label may be, in points."""
_LINES = 4


def dot(graph: Graph, title: str, direction: Direction = "LR") -> str:
    """The graph in DOT; `title` says what of. Nodes have the names of the policy, tooltips the whole wording."""
    lines = [
        "digraph policy {",
        f'  graph [rankdir={direction}, tooltip="{label(title)}"];',
        '  node [fontname="Helvetica", fontsize=11, fontcolor="#1b1f24"];',
        '  edge [color="#7d8590"];',
    ]
    for kind in get_args(Kind):
        named = [name for name in graph if node(graph, name).kind == kind]
        if named:
            lines += ["  {", f"    node [{_STYLES[kind]}];", *(f"    {_node(graph, name)}" for name in named), "  }"]
    for source, target in graph.edges:
        style = " [style=dashed]" if node(graph, target).kind == "assumption" else ""
        lines.append(f"  {identifier(source)} -> {identifier(target)}{style};")
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


def _node(graph: Graph, name: str) -> str:
    here = node(graph, name)
    tooltip = f"{here.label}: {quoted(here)}" if here.wording else here.label
    return f'{identifier(name)} [label="{_lines(here)}", tooltip="{label(tooltip)}"];'


def _lines(here: Node) -> str:
    return "\\n".join(label(line) for line in (here.label, caption(here), *wrap(quoted(here), _ROOM, _LINES, 11)))
