"""A picture as shapes at their places, in pixels from the upper left corner. Colours and fonts are the stylesheet's.

`css` are the classes of a shape, which `pages/drawing.css` explains. Whoever makes a scene need not escape anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Point: TypeAlias = tuple[float, float]
Step: TypeAlias = tuple[Point] | tuple[Point, Point, Point]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle, with round corners where it has a radius."""

    x: float
    y: float
    width: float
    height: float
    css: str
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Polygon:
    """A closed shape."""

    corners: Sequence[Point]
    css: str


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle by its middle."""

    x: float
    y: float
    radius: float
    css: str


@dataclass(frozen=True, slots=True)
class Path:
    """A line. A step leads to its last point: straight, or as a cubic Bézier curve with two control points before."""

    start: Point
    steps: Sequence[Step]
    css: str
    end: Literal["", "head", "bar"] = ""
    width: float | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text by the left end of its baseline; by its middle or right end with the class `middle` or `right`."""

    x: float
    y: float
    text: str
    css: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Shapes with one title, which is shown where the pointer rests."""

    parts: Sequence[Shape]
    title: str = ""


Shape: TypeAlias = Rect | Polygon | Circle | Path | Text | Group


@dataclass(frozen=True, slots=True)
class Scene:
    """The whole picture; `title` says what of."""

    title: str
    width: float
    height: float
    parts: Sequence[Shape]
