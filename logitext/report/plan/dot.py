"""A decision tree in the language DOT, for Graphviz and what reads its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.report.graph.dot import identifier, label
from logitext.report.graph.words import wrap
from logitext.report.plan.faces import heading, violates
from logitext.report.plan.parts import edges, fitting
from logitext.report.plan.words import further, outcome, percent

if TYPE_CHECKING:
    from logitext.policy.model import CheckedPolicy
    from logitext.records.plan import Outline, TreeNode

_STYLES = {
    "question": 'shape=box, style="rounded,filled", color="#3d74ad", fillcolor="#e8f1fb"',
    "verdict": 'shape=box, style="rounded,filled", peripheries=2, color="#1f7a3f", fillcolor="#e3f5e8"',
    "violation": 'shape=octagon, style=filled, penwidth=2, color="#b42318", fillcolor="#fde9e7"',
    "cut": 'shape=plaintext, fontcolor="#57606a"',
}
_ROOM = 220.0
"""How wide a line of a label may be, in points."""
_LINES = 4


def dot(plan: Outline, policy: CheckedPolicy) -> str:
    """The tree of a plan; tooltips have the whole wording of a clause."""
    nodes = fitting(plan.tree)
    lines = [
        "digraph plan {",
        f'  graph [rankdir=LR, tooltip="{label(f"What is asked, by {plan.policy.path}")}"];',
        '  node [fontname="Helvetica", fontsize=11, fontcolor="#1b1f24"];',
        '  edge [color="#7d8590", fontname="Helvetica", fontsize=10, fontcolor="#57606a"];',
        *(f"  {identifier(node.id)} [{_node(node, policy)}];" for node in nodes),
    ]
    for edge in edges(nodes):
        words = label(f"{edge.answer} ({percent(edge.chance)})")
        width = f"{1 + 3 * edge.share:.2f}"
        ends = f"{identifier(edge.source.id)} -> {identifier(edge.target.id)}"
        lines.append(f'  {ends} [label="{words}", penwidth={width}];')
    return "\n".join([*lines, "}"]) + "\n"


def _node(node: TreeNode, policy: CheckedPolicy) -> str:
    match node.kind:
        case "question":
            clause = policy.clauses[node.clause or ""]
            wording = f"“{clause.wording}”"
            parts = (clause.name, heading(node), *wrap(wording, _ROOM, _LINES, 11))
            return f'{_STYLES["question"]}, label="{_lines(parts)}", tooltip="{label(f"{clause.name}: {wording}")}"'
        case "end":
            style = _STYLES["violation" if violates(node, policy) else "verdict"]
            told = [outcome(name, value) for name, value in node.verdicts.items()]
            return f'{style}, label="{_lines([*told, heading(node)])}", tooltip="{label(", ".join(told))}"'
        case "cut":
            parts = ("…", heading(node), *([further(node.more)] if node.more is not None else []))
            return f'{_STYLES["cut"]}, label="{_lines(parts)}"'


def _lines(parts: tuple[str, ...] | list[str]) -> str:
    return "\\n".join(label(part) for part in parts)
