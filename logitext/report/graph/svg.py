"""A dependency graph as a picture in SVG, drawn without any other program.

A kind of node has a colour, a shape and a word, so that it is told apart without colours too. Colours follow the
viewer's light or dark scheme; the picture has its own background, and can be read on any page. The whole wording of a
node, and which nodes a line joins, are shown where the pointer rests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from logitext.policy.dependencies import Graph, Node, node
from logitext.report.console import printable
from logitext.report.graph.faces import INSET, WIDTH, Face, face, quoted
from logitext.report.graph.layout import Box, Curve, Direction, layout

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CUT = 11.0
"""The size of the corners of a violation's box, which has eight."""
_SLANT = 7.0
"""The slant of the sides of a text's box."""

_STYLE = """\
svg { color-scheme: light dark; --paper: #ffffff; --ink: #1b1f24; --soft: #57606a; --line: #7d8590;
  --clause: #e8f1fb; --clause-edge: #3d74ad; --definition: #f3f4f6; --definition-edge: #6e7781;
  --verdict: #e3f5e8; --verdict-edge: #1f7a3f; --violation: #fde9e7; --violation-edge: #b42318;
  --assumption: #fff9e6; --assumption-edge: #8f6a00; --text: #f3ecfb; --text-edge: #7b4bb0;
  --fact: #e2f4f3; --fact-edge: #0f7173; }
@media (prefers-color-scheme: dark) { svg { --paper: #14171c; --ink: #e8eaed; --soft: #a5adb8; --line: #8b949e;
  --clause: #16293d; --clause-edge: #6ea8e0; --definition: #23272e; --definition-edge: #9aa3ad;
  --verdict: #12301d; --verdict-edge: #58b877; --violation: #3f1917; --violation-edge: #f47c70;
  --assumption: #2e2710; --assumption-edge: #d3a934; --text: #2a1f3a; --text-edge: #b68be6;
  --fact: #10302f; --fact-edge: #4fb3b1; } }
.paper { fill: var(--paper); }
text { fill: var(--ink); font-family: system-ui, "Segoe UI", Helvetica, Arial, sans-serif; }
.kind { fill: var(--soft); font-size: 10px; }
.name { font: bold 13px Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.words { font-size: 11px; }
.formula { font: 10.5px Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.right { text-anchor: end; }
.clause { fill: var(--clause); stroke: var(--clause-edge); stroke-width: 1.2; }
.fact { fill: var(--fact); stroke: var(--fact-edge); stroke-width: 1.2; }
.definition { fill: var(--definition); stroke: var(--definition-edge); stroke-width: 1.2; }
.verdict { fill: var(--verdict); stroke: var(--verdict-edge); stroke-width: 2.4; }
.violation { fill: var(--violation); stroke: var(--violation-edge); stroke-width: 2.4; }
.assumption { fill: var(--assumption); stroke: var(--assumption-edge); stroke-width: 1.2; stroke-dasharray: 5 3; }
.text { fill: var(--text); stroke: var(--text-edge); stroke-width: 1.2; }
.line { fill: none; stroke: var(--line); stroke-width: 1.3; }
.line.to-assumption { stroke: var(--assumption-edge); stroke-dasharray: 5 3; }
.line:hover { stroke: var(--ink); stroke-width: 3; }
.head { fill: var(--line); }
"""

_HEAD = """\
<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"
markerUnits="userSpaceOnUse"><path class="head" d="M0 0.5 L8 4 L0 7.5 Z"/></marker></defs>"""


def svg(graph: Graph, title: str, direction: Direction = "LR") -> str:
    """The picture of a dependency graph; `title` says what of."""
    several = len({node(graph, name).source for name in graph}) > 1
    faces = {name: face(node(graph, name), several=several) for name in graph}
    drawn = layout(graph, {name: (WIDTH, one.height) for name, one in faces.items()}, direction)
    width, height = _number(drawn.width), _number(drawn.height)
    size = f'width="{width}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} viewBox="0 0 {width} {height}">',
        f"<title>{_escaped(title)}</title>",
        f"<style>\n{_STYLE}</style>",
        _HEAD,
        f'<rect class="paper" {size}/>',
        "<g>",
        *(_line(graph, *edge, curves) for edge, curves in drawn.lines.items()),
        "</g>",
        *(part for name in graph for part in _box(node(graph, name), faces[name], drawn.boxes[name])),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _line(graph: Graph, source: str, target: str, curves: Sequence[Curve]) -> str:
    kinds = "line to-assumption" if node(graph, target).kind == "assumption" else "line"
    path = f"M{_point(curves[0].start)}" + "".join(
        f" L{_point(curve.end)}"
        if curve.first == curve.start
        else f" C{_point(curve.first)} {_point(curve.second)} {_point(curve.end)}"
        for curve in curves
    )
    title = f"{node(graph, source).label} is used by {node(graph, target).label}"
    return f'<path class="{kinds}" d="{path}" marker-end="url(#head)"><title>{_escaped(title)}</title></path>'


def _box(here: Node, lines: Face, box: Box) -> Iterator[str]:
    yield f"<g><title>{_escaped(f'{here.label}: {quoted(here)}' if here.wording else here.label)}</title>"
    yield _shape(here, box)
    for line in lines.lines:
        x = box.x + box.width - INSET if line.right else box.x + INSET
        kinds = f"{line.style} right" if line.right else line.style
        place = f'x="{_number(x)}" y="{_number(box.y + line.baseline)}"'
        yield f'<text class="{kinds}" {place}>{_escaped(line.text)}</text>'
    yield "</g>"


def _shape(here: Node, box: Box) -> str:
    """A clause is rounded, a verdict more so, a violation has eight corners, a text is slanted."""
    left, top, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    match here.kind:
        case "violation":
            corners = [
                (left + _CUT, top), (right - _CUT, top), (right, top + _CUT), (right, bottom - _CUT),
                (right - _CUT, bottom), (left + _CUT, bottom), (left, bottom - _CUT), (left, top + _CUT),
            ]  # fmt: skip
        case "text":
            corners = [(left + _SLANT, top), (right, top), (right - _SLANT, bottom), (left, bottom)]
        case kind:
            radius = {"clause": 8, "verdict": 18}.get(kind, 1.5)
            place = f'x="{_number(left)}" y="{_number(top)}"'
            size = f'width="{_number(box.width)}" height="{_number(box.height)}"'
            return f'<rect class="{kind}" {place} {size} rx="{_number(radius)}"/>'
    return f'<polygon class="{here.kind}" points="{" ".join(_point(corner) for corner in corners)}"/>'


def _escaped(text: str) -> str:
    """Text for an element: without control characters, and with nothing that XML reads as markup."""
    return escape(printable(text), {'"': "&quot;", "'": "&#39;"})


def _point(point: tuple[float, float]) -> str:
    return f"{_number(point[0])},{_number(point[1])}"


def _number(value: float) -> str:
    """To a tenth of a pixel."""
    return f"{value:.1f}".removesuffix(".0")
