"""A decision tree as a picture in SVG, from left to right, drawn without any other program.

It looks like the graph of a policy: the same colours and shapes, light and dark. What leaves the same to decide is one
box. A line is as thick as many documents take it, so that the likeliest path is seen at once; its answer and the
chance of that stand before the box to which it leads, in room that is the box's own, so that no line crosses them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import networkx as nx

from logitext.report.console import printable
from logitext.report.graph import svg as pen
from logitext.report.graph.faces import INSET
from logitext.report.graph.layout import Box, layout
from logitext.report.graph.words import cut, width
from logitext.report.plan.faces import Face, face, violates
from logitext.report.plan.parts import Edge, edges, fitting
from logitext.report.plan.words import further, outcomes, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from logitext.policy.model import CheckedPolicy
    from logitext.records.plan import Outline, TreeNode
    from logitext.report.graph.layout import Curve

_LABEL = 10.0
"""The size of the words on a line."""
_ANSWER = 22
"""Characters of an answer on a line; all of it is shown where the pointer rests."""
_APART = 17.5
"""The height of a box for each line that reaches it, so that the words on them stay apart."""
_CUT = 10.0
"""The size of the corners of a violation's box, which has eight."""
_STYLE = """\
.answer { font-size: 10px; text-anchor: end; }
.rest { fill: none; stroke: var(--line); stroke-width: 1; stroke-dasharray: 2 4; }
"""


def svg(plan: Outline, policy: CheckedPolicy) -> str:
    """The picture of a plan's tree."""
    nodes = fitting(plan.tree)
    lines = list(edges(nodes))
    room = max((width(_words(line), _LABEL) for line in lines), default=0.0) + 16
    coming = Counter(line.target.id for line in lines)
    faces = {node.id: face(node, policy) for node in nodes}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(faces)
    graph.add_edges_from((line.source.id, line.target.id) for line in lines)
    sizes = {
        name: (one.width + (room if coming[name] else 0.0), max(one.height, _APART * coming[name]))
        for name, one in faces.items()
    }
    drawn = layout(graph, sizes)
    boxes = {
        name: Box(box.x + box.width - faces[name].width, box.y, faces[name].width, box.height)
        for name, box in drawn.boxes.items()
    }
    size = f'width="{pen._number(drawn.width)}" height="{pen._number(drawn.height)}"'
    view = f'viewBox="0 0 {pen._number(drawn.width)} {pen._number(drawn.height)}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} {view}>',
        f"<title>{pen._escaped(f'What is asked, by {plan.policy.path}')}</title>",
        f"<style>\n{pen._STYLE}{_STYLE}</style>",
        pen._HEAD,
        f'<rect class="paper" {size}/>',
        "<g>",
        *(_line(line, drawn.lines[line.source.id, line.target.id], boxes[line.target.id]) for line in lines),
        "</g>",
        *(part for line in lines for part in _label(line, drawn.lines[line.source.id, line.target.id], boxes)),
        *(part for node in nodes for part in _box(node, policy, faces[node.id], boxes[node.id])),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _words(line: Edge) -> str:
    return f"{cut(line.answer, _ANSWER)} ({percent(line.chance)})"


def _line(line: Edge, curves: Sequence[Curve], box: Box) -> str:
    path = f"M{pen._point(curves[0].start)}" + "".join(
        f" L{pen._point(curve.end)}"
        if curve.first == curve.start
        else f" C{pen._point(curve.first)} {pen._point(curve.second)} {pen._point(curve.end)}"
        for curve in curves
    )
    end = (box.x, curves[-1].end[1])
    style = f'style="stroke-width: {1 + 4 * line.share:.1f}"'
    title = f"{line.source.clause}: {line.answer}, {percent(line.share)} of documents"
    place = f'd="{path} L{pen._point(end)}" marker-end="url(#head)" {style}'
    return f'<path class="line" {place}><title>{pen._escaped(title)}</title></path>'


def _label(line: Edge, curves: Sequence[Curve], boxes: dict[str, Box]) -> Iterator[str]:
    x, y = boxes[line.target.id].x - 10, curves[-1].end[1] - 4
    yield f'<text class="answer" x="{pen._number(x)}" y="{pen._number(y)}">{pen._escaped(_words(line))}</text>'


def _box(node: TreeNode, policy: CheckedPolicy, lines: Face, box: Box) -> Iterator[str]:
    yield f"<g><title>{pen._escaped(_title(node, policy))}</title>"
    yield _shape(node, policy, box)
    top = box.y + (box.height - lines.height) / 2
    for line in lines.lines:
        place = f'x="{pen._number(box.x + INSET)}" y="{pen._number(top + line.baseline)}"'
        yield f'<text class="{line.style}" {place}>{pen._escaped(line.text)}</text>'
    yield "</g>"


def _title(node: TreeNode, policy: CheckedPolicy) -> str:
    match node.kind:
        case "question":
            clause = policy.clauses[node.clause or ""]
            after = "" if node.more is None else f"; {further(node.more)} from here on"
            return printable(f"{clause.name}: “{' '.join(clause.wording.split())}”{after}")
        case "end":
            return outcomes(node.verdicts)
        case "cut":
            return f"{percent(node.reach)} of documents are asked {further(node.more) or 'more questions'}"


def _shape(node: TreeNode, policy: CheckedPolicy, box: Box) -> str:
    """A question is rounded as a clause is, an end as a verdict or a violation, and the rest is dotted."""
    place = f'x="{pen._number(box.x)}" y="{pen._number(box.y)}"'
    size = f'width="{pen._number(box.width)}" height="{pen._number(box.height)}"'
    match node.kind:
        case "question":
            return f'<rect class="clause" {place} {size} rx="8"/>'
        case "cut":
            return f'<rect class="rest" {place} {size} rx="8"/>'
    if not violates(node, policy):
        return f'<rect class="verdict" {place} {size} rx="14"/>'
    left, top, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    corners = [
        (left + _CUT, top), (right - _CUT, top), (right, top + _CUT), (right, bottom - _CUT),
        (right - _CUT, bottom), (left + _CUT, bottom), (left, bottom - _CUT), (left, top + _CUT),
    ]  # fmt: skip
    return f'<polygon class="violation" points="{" ".join(pen._point(corner) for corner in corners)}"/>'
