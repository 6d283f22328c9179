"""What charts have in common: a plane with two axes, from 0 to 1 each, its grid, and the numbers at its edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from logitext.report.drawing.scene import PathShape, Point, Shape, Text

SCALE = (0.0, 0.25, 0.5, 0.75, 1.0)
TOP = 12.0


@dataclass(frozen=True, slots=True)
class Plane:
    """The place of a chart's plane, in pixels: what is left of it, how wide it is, and how high."""

    left: float
    width: float
    height: float

    def place(self, across: float, up: float) -> Point:
        """Where a share of the plane's width and height is."""
        return self.left + self.width * across, TOP + self.height * (1 - up)

    def grid(self, up: Sequence[float] = SCALE, across: Sequence[float] = SCALE) -> list[Shape]:
        """Lines at these shares of the height and the width."""
        parts: list[Shape] = [PathShape(self.place(0, share), [(self.place(1, share),)], "grid") for share in up]
        return parts + [PathShape(self.place(share, 0), [(self.place(share, 1),)], "grid") for share in across]

    def numbers(self, up: Sequence[str], across: Sequence[str]) -> list[Shape]:
        """The numbers at the axes, at even distances."""
        parts: list[Shape] = []
        for number, text in enumerate(up):
            x, y = self.place(0, number / max(len(up) - 1, 1))
            parts.append(Text(x - 8, y + 4, text, "right soft"))
        for number, text in enumerate(across):
            x, y = self.place(number / max(len(across) - 1, 1), 0)
            parts.append(Text(x, y + 18, text, "middle soft"))
        return parts

    def below(self, text: str) -> Shape:
        """What the axis at the bottom is of."""
        x, y = self.place(0.5, 0)
        return Text(x, y + 40, text, "middle soft")
