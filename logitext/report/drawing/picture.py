"""A diagram as a scene: its boxes and lines at their places, and its key above them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import networkx as nx

from logitext.report.drawing.diagram import Diagram, DrawnNode, Edge, KeyEntry, NodeLook
from logitext.report.drawing.layout import MARGIN, Box, Curve, layout
from logitext.report.drawing.node_label import INSET, MARK, SIZES, NodeLabel, Style, fitted, node_label, size
from logitext.report.drawing.scene import (
    Circle,
    LineStep,
    PathShape,
    Point,
    Polygon,
    Rect,
    Scene,
    Shape,
    ShapeGroup,
    Text,
)
from logitext.report.drawing.text_size import wrap

_CUT = 10.0
"""The size of the corners of a violation's box, which has eight."""
_SLANT = 7.0
"""The slant of the sides of a text's box."""
_RADIUS: Mapping[NodeLook, float] = {"clause": 8.0, "verdict": 16.0, "rest": 8.0}
_LABELS = 18.0
"""The height of the room below a box for the labels of its lines."""
_ASIDE = 5.0
"""Between a line and its label."""
_APART = 9.0
"""How far from the middle two lines leave a box."""
_MOST_LABEL = 110.0
_GAP = 48.0
"""Between two layers; less where lines are labelled, as labels have room of their own."""
_LABELLED_GAP = 32.0
_THICK = 4.0
"""How much thicker the heaviest line is than the lightest."""
_KEY_WIDTH = 480.0
"""The key is as wide as the picture, and at least so wide."""
_KEY_ROW = 24.0
_BAR = 5.0
"""Between the bar at the end of a line and the box."""
_SAMPLE = 30.0


def picture(diagram: Diagram) -> Scene:
    """The scene of a diagram."""
    leaving: dict[str, list[Edge]] = {}
    for edge in diagram.edges:
        leaving.setdefault(edge.source, []).append(edge)
    labelled = any(edge.label for edge in diagram.edges)
    node_labels = {
        node.id: node_label(node, _width(diagram, leaving.get(node.id, ())), diagram.lines) for node in diagram.nodes
    }
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(node_labels)
    graph.add_edges_from((edge.source, edge.target) for edge in diagram.edges)
    below = {name: _LABELS if labelled and name in leaving else 0.0 for name in node_labels}
    sizes = {name: (one.width, one.height + below[name]) for name, one in node_labels.items()}
    exits = None
    if labelled:
        exits = {
            (edge.source, edge.target): _exit(place, len(edges), node_labels[name].width)
            for name, edges in leaving.items()
            for place, edge in enumerate(edges)
        }
    drawn = layout(graph, sizes, diagram.direction, exits, _LABELLED_GAP if labelled else _GAP)
    wide = max(drawn.width, _KEY_WIDTH) if diagram.key else drawn.width
    key, down = _key(diagram.key, wide)
    short = (_BAR, 0.0) if diagram.direction == "LR" else (0.0, _BAR)
    parts: list[Shape] = [*key]
    parts.append(
        ShapeGroup(
            [
                _line(edge, drawn.lines[edge.source, edge.target], below[edge.source], down, short)
                for edge in diagram.edges
            ]
        )
    )
    for edges in leaving.values():
        room = _room(node_labels[edges[0].source].width, len(edges))
        for place, edge in enumerate(edges):
            left = place == 0 and len(edges) == 2
            x, y = drawn.lines[edge.source, edge.target][0].start
            text = fitted(edge.label, "label", room)
            parts.append(
                Text(x + (-_ASIDE if left else _ASIDE), y + down - 5, text, "label right" if left else "label")
            )
    parts += [_box(node, node_labels[node.id], drawn.boxes[node.id], down) for node in diagram.nodes]
    return Scene(diagram.title, wide, drawn.height + down, parts)


def _width(diagram: Diagram, leaving: Sequence[Edge]) -> float:
    """The width of a box: the diagram's, and more where labels of its lines need that."""
    needed = min(max((size(edge.label, "label") for edge in leaving), default=0.0), _MOST_LABEL)
    short = needed + 1 - _room(diagram.width, len(leaving)) if needed else 0.0
    return diagram.width + max(short, 0.0) * len(leaving)


def _room(wide: float, lines: int) -> float:
    """How wide the label of one of so many lines may be, below a box so wide."""
    return wide / lines - _APART - _ASIDE if lines == 2 else wide / max(lines, 1) - 2 * _ASIDE


def _exit(place: int, lines: int, wide: float) -> float:
    """Where a line leaves its box, from the middle: of two beside it, their labels on either side; else in a row."""
    if lines == 2:
        return _APART if place else -_APART
    return wide * (place / lines - 0.5) + _ASIDE if lines > 1 else 0.0


