"""The page's charts, as scenes. An arm has the same colour and shape in all of them; `mark` is for their legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from benchmarks.suites.scoring.scores import Score
from logitext.report.drawing.plane import SCALE, Plane
from logitext.report.drawing.scene import Circle, PathShape, Polygon, Rect, Scene, Shape, ShapeGroup, Text
from logitext.report.drawing.text_size import wrap

_COLOURS = 6
_SHAPES = 4
"""Six colours and four shapes of marks and lines: twelve arms look different, and four of one colour."""
_WIDTH = 680.0
_NAMES = 200.0
"""The room for the names of arms beside bars."""
_HEIGHT = 300.0
_PLANE = Plane(52.0, _WIDTH - 68.0, _HEIGHT)


def mark(number: int, arm: str) -> Scene:
    """The mark of an arm, by its number among the arms."""
    return Scene(arm, 14, 14, [_mark(7, 7, number)])


def bars(own: Sequence[Score], arms: Sequence[str]) -> Scene:
    """The accuracy of each arm at each verdict, with its interval."""
    left, wide = _NAMES + 12, _WIDTH - _NAMES - 12 - 60
    y, parts = 28.0, list[Shape]()
    for (task, verdict), scores in groupby(own, key=lambda one: (one.task, one.verdict)):
        parts.append(Text(0, y + 14, f"{task}: {verdict}", "strong"))
        y += 22
        for one in scores:
            low, high = (left + wide * end for end in one.interval)
            share = f"{100 * one.accuracy:.1f} %"
            name = "".join(wrap(one.arm, _NAMES, 1, 11))
            bar: list[Shape] = [
                Text(_NAMES, y + 11, name, "right"),
                Rect(left, y, wide * one.accuracy, 13, f"series {_css(arms.index(one.arm))}"),
                PathShape((low, y + 6.5), [((high, y + 6.5),)], "whisker"),
                Text(left + wide + 8, y + 11, share),
            ]
            parts.append(ShapeGroup(bar, f"{one.arm}: {share}"))
            y += 20
        y += 10
    for tenth in range(0, 11, 2):
        x = left + wide * tenth / 10
        parts.insert(0, PathShape((x, 20), [((x, y - 8),)], "grid"))
        parts.append(Text(x, 12, f"{10 * tenth} %", "middle soft"))
    return Scene("accuracy", _WIDTH, y, parts)


def dots(own: Sequence[Score], arms: Sequence[str]) -> Scene:
    """Accuracy against the questions that a document takes."""
    most = max((one.questions for one in own), default=1.0) or 1.0
    floor = min(9, int(10 * min((one.accuracy for one in own), default=0.0)))
    parts = _PLANE.grid([(tenth / 10 - floor / 10) / (1 - floor / 10) for tenth in range(floor, 11)], SCALE)
    parts += _PLANE.numbers([f"{10 * tenth} %" for tenth in range(floor, 11)], [f"{most * part:.1f}" for part in SCALE])
    for one in own:
        x, y = _PLANE.place(one.questions / most, (one.accuracy - floor / 10) / (1 - floor / 10))
        share = f"{one.questions:.2f} questions, {100 * one.accuracy:.1f} %"
        parts.append(ShapeGroup([_mark(x, y, arms.index(one.arm))], f"{one.task} {one.verdict}: {one.arm}, {share}"))
    parts.append(_PLANE.below("questions a document"))
    return Scene("questions", _WIDTH, _HEIGHT + 62, parts)


def lines(lines_of: Mapping[str, Sequence[tuple[float, float]]], arms: Sequence[str]) -> Scene | None:
    """How many verdicts are wrong, the more are given. None where no arm says how likely its verdicts are."""
    if not lines_of:
        return None
    most = max(0.05, *(wrong for points in lines_of.values() for _, wrong in points))
    parts = _PLANE.grid(SCALE, SCALE)
    parts += _PLANE.numbers([f"{100 * part * most:.0f} %" for part in SCALE], [f"{100 * part:.0f} %" for part in SCALE])
    for arm, points in lines_of.items():
        number = arms.index(arm)
        first, *rest = [_PLANE.place(share, wrong / most) for share, wrong in points]
        dash = f" dash-{number % _SHAPES + 1}" if number % _SHAPES else ""
        parts.append(PathShape(first, [(point,) for point in rest], f"series {_css(number)}{dash}", title=arm))
        parts.append(_mark(*(rest or [first])[-1], number))
    parts.append(_PLANE.below("verdicts given"))
    return Scene("risk and coverage", _WIDTH, _HEIGHT + 62, parts)


def _css(number: int) -> str:
    return f"series-{number % _COLOURS + 1}"


def _mark(x: float, y: float, number: int) -> Shape:
    css, shape = f"series {_css(number)}", number % _SHAPES
    if shape == 0:
        return Circle(x, y, 4.5, css)
    corners = (
        ((-4, -4), (4, -4), (4, 4), (-4, 4)),
        ((0, -5), (5, 4), (-5, 4)),
        ((0, -6), (6, 0), (0, 6), (-6, 0)),
    )[shape - 1]
    return Polygon([(x + dx, y + dy) for dx, dy in corners], css)
