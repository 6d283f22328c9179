"""Where the boxes and lines of a layered drawing go.

`along` is the way that layers follow each other, `across` the way within a layer; only the end of `layout` knows which
of them is x. Positions across come from pulling each item to its neighbours, layer by layer: the places in one layer
that are nearest to where its items are pulled and keep their order and distances are found exactly, by pooling adjacent
violators (isotonic regression), and repeating it never makes the sum of squared lengths larger. Pulls between dummies
weigh most, so that long lines become straight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from logitext.report.drawing.diagram import Direction
from logitext.report.drawing.layers import Layers, layers
from logitext.report.drawing.scene import Point

if TYPE_CHECKING:
    import networkx as nx


MARGIN = 24.0
_APART = 16.0
"""Between two boxes of a layer; half of it between two lines."""
_CLIMB = 0.06
"""How much wider the gap between two layers is for each unit that lines climb there."""
_WIDEST_GAP = 140.0
_PORT = 14.0
_STIFFNESS = (1.0, 4.0, 16.0, 64.0, 1024.0)
"""How strongly dummies pull each other, compared with boxes: more with time, lest lines hold each other back."""
_LONG = 0.2
"""How strongly a box and a dummy pull each other: less than boxes, which are to stand beside what they use directly."""
_ROUNDS = 24


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A cubic Bézier curve: ends and control points. A straight line has its control points at its ends."""

    start: Point
    first: Point
    second: Point
    end: Point


@dataclass(frozen=True, slots=True)
class DrawingLayout:
    """A drawing: a box for every node and curves for every edge, within `width` and `height`."""

    boxes: Mapping[str, Box]
    lines: Mapping[tuple[str, str], tuple[Curve, ...]]
    width: float
    height: float


def layout(
    graph: nx.DiGraph[str],
    sizes: Mapping[str, tuple[float, float]],
    direction: Direction = "LR",
    exits: Mapping[tuple[str, str], float] | None = None,
    gap: float = 48.0,
) -> DrawingLayout:
    """Place a graph without circles; `sizes` are the width and height of each node's box.

    `exits` says how far from the middle of its source's side an edge leaves. Without it all leave from the middle, as
    one line where they go the same way. `gap` is the least between two layers.
    """
    sideways = direction == "LR"
    found = layers(graph, share=exits is None)
    leaves = {(way[0], way[1]): (exits or {}).get(edge, 0.0) for edge, way in found.ways.items()}
    turned = {name: size if sideways else size[::-1] for name, size in sizes.items()}
    thickness = {item: turned[name][0] for item, name in enumerate(found.names) if name is not None}
    extent = [turned[name][1] if name is not None else 0.0 for name in found.names]
    across = _across(found, extent, leaves)
    along = _along(found, thickness, across, gap)
    boxes = {}
    for row, (start, _) in zip(found.rows, along, strict=True):
        for item in row:
            name = found.names[item]
            if name is not None:
                low = across[item] - extent[item] / 2
                boxes[name] = Box(*((start, low) if sideways else (low, start)), *sizes[name])
    lines = _lines(found, thickness, across, extent, along, leaves)
    if not sideways:
        lines = {edge: tuple(_turned(curve) for curve in curves) for edge, curves in lines.items()}
    width = max((box.x + box.width for box in boxes.values()), default=MARGIN) + MARGIN
    height = max((box.y + box.height for box in boxes.values()), default=MARGIN) + MARGIN
    for curve in (curve for curves in lines.values() for curve in curves):
        width = max(width, curve.end[0] + MARGIN)
        height = max(height, curve.end[1] + MARGIN)
    return DrawingLayout(boxes, lines, width, height)


# --- across ------------------------------------------------------------------------------------------------------


_Leaves: TypeAlias = Mapping[tuple[int, int], float]
"""How far from the middle of an item the line to another one leaves."""