def _line(edge: Edge, curves: Sequence[Curve], below: float, down: float, short: Point) -> PathShape:
    """The line of an edge; it begins `below` above its curves, and ends `short` of its box where it has a bar."""

    def moved(point: Point) -> Point:
        return point[0], point[1] + down

    x, y = moved(curves[0].start)
    steps: list[LineStep] = [((x, y),)] if below else []
    for curve in curves:
        straight = curve.first == curve.start
        end = moved(curve.end)
        steps.append((end,) if straight else (moved(curve.first), moved(curve.second), end))
    css = "line" if edge.role == "for" else f"line {edge.role}"
    if edge.role == "against":
        last = [(x - short[0], y - short[1]) for x, y in steps[-1]]
        steps[-1] = (last[0],) if len(last) == 1 else (last[0], last[1], last[2])
    thick = 1.0 + _THICK * edge.weight if edge.weight else None
    return PathShape((x, y - below), steps, css, "bar" if edge.role == "against" else "head", thick, edge.title)


def _box(node: DrawnNode, lines: NodeLabel, box: Box, down: float) -> ShapeGroup:
    left, top = box.x, box.y + down
    if node.mark:
        parts = [*_mark(node.look, node.mark, left + (lines.width - MARK) / 2, top)]
        middle = left + lines.width / 2
        parts += [Text(middle, top + line.baseline, line.text, "label soft middle") for line in lines.lines]
        return ShapeGroup(parts, node.title)
    parts = [_shape(node.look, left, top, lines.width, lines.height)]
    for line in lines.lines:
        x = left + lines.width - INSET if line.right else left + INSET
        parts.append(Text(x, top + line.baseline, line.text, f"{line.style} right" if line.right else line.style))
    return ShapeGroup(parts, node.title)


def _mark(look: NodeLook, letter: str, left: float, top: float) -> Iterator[Shape]:
    if look == "rest":
        yield Circle(left + MARK / 2, top + MARK / 2, MARK / 2, "box rest")
    else:
        yield _shape(look, left, top, MARK, MARK)
    yield Text(left + MARK / 2, top + MARK / 2 + 4, letter, "mark")


def _shape(look: NodeLook, left: float, top: float, width: float, height: float) -> Shape:
    """A clause is rounded, a verdict more so, a violation has eight corners, a text is slanted."""
    right, bottom, css = left + width, top + height, f"box {look}"
    match look:
        case "violation":
            cut = min(_CUT, width * 0.3)
            corners = [
                (left + cut, top), (right - cut, top), (right, top + cut), (right, bottom - cut),
                (right - cut, bottom), (left + cut, bottom), (left, bottom - cut), (left, top + cut),
            ]  # fmt: skip
            return Polygon(corners, css)
        case "text":
            return Polygon([(left + _SLANT, top), (right, top), (right - _SLANT, bottom), (left, bottom)], css)
    return Rect(left, top, width, height, css, min(_RADIUS.get(look, 1.5), width / 2))


# --- key ---------------------------------------------------------------------------------------------------------


def _key(entries: Sequence[KeyEntry], width: float) -> tuple[list[Shape], float]:
    """The key in rows, and how far down the rest of the picture begins."""
    shapes: list[Shape] = []
    x, y, room = MARGIN, MARGIN, width - 2 * MARGIN
    for entry in entries:
        style: Style = "words"
        lines = wrap(entry.text, room - _SAMPLE, 3, SIZES[style])
        wide = _SAMPLE + max((size(line, style) for line in lines), default=0.0)
        if x > MARGIN and x + wide > width - MARGIN:
            x, y = MARGIN, y + _KEY_ROW + 4
        shapes += _sample(entry, x, y)
        for number, line in enumerate(lines):
            shapes.append(Text(x + _SAMPLE, y + 15 + 14 * number, line, "words soft"))
        x += wide + 20
        if len(lines) > 1:
            x, y = MARGIN, y + _KEY_ROW + 14 * (len(lines) - 1)
    return shapes, (y + _KEY_ROW - 4 if entries else 0.0)


def _sample(entry: KeyEntry, x: float, y: float) -> Iterator[Shape]:
    match entry.sample:
        case "for" | "against" as role:
            css = "line" if role == "for" else "line against"
            yield PathShape((x, y + 11), [((x + 22, y + 11),)], css, "bar" if role == "against" else "head")
        case "assumption" if not entry.mark:
            yield PathShape((x, y + 11), [((x + 22, y + 11),)], "line assumption", "head")
        case look:
            yield from _mark(look, entry.mark, x, y)
