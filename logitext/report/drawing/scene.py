"""A picture, as shapes with coordinates. The stylesheet `pages/drawing.css` gives colours and fonts.

Coordinates and sizes are in pixels, from the upper left corner. `css` names the classes of a shape in the stylesheet.
Texts are plain: the writer of a format escapes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Point: TypeAlias = tuple[float, float]
LineStep: TypeAlias = tuple[Point] | tuple[Point, Point, Point]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle. `x` and `y` are its upper left corner; a `radius` above 0 makes its corners round."""

    x: float
    y: float
    width: float
    height: float
    css: str
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled shape with straight sides between its corners."""

    corners: Sequence[Point]
    css: str


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle. `x` and `y` are its centre."""

    x: float
    y: float
    radius: float
    css: str


@dataclass(frozen=True, slots=True)
class PathShape:
    """A line from `start` through the steps.

    A step of one point is a straight line to it. A step of three points is a cubic Bézier curve: two control points,
    and the point where it ends. `end` is what the line ends with: nothing, an arrow head, or a bar across it.
    """

    start: Point
    steps: Sequence[LineStep]
    css: str
    end: Literal["", "head", "bar"] = ""
    width: float | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text. `x` and `y` are the left end of its baseline.

    With the class `middle` or `right` they are the middle or the right end.
    """

    x: float
    y: float
    text: str
    css: str = ""


@dataclass(frozen=True, slots=True)
class ShapeGroup:
    """Shapes with a title in common. A browser shows it when the pointer rests on one of them."""

    parts: Sequence[Shape]
    title: str = ""


Shape: TypeAlias = Rect | Polygon | Circle | PathShape | Text | ShapeGroup


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole picture. `title` says what it shows."""

    title: str
    width: float
    height: float
    parts: Sequence[Shape]