def _across(found: Layers, extent: Sequence[float], leaves: _Leaves) -> list[float]:
    """The middle of every item across; the least edge of all is at the margin."""
    middle = [0.0] * len(found.names)
    for row in found.rows:
        offsets = _offsets(row, found, extent)
        for item, offset in zip(row, offsets, strict=True):
            middle[item] = offset - offsets[-1] / 2
    for turn in range(_ROUNDS * len(_STIFFNESS)):
        stiffness = _STIFFNESS[turn // _ROUNDS]
        for row in found.rows if turn % 2 == 0 else reversed(found.rows):
            pulls = [_pull(item, found, middle, stiffness, leaves) for item in row]
            places = _nearest(pulls, _offsets(row, found, extent))
            for item, place in zip(row, places, strict=True):
                middle[item] = place
    least = min((middle[item] - extent[item] / 2 for item in range(len(middle))), default=0.0)
    return [place - least + MARGIN for place in middle]


def _pull(item: int, found: Layers, middle: Sequence[float], stiffness: float, leaves: _Leaves) -> tuple[float, float]:
    """Where the neighbours of an item pull it, and how strongly; with none, a little to where the drawing began."""
    dummy, place, total = found.names[item] is None, 0.0, 0.0
    pulls = [(other, leaves.get((other, item), 0.0)) for other in found.before[item]]
    pulls += [(other, -leaves.get((item, other), 0.0)) for other in found.after[item]]
    for other, aside in pulls:
        dummies = dummy + (found.names[other] is None)
        weight = (1.0, _LONG, stiffness)[dummies]
        place += weight * (middle[other] + aside)
        total += weight
    return (place / total, total) if total else (0.0, 0.001)


def _offsets(row: Sequence[int], found: Layers, extent: Sequence[float]) -> list[float]:
    """Where the middles of a layer's items are when they stand as close as they may, from the first on."""
    offsets = [0.0]
    for one, other in pairwise(row):
        lines = found.names[one] is None and found.names[other] is None
        offsets.append(offsets[-1] + (extent[one] + extent[other]) / 2 + (_APART / 2 if lines else _APART))
    return offsets


def _nearest(pulls: Sequence[tuple[float, float]], offsets: Sequence[float]) -> list[float]:
    """Places with the least sum of weighted squared distances to where the items are pulled.

    They keep at least the distances of `offsets`. Blocks of items that touch are pooled until each block lies after the
    one before it.
    """
    blocks: list[tuple[float, float, int]] = []
    for (place, weight), offset in zip(pulls, offsets, strict=True):
        block = (place - offset, weight, 1)
        while blocks and blocks[-1][0] > block[0]:
            other = blocks.pop()
            total = other[1] + block[1]
            block = ((other[0] * other[1] + block[0] * block[1]) / total, total, other[2] + block[2])
        blocks.append(block)
    starts = [start for start, _, count in blocks for _ in range(count)]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]


# --- along -------------------------------------------------------------------------------------------------------


def _along(
    found: Layers, thickness: Mapping[int, float], across: Sequence[float], gap: float
) -> list[tuple[float, float]]:
    """Where each layer starts and ends; the gap after it is wider where lines climb far, lest they become steep."""
    placed = []
    start = MARGIN
    for row in found.rows:
        end = start + max((thickness[item] for item in row if item in thickness), default=0.0)
        placed.append((start, end))
        climbs = (abs(across[item] - across[other]) for item in row for other in found.after[item])
        start = end + min(gap + _CLIMB * max(climbs, default=0.0), _WIDEST_GAP)
    return placed


# --- lines -------------------------------------------------------------------------------------------------------


def _lines(
    found: Layers,
    thickness: Mapping[int, float],
    across: Sequence[float],
    extent: Sequence[float],
    along: Sequence[tuple[float, float]],
    leaves: _Leaves,
) -> dict[tuple[str, str], tuple[Curve, ...]]:
    """The curves of every edge: they climb only between layers, and pass a layer straight."""
    row_of = {item: place for place, row in enumerate(found.rows) for item in row}
    ports = _ports(found, across, extent)
    lines = {}
    for edge, way in found.ways.items():
        here: Point = (along[row_of[way[0]]][0] + thickness[way[0]], across[way[0]] + leaves[way[0], way[1]])
        curves = []
        for one, other in pairwise(way):
            start, end = along[row_of[one]][1], along[row_of[other]][0]
            if here[0] < start:
                curves.append(_straight(here, (start, here[1])))
            port = ports.get((one, other), across[other])
            half = (start + end) / 2
            curves.append(Curve((start, here[1]), (half, here[1]), (half, port), (end, port)))
            here = (end, port)
        lines[edge] = tuple(curves)
    return lines


def _ports(found: Layers, across: Sequence[float], extent: Sequence[float]) -> dict[tuple[int, int], float]:
    """Where lines reach a box: spread over its side, in the order in which they come."""
    ports = {}
    for item, name in enumerate(found.names):
        if name is None:
            continue
        coming = sorted(found.before[item], key=across.__getitem__)
        step = min(_PORT, 0.8 * extent[item] / max(len(coming), 1))
        for place, other in enumerate(coming):
            ports[other, item] = across[item] + (place - (len(coming) - 1) / 2) * step
    return ports


def _straight(start: Point, end: Point) -> Curve:
    return Curve(start, start, end, end)


def _turned(curve: Curve) -> Curve:
    return Curve(*((y, x) for x, y in (curve.start, curve.first, curve.second, curve.end)))
